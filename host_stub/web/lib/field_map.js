// A field for a map from names to values: rows that can be added and removed.
import { h, unique_id } from './dom.js';
import { frame } from './field_frame.js';
import { icon } from './icons.js';
import { mistake, same } from './schema.js';

export function map_field(options) {
  const { name, schema, stored, changed } = options;
  const id = unique_id(name);
  const title = schema.title ?? name;
  const item = schema.additionalProperties === true ? {} : (schema.additionalProperties ?? {});
  const initial = stored ?? schema.default ?? {};
  const rows = h('div', { class: 'map-rows' });
  const add_row = (key = '', value = '', focus = false) => {
    const key_input = h('input', {
      type: 'text',
      value: key,
      placeholder: 'Name',
      'aria-label': `${title}: name`,
      autocomplete: 'off',
      spellcheck: 'false',
      oninput: changed,
    });
    const value_input = item.enum
      ? h(
          'select',
          { 'aria-label': `${title}: value`, onchange: changed },
          item.enum.map((one) => h('option', { value: one, selected: one === value }, one)),
        )
      : h('input', {
          type: 'text',
          value,
          placeholder: 'Value',
          'aria-label': `${title}: value`,
          autocomplete: 'off',
          spellcheck: 'false',
          oninput: changed,
        });
    const row = h(
      'div',
      { class: 'map-row' },
      key_input,
      value_input,
      h(
        'button',
        {
          type: 'button',
          class: 'button icon-only',
          'aria-label': `Remove ${key || 'this row'} from ${title}`,
          onclick: () => {
            const next = row.nextElementSibling ?? row.previousElementSibling;
            row.remove();
            (next?.querySelector('input') ?? add).focus();
            changed();
          },
        },
        icon('cross'),
      ),
    );
    rows.append(row);
    if (focus) key_input.focus();
  };
  const add = h(
    'button',
    {
      type: 'button',
      class: 'button small',
      onclick: () => {
        add_row('', item.enum?.[0] ?? '', true);
        changed();
      },
    },
    icon('plus'),
    `Add to ${title.toLowerCase()}`,
  );
  Object.entries(initial).forEach(([key, value]) => add_row(key, value));
  const shown = frame({
    ...options,
    id,
    group: true,
    control: h('div', { class: 'stack tight' }, rows, h('div', {}, add)),
  });
  const pairs = () =>
    [...rows.children]
      .map((row) => [...row.querySelectorAll('input, select')].map((one) => one.value.trim()))
      .filter(([key, value]) => key || (value && !item.enum));
  const read = () => {
    const all = pairs();
    return all.length ? Object.fromEntries(all) : undefined;
  };
  const check = () => {
    const keys = pairs().map(([key]) => key);
    const twice = keys.find((key, at) => keys.indexOf(key) !== at);
    const text = keys.includes('')
      ? 'Every row needs a name.'
      : twice !== undefined
        ? `"${twice}" stands there twice.`
        : mistake(read(), schema, options.required);
    shown.set_error(text);
    return !text;
  };
  return {
    element: shown.element,
    check,
    error: shown.set_error,
    focus: () => (rows.querySelector('input') ?? add).focus(),
    dirty: () => !same(read() ?? {}, initial),
    value: () => read() ?? (stored === undefined ? undefined : null),
    current: read,
  };
}
