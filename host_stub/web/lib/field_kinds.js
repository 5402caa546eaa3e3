// Fields for plain values and choices.
import { h, unique_id } from './dom.js';
import { frame, simple } from './field_frame.js';
import { choice_titles, mistake, same } from './schema.js';

export function text_field(options) {
  const { schema } = options;
  const control = h('input', {
    id: unique_id(options.name),
    type: 'text',
    autocomplete: 'off',
    spellcheck: 'false',
    autocapitalize: 'off',
    placeholder: schema['x-placeholder'] ?? schema.examples?.[0] ?? null,
  });
  return simple(
    options,
    control,
    () => control.value.trim() || undefined,
    (value) => {
      control.value = value ?? '';
    },
  );
}

export function number_field(options) {
  const { schema } = options;
  const control = h('input', {
    id: unique_id(options.name),
    type: 'text',
    inputmode: 'numeric',
    autocomplete: 'off',
    placeholder: schema['x-placeholder'] ?? null,
  });
  const read = () => (control.value.trim() === '' ? undefined : Number(control.value.trim()));
  return simple(options, control, read, (value) => {
    control.value = value ?? '';
  });
}

export function select_field(options) {
  const { schema, required } = options;
  const control = h(
    'select',
    { id: unique_id(options.name) },
    required && schema.default !== undefined
      ? null
      : h('option', { value: '' }, schema.default === undefined ? 'Any' : `Default (${schema.default})`),
    choice_titles(schema).map(([value, title]) => h('option', { value: String(value) }, title)),
  );
  const read = () => (control.value === '' ? undefined : schema.enum.find((one) => String(one) === control.value));
  return simple(options, control, read, (value) => {
    control.value = value === undefined ? '' : String(value);
  });
}

/** What the form asks of a field that is made of several inputs. */
function group_field({ schema, required }, shown, read, { focus, dirty }) {
  const check = () => {
    const text = mistake(read(), schema, required);
    shown.set_error(text);
    return !text;
  };
  return { element: shown.element, check, error: shown.set_error, focus, dirty, value: read, current: read };
}

export function radio_field(options) {
  const { name, schema, stored, changed } = options;
  const id = unique_id(name);
  const initial = stored ?? schema.default;
  const inputs = choice_titles(schema).map(([value, title]) => {
    const input = h('input', {
      type: 'radio',
      name: id,
      value: String(value),
      checked: value === initial,
      onchange: changed,
    });
    return [input, h('label', { class: 'choice' }, input, title)];
  });
  const shown = frame({
    ...options,
    id,
    group: true,
    control: h(
      'div',
      { class: 'choices' },
      inputs.map(([, label]) => label),
    ),
  });
  const read = () => {
    const at = inputs.findIndex(([input]) => input.checked);
    return at < 0 ? undefined : schema.enum[at];
  };
  return group_field(options, shown, read, {
    focus: () => (inputs.find(([input]) => input.checked) ?? inputs[0])[0].focus(),
    dirty: () => read() !== initial,
  });
}

export function boolean_field(options) {
  const { name, schema, stored, changed } = options;
  const id = unique_id(name);
  const initial = stored ?? schema.default ?? false;
  const input = h('input', { type: 'checkbox', id, checked: initial, onchange: changed });
  const error_id = `${id}-error`;
  const problem = h('p', { class: 'error', id: error_id, hidden: true });
  input.setAttribute('aria-describedby', `${id}-help ${error_id}`);
  const element = h(
    'div',
    { class: 'field', data: { field: name } },
    h('label', { class: 'row', for: id }, input, schema.title ?? name),
    h('p', { class: 'help', id: `${id}-help` }, schema.description),
    problem,
  );
  return {
    element,
    check: () => true,
    error: (text) => {
      problem.hidden = !text;
      problem.textContent = text;
    },
    focus: () => input.focus(),
    dirty: () => input.checked !== initial,
    value: () => (input.checked === initial && stored === undefined ? undefined : input.checked),
    current: () => input.checked,
  };
}

export function set_field(options) {
  const { name, schema, stored, changed } = options;
  const id = unique_id(name);
  const initial = [].concat(stored ?? schema.default ?? []);
  const inputs = choice_titles(schema).map(([value, title]) => {
    const input = h('input', { type: 'checkbox', checked: initial.includes(value), onchange: changed });
    return [value, input, h('label', { class: 'choice compact' }, input, title)];
  });
  const shown = frame({
    ...options,
    id,
    group: true,
    control: h(
      'div',
      { class: 'choices' },
      inputs.map(([, , label]) => label),
    ),
  });
  const read = () => {
    const picked = inputs.filter(([, input]) => input.checked).map(([value]) => value);
    return picked.length ? picked : undefined;
  };
  return group_field(options, shown, read, {
    focus: () => inputs[0][1].focus(),
    dirty: () => !same(read() ?? [], initial),
  });
}

export function list_field(options) {
  const control = h('input', {
    id: unique_id(options.name),
    type: 'text',
    autocomplete: 'off',
    spellcheck: 'false',
    placeholder: options.schema['x-placeholder'] ?? null,
  });
  const read = () => {
    const parts = control.value
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean);
    return parts.length ? parts : undefined;
  };
  return simple({ ...options, extra_help: 'Several: separate them with commas.' }, control, read, (value) => {
    control.value = [].concat(value ?? []).join(', ');
  });
}

export function json_field(options) {
  const control = h('textarea', {
    id: unique_id(options.name),
    class: 'mono',
    spellcheck: 'false',
    autocomplete: 'off',
  });
  const read = () => {
    if (!control.value.trim()) return undefined;
    try {
      return JSON.parse(control.value);
    } catch {
      return control.value;
    }
  };
  return simple({ ...options, extra_help: 'As JSON.' }, control, read, (value) => {
    control.value = value === undefined ? '' : JSON.stringify(value, null, 2);
  });
}
