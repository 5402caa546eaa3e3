// What every form field has: label, required mark, help and error, tied together for a screen reader.
import { fill, h } from './dom.js';
import { icon } from './icons.js';
import { mistake, same } from './schema.js';
import { plain } from './words.js';

export function frame({ name, schema, required, id, control, group = false, extra_help = '', compact = false }) {
  const help_id = `${id}-help`;
  const error_id = `${id}-error`;
  const help_text = [schema.description, extra_help].filter(Boolean).join(' ');
  const title = schema.title ?? plain(name);
  const label = [
    title,
    required
      ? h('span', { class: 'required', 'aria-hidden': 'true' }, '*')
      : compact
        ? null
        : h('span', { class: 'optional' }, 'optional'),
  ];
  const problem = h('p', { class: 'error', id: error_id, hidden: true });
  const described = `${help_text ? help_id : ''} ${error_id}`.trim();
  const element = h(
    group ? 'fieldset' : 'div',
    { class: 'field', data: { field: name }, 'aria-describedby': group ? described : null },
    group ? h('legend', { class: 'label' }, label) : h('label', { for: id }, label),
    control,
    help_text ? h('p', { class: 'help', id: help_id }, help_text) : null,
    problem,
  );
  const set_error = (text) => {
    problem.hidden = !text;
    fill(problem, text ? [icon('alert'), h('span', {}, text)] : null);
    for (const one of element.querySelectorAll('input, select, textarea')) {
      if (text) one.setAttribute('aria-invalid', 'true');
      else one.removeAttribute('aria-invalid');
    }
  };
  return { element, set_error, described };
}

/** A field of one control: `read` gives its value or undefined, `write` shows one. */
export function simple(options, control, read, write) {
  const { schema, required, stored, changed } = options;
  const id = control.id;
  const shown = frame({ ...options, id, control });
  control.setAttribute('aria-describedby', shown.described);
  if (required) control.setAttribute('aria-required', 'true');
  const initial = stored === undefined ? schema.default : stored;
  write(initial);
  let touched = false;
  const check = () => {
    const text = mistake(read(), schema, required);
    shown.set_error(text);
    return !text;
  };
  control.addEventListener('input', () => {
    if (touched) check();
    changed();
  });
  control.addEventListener('change', () => {
    if (touched) check();
    changed();
  });
  control.addEventListener('blur', () => {
    touched = touched || read() !== undefined;
    if (touched) check();
  });
  return {
    element: shown.element,
    check,
    error: (text) => {
      touched = true;
      shown.set_error(text);
    },
    focus: () => control.focus(),
    dirty: () => !same(read() ?? null, initial ?? null),
    value: () => {
      const now = read();
      return now === undefined && stored !== undefined ? null : now;
    },
    current: read,
  };
}
