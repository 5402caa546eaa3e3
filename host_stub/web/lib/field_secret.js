// A write-only field: what is stored is never shown, only that it is, with Replace and Remove.
import { fill, h, unique_id } from './dom.js';
import { frame } from './field_frame.js';
import { icon } from './icons.js';
import { mistake } from './schema.js';
import { time } from './time.js';

export function secret_field(options) {
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
    input = h('input', {
      id,
      class: 'mono',
      type: 'password',
      autocomplete: 'off',
      spellcheck: 'false',
      autocapitalize: 'off',
      data: { '1pIgnore': 'true' },
      placeholder: schema['x-placeholder'] ?? null,
      'aria-describedby': shown.described,
      'aria-required': required ? 'true' : null,
      oninput: () => {
        shown.set_error('');
        eye.hidden = !input.value;
        changed();
      },
      onblur: () => {
        if (typed()) check();
      },
    });
    const eye = h(
      'button',
      {
        type: 'button',
        class: 'button icon-only',
        hidden: true,
        'aria-label': `Show ${title}`,
        'aria-pressed': 'false',
        onclick: () => {
          const show = input.type === 'password';
          input.type = show ? 'text' : 'password';
          eye.setAttribute('aria-pressed', String(show));
          eye.setAttribute('aria-label', `${show ? 'Hide' : 'Show'} ${title}`);
          fill(eye, icon(show ? 'eye_off' : 'eye'));
        },
      },
      icon('eye'),
    );
    fill(
      spot,
      h(
        'div',
        { class: 'join' },
        input,
        eye,
        secret?.set
          ? h(
              'button',
              {
                type: 'button',
                class: 'button',
                onclick: () => {
                  show_kept(true);
                  changed();
                },
              },
              'Keep stored one',
            )
          : null,
      ),
    );
    if (focus) input.focus();
  };
  const show_kept = (focus) => {
    mode = 'kept';
    input = null;
    shown.set_error('');
    const replace = h(
      'button',
      {
        type: 'button',
        id,
        class: 'button small',
        'aria-label': `Replace ${title}`,
        'aria-describedby': shown.described,
        onclick: () => {
          show_typing(true);
          changed();
        },
      },
      'Replace',
    );
    fill(
      spot,
      h(
        'div',
        { class: 'secret-set' },
        h('span', { class: 'badge plain tone-green' }, icon('check'), 'Configured'),
        h(
          'span',
          { class: 'faint small-text grow' },
          secret.fingerprint ? ['fingerprint ', h('span', { class: 'mono' }, secret.fingerprint), ' · '] : null,
          secret.updated_at ? ['set ', time(secret.updated_at)] : null,
        ),
        replace,
        required
          ? null
          : h(
              'button',
              {
                type: 'button',
                class: 'button small',
                'aria-label': `Remove ${title}`,
                onclick: async () => {
                  if (confirm_remove && !(await confirm_remove())) return;
                  show_removed();
                  changed();
                },
              },
              'Remove',
            ),
      ),
    );
    if (focus) replace.focus();
  };
  const show_removed = () => {
    mode = 'removed';
    const undo = h(
      'button',
      {
        type: 'button',
        id,
        class: 'button small',
        onclick: () => {
          show_kept(true);
          changed();
        },
      },
      'Undo',
    );
    fill(spot, h('div', { class: 'secret-set' }, h('span', { class: 'grow' }, 'Will be removed when you save.'), undo));
    undo.focus();
  };
  const check = () => {
    const text = mode === 'typing' && !(secret?.set && !typed()) ? mistake(typed(), schema, required) : '';
    shown.set_error(text);
    return !text;
  };
  if (mode === 'kept') show_kept(false);
  else show_typing(false);
  return {
    element: shown.element,
    check,
    error: shown.set_error,
    focus: () => document.getElementById(id)?.focus(),
    dirty: () => mode === 'removed' || Boolean(typed()),
    value: () => (mode === 'removed' ? null : typed()),
    current: typed,
    ask_again: () => {
      if (mode === 'kept') show_typing(false);
    },
  };
}
