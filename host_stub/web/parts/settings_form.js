// The fields of some groups of a settings schema, as one thing: values to send, mistakes, and whether anything changed.
import { h } from '../lib/dom.js';
import { make_field } from '../lib/fields.js';
import { field_of_pointer, grouped } from '../lib/schema.js';
import { banner } from '../lib/states.js';

/** `groups`: those to show; `advanced` is folded, and with `fold_all_but` everything that it does not name. `integration` is null for a new one. */
export function settings_form({
  schema,
  groups,
  integration,
  changed,
  confirm_remove = null,
  fold_all_but = null,
  fold_title = 'Advanced settings',
}) {
  const by_group = grouped(schema);
  const fields = new Map();
  const wiped = h('div', { hidden: true });

  const react = (name) => {
    const wipes = schema.properties[name]['x-wipes'] ?? [];
    if (wipes.length && integration) {
      const moved = fields.get(name).dirty();
      wiped.hidden = !moved;
      if (moved) wipes.forEach((other) => fields.get(other)?.ask_again?.());
    }
    changed();
  };
  const build = (name) => {
    const property = schema.properties[name];
    const operator_only = property['x-operator-only']
      ? 'Only accepted if the operator started the host with a matching --allow-endpoint.'
      : '';
    const field = make_field({
      name,
      schema: property,
      required: (schema.required ?? []).includes(name),
      stored: integration?.settings?.[name],
      secret: integration?.secrets?.[name],
      changed: () => react(name),
      extra_help: operator_only,
      confirm_remove: confirm_remove ? () => confirm_remove(name, property) : null,
    });
    fields.set(name, field);
    return field.element;
  };
  const names = groups.flatMap((group) => by_group.get(group) ?? []);
  const is_folded = (name) =>
    fold_all_but ? !fold_all_but.includes(name) : (schema.properties[name]['x-group'] ?? '') === 'advanced';
  const folded = names.filter(is_folded);
  const plain = names.filter((name) => !is_folded(name));
  const visible = plain.map(build);
  const advanced = folded.length
    ? h(
        'details',
        { class: 'fold', open: folded.some((name) => integration?.settings?.[name] !== undefined) ? true : null },
        h('summary', {}, fold_title),
        h('div', { class: 'stack' }, folded.map(build)),
      )
    : null;
  const titles = (list) => list.map((name) => schema.properties[name]?.title ?? name).join(', ');
  const wiping = names.flatMap((name) => schema.properties[name]['x-wipes'] ?? []);
  if (wiping.length)
    wiped.append(
      banner('amber', '', h('p', {}, `This change clears ${titles([...new Set(wiping)])}. Enter it again.`), {
        live: true,
      }),
    );

  return {
    element: h('div', { class: 'stack' }, visible, wiped, advanced),
    count: fields.size,
    dirty: () => [...fields.values()].some((field) => field.dirty()),
    /** Only what differs from what is stored: absent keeps, null clears. For a new integration everything that has a value. */
    values() {
      const entries = [...fields]
        .filter(([, field]) => !integration || field.dirty())
        .map(([name, field]) => [name, field.value()]);
      return Object.fromEntries(entries.filter(([, value]) => value !== undefined && (integration || value !== null)));
    },
    check() {
      const wrong = [...fields.values()].filter((field) => !field.check());
      if (wrong.length) this.reveal(wrong[0]);
      return wrong.length === 0;
    },
    reveal(field) {
      const fold = field.element.closest('details');
      if (fold) fold.open = true;
      field.focus();
    },
    /** Puts each problem at its field; answers those that belong to none. */
    show_problems(problems) {
      let first = null;
      const others = [];
      for (const problem of problems) {
        const field = fields.get(field_of_pointer(problem.pointer));
        if (field) {
          field.error(problem.message);
          first ??= field;
        } else others.push(problem);
      }
      if (first) this.reveal(first);
      return others;
    },
    ask_secret_again() {
      const secret = [...fields].find(([name]) => schema.properties[name].writeOnly)?.[1];
      if (!secret) return;
      secret.ask_again?.();
      secret.focus();
    },
  };
}
