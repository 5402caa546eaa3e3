// The form of one operation, made from its arguments schema. Common paging arguments are folded away.
import { fill, h } from '../lib/dom.js';
import { make_field } from '../lib/fields.js';
import { icon } from '../lib/icons.js';
import { field_of_pointer } from '../lib/schema.js';

const kShown = 6;
const kFolded = new Set(['limit', 'cursor', 'max_bytes', 'time_zone']);

/** `changed` is called after every edit. */
export function operation_form({ operation, values, run, cancel, changed }) {
  const schema = operation.arguments ?? {};
  const fields = new Map();
  const build = ([name, property]) => {
    const field = make_field({
      name,
      schema: { ...property, default: undefined },
      required: (schema.required ?? []).includes(name),
      stored: values[name],
      changed,
      compact: true,
    });
    fields.set(name, field);
    return field.element;
  };
  const all = Object.entries(schema.properties ?? {});
  const own = all.filter(([name]) => !kFolded.has(name));
  const is_needed = ([name], at) => at < kShown || values[name] !== undefined || (schema.required ?? []).includes(name);
  const plain = own.filter((one, at) => own.length <= kShown + 2 || is_needed(one, at));
  const further = own.filter((one) => !plain.includes(one));
  const folded = all.filter(([name]) => kFolded.has(name));
  const button = h('button', { type: 'submit', class: 'button primary', id: 'ask' }, icon('play'), 'Ask');
  const stop = h('button', { type: 'button', class: 'button', hidden: true, onclick: cancel }, 'Cancel');
  const element = [
    h(
      'header',
      {},
      h('h2', { id: 'operation-title' }, operation.title ?? operation.name),
      h('code', {}, operation.name),
      h('p', {}, operation.description),
    ),
    h(
      'form',
      {
        class: 'body',
        novalidate: true,
        autocomplete: 'off',
        onsubmit: (event) => {
          event.preventDefault();
          run();
        },
      },
      plain.length
        ? h('div', { class: 'arguments' }, plain.map(build))
        : h('p', { class: 'faint' }, 'This question takes no arguments.'),
      further.length
        ? h(
            'details',
            { class: 'fold' },
            h('summary', {}, 'More arguments'),
            h('div', { class: 'arguments' }, further.map(build)),
          )
        : null,
      folded.length
        ? h(
            'details',
            { class: 'fold', open: folded.some(([name]) => values[name] !== undefined) ? true : null },
            h('summary', {}, 'Size, paging and time zone'),
            h('div', { class: 'arguments' }, folded.map(build)),
          )
        : null,
      h('div', { class: 'row' }, button, stop),
    ),
  ];
  return {
    element,
    /** What the form holds, and what a follow-up call brought along that has no field. */
    values: () =>
      Object.fromEntries([
        ...Object.entries(values).filter(([name]) => !fields.has(name)),
        ...[...fields]
          .map(([name, field]) => [name, field.current()])
          .filter(([, value]) => value !== undefined && value !== null),
      ]),
    check() {
      const wrong = [...fields.values()].filter((field) => !field.check());
      wrong[0]?.focus();
      return wrong.length === 0;
    },
    /** Puts problems at their fields; answers the rest. */
    show_problems(problems) {
      const others = problems.filter((one) => {
        const field = fields.get(field_of_pointer(one.pointer));
        field?.error(one.message);
        return !field;
      });
      return others;
    },
    /** The argument that an ambiguous name stood in: the one named by a problem, else the one called like the choices' kind. */
    field_for(error) {
      const named = error.problems?.map((one) => field_of_pointer(one.pointer)).find((name) => fields.has(name));
      const kind = error.choices?.[0]?.kind;
      return named ?? (fields.has(kind) ? kind : null);
    },
    busy(is_busy) {
      const focused = document.activeElement === stop;
      button.disabled = is_busy;
      stop.hidden = !is_busy;
      fill(
        button,
        is_busy ? h('span', { class: 'spinner', 'aria-hidden': 'true' }) : icon('play'),
        is_busy ? 'Asking…' : 'Ask',
      );
      if (focused && !is_busy) button.focus();
    },
  };
}
