// Starts the page: session, frame, and one view at a time. Views are loaded when they are first needed.
import { say_now } from './lib/announce.js';
import { api, when_signed_out } from './lib/api.js';
import { fill, h } from './lib/dom.js';
import { live } from './lib/live.js';
import { parse_hash, start_router } from './lib/router.js';
import { build_shell, show_firing, show_place } from './lib/shell.js';
import { failure } from './lib/states.js';

// place, number of further segments it takes, module
const kViews = [
  {
    match: ([a, b, c]) => a === 'integrations' && b === 'new' && c !== undefined,
    load: () => import('./views/integration.js'),
  },
  { match: ([a, b]) => a === 'integrations' && b !== undefined, load: () => import('./views/integration.js') },
  { match: ([a]) => a === 'integrations' || a === undefined, load: () => import('./views/integrations.js') },
  { match: ([a, b]) => a === 'alerts' && b !== undefined, load: () => import('./views/alert.js') },
  { match: ([a]) => a === 'alerts', load: () => import('./views/alerts.js') },
  { match: ([a]) => a === 'console', load: () => import('./views/console.js') },
];

const kEnded = 'Your session has ended. Sign in again to go on.';

const main = document.getElementById('main');
let present = { key: null, stop: null, handle: null };
let started = false;
let firing = null; // keeps the number of firing alerts beside the word Alerts

async function show(address) {
  const view = kViews.find(({ match }) => match(address.segments));
  const key = address.segments.join('/');
  show_place(address.segments[0] ?? 'integrations');
  if (present.key === key && present.handle?.update) {
    present.handle.update(address.query);
    return;
  }
  present.stop?.abort();
  const stop = new AbortController();
  const first = present.key === null;
  present = { key, stop, handle: null };
  if (!view) {
    fill(
      main,
      h(
        'div',
        { class: 'page' },
        h('h1', { tabindex: '-1' }, 'Nothing here'),
        h('p', {}, 'This address leads nowhere. ', h('a', { href: '#/integrations' }, 'To the integrations')),
      ),
    );
    return;
  }
  try {
    const module = await view.load();
    if (stop.signal.aborted) return;
    const root = h('div', {}); // of this view alone: what still arrives for one that was left is shown nowhere
    fill(main, root);
    window.scrollTo(0, 0);
    const handle = await module.mount(root, { segments: address.segments, query: address.query, signal: stop.signal });
    if (stop.signal.aborted) return;
    present.handle = handle ?? null;
    const title = main.querySelector('h1');
    document.title = title ? `${title.textContent} · Autoheal` : 'Autoheal';
    if (!first && !main.contains(document.activeElement)) title?.focus({ preventScroll: true });
  } catch (error) {
    if (error.name === 'AbortError' || stop.signal.aborted || error.status === 401) return;
    fill(
      main,
      h(
        'div',
        { class: 'page' },
        failure(error, {
          title: 'This view could not be shown',
          retry: () => {
            present.key = '';
            show(address);
          },
        }),
      ),
    );
  }
}

async function refresh_firing() {
  try {
    const answer = await api.get('/api/alerts?limit=1');
    show_firing(answer.counts.firing);
  } catch {
    /* the number is a convenience; the view that needs it says what failed */
  }
}

function start() {
  document.getElementById('signin').hidden = true;
  document.getElementById('shell').hidden = false;
  if (!started) {
    started = true;
    build_shell(async () => {
      try {
        await api.sign_out();
      } finally {
        await sign_in();
      }
    });
    firing = live.follow({ alert: () => true }, refresh_firing);
    start_router(show);
  } else {
    present.key = null;
    show(parse_hash(location.hash));
  }
  live.start(async () => {
    try {
      const held = await api.resume();
      if (!held) sign_in(kEnded);
      return held;
    } catch {
      return true;
    }
  });
  firing.now();
}

async function sign_in(message = '') {
  live.stop();
  present.stop?.abort();
  present = { key: null, stop: null, handle: null };
  document.querySelectorAll('dialog[open]').forEach((box) => box.close());
  document.getElementById('shell').hidden = true;
  fill(main);
  const spot = document.getElementById('signin');
  spot.hidden = false;
  document.title = 'Sign in · Autoheal';
  const module = await import('./views/sign_in.js');
  module.mount(spot, { message, done: start });
}

/** The link that serve prints carries the token behind the hash, which no server sees; it is used once and removed. */
function take_token() {
  const token = parse_hash(location.hash).query.get('token');
  if (token) history.replaceState(null, '', location.pathname);
  return token;
}

/** Signs in with `token` if there is one, else with the session that the browser holds. */
async function enter(token) {
  try {
    const held = (token && (await api.sign_in(token).catch(() => false))) || (await api.resume());
    if (!held) await sign_in(token ? 'The token of this link is not right.' : '');
    else if (document.getElementById('shell').hidden) start();
  } catch (error) {
    await sign_in(error.message);
    say_now(error.message);
  }
  if (!location.hash) location.replace('#/integrations');
}

// The link may be opened where the page is already: then only the hash changes. The router is not to see the token.
window.addEventListener('hashchange', (event) => {
  const token = take_token();
  if (!token) return;
  event.stopImmediatePropagation();
  enter(token);
});
when_signed_out(() => sign_in(kEnded));
enter(take_token());
