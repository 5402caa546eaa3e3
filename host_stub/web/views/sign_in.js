// Signs in with the admin token.
import { api } from '../lib/api.js';
import { fill, h } from '../lib/dom.js';
import { icon } from '../lib/icons.js';
import { failure, banner } from '../lib/states.js';

export function mount(root, { message, done }) {
  const problem = h('div');
  const wrong = h('p', { class: 'error', id: 'token-error', role: 'alert', hidden: true });
  const refuse = (text) => {
    wrong.hidden = !text;
    fill(wrong, text ? [icon('alert'), h('span', {}, text)] : null);
    if (text) token.setAttribute('aria-invalid', 'true');
    else token.removeAttribute('aria-invalid');
  };
  const button = h('button', { type: 'submit', class: 'button primary wide' }, 'Sign in');
  const token = h('input', {
    id: 'token',
    type: 'password',
    autocomplete: 'current-password',
    required: true,
    spellcheck: 'false',
    'aria-describedby': 'token-help token-error',
    class: 'mono',
  });
  const submit = async (event) => {
    event.preventDefault();
    if (!token.value.trim()) {
      token.focus();
      return;
    }
    button.disabled = true;
    button.textContent = 'Signing in…';
    fill(problem);
    refuse('');
    try {
      await api.sign_in(token.value.trim());
      fill(root);
      done();
    } catch (error) {
      if (error.status === 401) refuse('This is not the admin token.');
      else fill(problem, failure(error, { title: 'Signing in did not work' }));
      button.disabled = false;
      button.textContent = 'Sign in';
      token.select();
    }
  };
  fill(
    root,
    h(
      'main',
      { class: 'signin' },
      h(
        'form',
        { class: 'card', onsubmit: submit },
        h(
          'div',
          { class: 'row' },
          h('img', { src: '/assets/icon.svg', alt: '', width: 32, height: 32 }),
          h('h1', {}, 'Autoheal'),
        ),
        h('p', { class: 'faint' }, 'Connect the tools your on-call agent works with.'),
        message ? banner('amber', '', h('p', {}, message), { live: true }) : null,
        problem,
        h(
          'div',
          { class: 'field' },
          h('label', { for: 'token' }, 'Admin token'),
          token,
          h(
            'p',
            { class: 'help', id: 'token-help' },
            'Open the link that serve prints on its terminal, or enter the token: it is in the file ',
            h('code', {}, 'admin.token'),
            ' of the data directory.',
          ),
          wrong,
        ),
        button,
      ),
    ),
  );
  token.focus();
}
