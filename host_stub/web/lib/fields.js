// One form field for one schema property. A field is {element, value(), dirty(), error(text), focus(), check()}.
// value(): what to send: undefined keeps what is stored, null clears it.
import { fill, h, unique_id } from './dom.js';
import { icon } from './icons.js';
import { choice_titles, kind_of, mistake, same } from './schema.js';
import { time } from './time.js';
import { plain } from './words.js';

/** Label, control, help and error of a field, tied together for a screen reader. */
function frame({ name, schema, required, id, control, group = false, extra_help = '' }) {
  const help_id = `${id}-help`;
  const error_id = `${id}-error`;
  const help_text = [schema.description, extra_help].filter(Boolean).join(' ');
  const title = schema.title ?? plain(name);
  const label = [title, required ? h('span', { class: 'required', 'aria-hidden': 'true' }, '*') : h('span', { class: 'optional' }, 'optional')];
  const problem = h('p', { class: 'error', id: error_id, hidden: true });
  const described = `${help_text ? help_id : ''} ${error_id}`.trim();
  const element = h(group ? 'fieldset' : 'div', { class: 'field', data: { field: name }, 'aria-describedby': group ? described : null },
    group ? h('legend', { class: 'label' }, label) : h('label', { for: id }, label), control,
    help_text ? h('p', { class: 'help', id: help_id }, help_text) : null, problem);
  const set_error = (text) => {
    problem.hidden = !text;
    fill(problem, text ? [icon('alert'), h('span', {}, text)] : null);
    for (const one of element.querySelectorAll('input, select, textarea')) {
      if (text) one.setAttribute('aria-invalid', 'true'); else one.removeAttribute('aria-invalid');
    }
  };
  return { element, set_error, described };
}

function simple(options, control, read, write) {
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
  control.addEventListener('input', () => { if (touched) check(); changed(); });
  control.addEventListener('change', () => { if (touched) check(); changed(); });
  control.addEventListener('blur', () => { touched = touched || read() !== undefined; if (touched) check(); });
  return {
    element: shown.element, check, error: (text) => { touched = true; shown.set_error(text); }, focus: () => control.focus(),
    dirty: () => !same(read() ?? null, initial ?? null),
    value: () => { const now = read(); return now === undefined && stored !== undefined ? null : now; },
    current: read,
  };
}

function text_field(options) {
  const { schema } = options;
  const control = h('input', { id: unique_id(options.name), type: 'text', autocomplete: 'off', spellcheck: 'false', autocapitalize: 'off', placeholder: schema['x-placeholder'] ?? schema.examples?.[0] ?? null });
  return simple(options, control, () => control.value.trim() || undefined, (value) => { control.value = value ?? ''; });
}

function number_field(options) {
  const { schema } = options;
  const control = h('input', { id: unique_id(options.name), type: 'text', inputmode: 'numeric', autocomplete: 'off', placeholder: schema['x-placeholder'] ?? null });
  const read = () => (control.value.trim() === '' ? undefined : Number(control.value.trim()));
  return simple(options, control, read, (value) => { control.value = value ?? ''; });
}

function select_field(options) {
  const { schema, required } = options;
  const control = h('select', { id: unique_id(options.name) }, required && schema.default !== undefined ? null : h('option', { value: '' }, schema.default === undefined ? 'Any' : `Default (${schema.default})`),
    choice_titles(schema).map(([value, title]) => h('option', { value: String(value) }, title)));
  const read = () => (control.value === '' ? undefined : schema.enum.find((one) => String(one) === control.value));
  return simple(options, control, read, (value) => { control.value = value === undefined ? '' : String(value); });
}

function radio_field(options) {
  const { name, schema, stored, changed } = options;
  const id = unique_id(name);
  const initial = stored ?? schema.default;
  const inputs = choice_titles(schema).map(([value, title]) => {
    const input = h('input', { type: 'radio', name: id, value: String(value), checked: value === initial, onchange: changed });
    return [input, h('label', { class: 'choice' }, input, title)];
  });
  const shown = frame({ ...options, id, group: true, control: h('div', { class: 'choices' }, inputs.map(([, label]) => label)) });
  const read = () => { const at = inputs.findIndex(([input]) => input.checked); return at < 0 ? undefined : schema.enum[at]; };
  const check = () => { const text = mistake(read(), schema, options.required); shown.set_error(text); return !text; };
  return { element: shown.element, check, error: shown.set_error, focus: () => (inputs.find(([input]) => input.checked) ?? inputs[0])[0].focus(), dirty: () => read() !== initial, value: read, current: read };
}

