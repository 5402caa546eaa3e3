// Signs in with the admin token.
import { api } from '../lib/api.js';
import { fill, h } from '../lib/dom.js';
import { failure, banner } from '../lib/states.js';

export function mount(root, { message, done }) {
  const problem = h('div');
  const button = h('button', { type: 'submit', class: 'button primary wide' }, 'Sign in');
  const token = h('input', {
    id: 'token',
    type: 'password',
    autocomplete: 'current-password',
    required: true,
    spellcheck: 'false',
    'aria-describedby': 'token-help',
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
    try {
      await api.sign_in(token.value.trim());
      fill(root);
      done();
    } catch (error) {
      if (error.status === 401)
        error.hint =
          error.hint || 'The token is printed when the host starts on a terminal, and stands in its ready file.';
      fill(
        problem,
        failure(error, { title: error.status === 401 ? 'This is not the admin token' : 'Signing in did not work' }),
      );
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
          h('p', { class: 'help', id: 'token-help' }, 'Shown once on the terminal where the host was started.'),
        ),
        button,
      ),
    ),
  );
  token.focus();
}
