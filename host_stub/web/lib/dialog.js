// Questions that need an answer. The native dialog traps focus, closes on Escape and gives focus back.
import { h, unique_id } from './dom.js';

/** Shows `content` in a modal dialog; resolves with the pressed button's value, or null on Escape or Cancel. */
export function ask({
  title,
  content = [],
  confirm = 'Continue',
  cancel = 'Cancel',
  danger = false,
  typed = '',
  collect = () => true,
}) {
  return new Promise((resolve) => {
    const label = unique_id('dialog');
    const before = document.activeElement;
    const yes = h(
      'button',
      { type: 'submit', class: danger ? 'button danger' : 'button primary', disabled: Boolean(typed) },
      confirm,
    );
    const field_id = unique_id('typed');
    const proof = typed
      ? h(
          'div',
          { class: 'field' },
          h('label', { for: field_id }, 'Type ', h('strong', { class: 'mono' }, typed), ' to confirm'),
          h('input', {
            id: field_id,
            autocomplete: 'off',
            spellcheck: 'false',
            oninput: (event) => {
              yes.disabled = event.target.value !== typed;
            },
          }),
        )
      : null;
    let answer = null;
    const close = (value) => {
      answer = value;
      box.close();
    };
    const form = h(
      'form',
      {
        method: 'dialog',
        onsubmit: (event) => {
          event.preventDefault();
          if (yes.disabled) return;
          const value = collect();
          if (value !== undefined && value !== false) close(value);
        },
      },
      h('h2', { id: label }, title),
      content,
      proof,
      h(
        'div',
        { class: 'dialog-actions' },
        h('button', { type: 'button', class: 'button', onclick: () => close(null) }, cancel),
        yes,
      ),
    );
    const box = h(
      'dialog',
      {
        'aria-labelledby': label,
        onclose: () => {
          box.remove();
          if (before?.isConnected) before.focus({ preventScroll: true });
          resolve(answer);
        },
      },
      form,
    );
    document.body.append(box);
    box.showModal();
    (form.querySelector('input, select, textarea') ?? form.querySelector('button')).focus();
  });
}