function boolean_field(options) {
  const { name, schema, stored, changed } = options;
  const id = unique_id(name);
  const initial = stored ?? schema.default ?? false;
  const input = h('input', { type: 'checkbox', id, checked: initial, onchange: changed });
  const error_id = `${id}-error`;
  const problem = h('p', { class: 'error', id: error_id, hidden: true });
  input.setAttribute('aria-describedby', `${id}-help ${error_id}`);
  const element = h('div', { class: 'field', data: { field: name } }, h('label', { class: 'row', for: id }, input, schema.title ?? name), h('p', { class: 'help', id: `${id}-help` }, schema.description), problem);
  return {
    element, check: () => true, error: (text) => { problem.hidden = !text; problem.textContent = text; }, focus: () => input.focus(),
    dirty: () => input.checked !== initial, value: () => (input.checked === initial && stored === undefined ? undefined : input.checked), current: () => input.checked,
  };
}

function set_field(options) {
  const { name, schema, stored, changed } = options;
  const id = unique_id(name);
  const initial = [].concat(stored ?? schema.default ?? []);
  const inputs = choice_titles(schema).map(([value, title]) => {
    const input = h('input', { type: 'checkbox', checked: initial.includes(value), onchange: changed });
    return [value, input, h('label', { class: 'choice compact' }, input, title)];
  });
  const shown = frame({ ...options, id, group: true, control: h('div', { class: 'choices' }, inputs.map(([, , label]) => label)) });
  const read = () => { const picked = inputs.filter(([, input]) => input.checked).map(([value]) => value); return picked.length ? picked : undefined; };
  const check = () => { const text = mistake(read(), schema, options.required); shown.set_error(text); return !text; };
  return { element: shown.element, check, error: shown.set_error, focus: () => inputs[0][1].focus(), dirty: () => !same(read() ?? [], initial), value: read, current: read };
}

function list_field(options) {
  const control = h('input', { id: unique_id(options.name), type: 'text', autocomplete: 'off', spellcheck: 'false', placeholder: options.schema['x-placeholder'] ?? null });
  const read = () => { const parts = control.value.split(',').map((part) => part.trim()).filter(Boolean); return parts.length ? parts : undefined; };
  return simple({ ...options, extra_help: 'Several: separate them with commas.' }, control, read, (value) => { control.value = [].concat(value ?? []).join(', '); });
}

function json_field(options) {
  const control = h('textarea', { id: unique_id(options.name), class: 'mono', spellcheck: 'false', autocomplete: 'off' });
  const read = () => { if (!control.value.trim()) return undefined; try { return JSON.parse(control.value); } catch { return control.value; } };
  return simple({ ...options, extra_help: 'As JSON.' }, control, read, (value) => { control.value = value === undefined ? '' : JSON.stringify(value, null, 2); });
}

function map_field(options) {
  const { name, schema, stored, changed } = options;
  const id = unique_id(name);
  const title = schema.title ?? name;
  const item = schema.additionalProperties === true ? {} : schema.additionalProperties ?? {};
  const initial = stored ?? schema.default ?? {};
  const rows = h('div', { class: 'map-rows' });
  const add_row = (key = '', value = '', focus = false) => {
    const key_input = h('input', { type: 'text', value: key, placeholder: 'Name', 'aria-label': `${title}: name`, autocomplete: 'off', spellcheck: 'false', oninput: changed });
    const value_input = item.enum ? h('select', { 'aria-label': `${title}: value`, onchange: changed }, item.enum.map((one) => h('option', { value: one, selected: one === value }, one)))
      : h('input', { type: 'text', value, placeholder: 'Value', 'aria-label': `${title}: value`, autocomplete: 'off', spellcheck: 'false', oninput: changed });
    const row = h('div', { class: 'map-row' }, key_input, value_input, h('button', { type: 'button', class: 'button icon-only', 'aria-label': `Remove ${key || 'this row'} from ${title}`, onclick: () => {
      const next = row.nextElementSibling ?? row.previousElementSibling;
      row.remove();
      (next?.querySelector('input') ?? add).focus();
      changed();
    } }, icon('cross')));
    rows.append(row);
    if (focus) key_input.focus();
  };
  const add = h('button', { type: 'button', class: 'button small', onclick: () => { add_row('', item.enum?.[0] ?? '', true); changed(); } }, icon('plus'), `Add to ${title.toLowerCase()}`);
  Object.entries(initial).forEach(([key, value]) => add_row(key, value));
  const shown = frame({ ...options, id, group: true, control: h('div', { class: 'stack tight' }, rows, h('div', {}, add)) });
  const pairs = () => [...rows.children].map((row) => [...row.querySelectorAll('input, select')].map((one) => one.value.trim())).filter(([key, value]) => key || (value && !item.enum));
  const read = () => { const all = pairs(); return all.length ? Object.fromEntries(all) : undefined; };
  const check = () => {
    const keys = pairs().map(([key]) => key);
    const twice = keys.find((key, at) => keys.indexOf(key) !== at);
    const text = keys.includes('') ? 'Every row needs a name.' : twice !== undefined ? `"${twice}" stands there twice.` : mistake(read(), schema, options.required);
    shown.set_error(text);
    return !text;
  };
  return {
    element: shown.element, check, error: shown.set_error, focus: () => (rows.querySelector('input') ?? add).focus(), dirty: () => !same(read() ?? {}, initial),
    value: () => read() ?? (stored === undefined ? undefined : null), current: read,
  };
}

/** A write-only field: what is stored is never shown, only that it is, with Replace and Remove. */
function secret_field(options) {
  const { name, schema, required, secret, changed, confirm_remove } = options;
  const id = unique_id(name);
  const spot = h('div');
  const shown = frame({ ...options, id, control: spot });
  const title = schema.title ?? name;
  let mode = secret?.set ? 'kept' : 'typing';
  let input = null;
  const typed = () => input?.value.trim() || undefined;

  const show_typing = (focus) => {
    mode = 'typing';
    input = h('input', { id, class: 'mono', type: 'password', autocomplete: 'off', spellcheck: 'false', autocapitalize: 'off', data: { '1pIgnore': 'true' }, placeholder: schema['x-placeholder'] ?? null, 'aria-describedby': shown.described,
      'aria-required': required ? 'true' : null, oninput: () => { shown.set_error(''); eye.hidden = !input.value; changed(); }, onblur: () => { if (typed()) check(); } });
    const eye = h('button', { type: 'button', class: 'button icon-only', hidden: true, 'aria-label': `Show ${title}`, 'aria-pressed': 'false', onclick: () => {
      const show = input.type === 'password';
      input.type = show ? 'text' : 'password';
      eye.setAttribute('aria-pressed', String(show));
      eye.setAttribute('aria-label', `${show ? 'Hide' : 'Show'} ${title}`);
      fill(eye, icon(show ? 'eye_off' : 'eye'));
    } }, icon('eye'));
    fill(spot, h('div', { class: 'join' }, input, eye, secret?.set ? h('button', { type: 'button', class: 'button', onclick: () => { show_kept(true); changed(); } }, 'Keep stored one') : null));
    if (focus) input.focus();
  };
  const show_kept = (focus) => {
    mode = 'kept';
    input = null;
    shown.set_error('');
    const replace = h('button', { type: 'button', id, class: 'button small', 'aria-label': `Replace ${title}`, 'aria-describedby': shown.described, onclick: () => { show_typing(true); changed(); } }, 'Replace');
    fill(spot, h('div', { class: 'secret-set' }, h('span', { class: 'badge plain tone-green' }, icon('check'), 'Configured'),
      h('span', { class: 'faint small-text grow' }, secret.fingerprint ? ['fingerprint ', h('span', { class: 'mono' }, secret.fingerprint), ' · '] : null, secret.updated_at ? ['set ', time(secret.updated_at)] : null),
      replace, required ? null : h('button', { type: 'button', class: 'button small', 'aria-label': `Remove ${title}`, onclick: async () => {
        if (confirm_remove && !await confirm_remove()) return;
        show_removed();
        changed();
      } }, 'Remove')));
    if (focus) replace.focus();
  };
  const show_removed = () => {
    mode = 'removed';
    const undo = h('button', { type: 'button', id, class: 'button small', onclick: () => { show_kept(true); changed(); } }, 'Undo');
    fill(spot, h('div', { class: 'secret-set' }, h('span', { class: 'grow' }, 'Will be removed when you save.'), undo));
    undo.focus();
  };
  const check = () => {
    const text = mode === 'typing' && !(secret?.set && !typed()) ? mistake(typed(), schema, required) : '';
    shown.set_error(text);
    return !text;
  };
  if (mode === 'kept') show_kept(false); else show_typing(false);
  return {
    element: shown.element, check, error: shown.set_error, focus: () => document.getElementById(id)?.focus(), dirty: () => mode === 'removed' || Boolean(typed()),
    value: () => (mode === 'removed' ? null : typed()), current: typed, ask_again: () => { if (mode === 'kept') show_typing(false); },
  };
}

const kMakers = { secret: secret_field, boolean: boolean_field, number: number_field, map: map_field, set: set_field, list: list_field, json: json_field, text: text_field };

/** Builds the field of `schema`; `changed` is called after every edit. */
export function make_field(options) {
  const kind = kind_of(options.schema);
  if (kind === 'choice') return (options.schema.enum.length <= 3 && !options.compact ? radio_field : select_field)(options);
  return kMakers[kind](options);
}
