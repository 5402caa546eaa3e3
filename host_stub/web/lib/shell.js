// The frame around every view: navigation, live state, theme and zone switches, sign out.
import { say } from './announce.js';
import { fill, h } from './dom.js';
import { icon } from './icons.js';
import { live } from './live.js';
import { prefs } from './prefs.js';

const kPlaces = [
  ['integrations', 'Integrations', 'plug'],
  ['alerts', 'Alerts', 'bell'],
  ['console', 'Agent console', 'console'],
];
const kThemes = { system: ['screen', 'System theme'], light: ['sun', 'Light theme'], dark: ['moon', 'Dark theme'] };
const kLive = {
  live: ['Live', 'green', 'Updates arrive as they happen. Press to pause.'],
  paused: ['Paused', 'grey', 'Updates are paused. Press to resume.'],
  connecting: ['Connecting', 'grey', 'Connecting to the host.'],
  offline: ['Offline', 'amber', 'The host does not answer; trying again.'],
  off: ['Off', 'grey', 'No live updates.'],
};

/** Marks the place in the navigation that `name` belongs to. */
export function show_place(name) {
  for (const link of document.querySelectorAll('#nav a')) {
    if (link.dataset.place === name) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

/** The number of firing alerts beside the word Alerts. */
export function show_firing(count) {
  const spot = document.querySelector('#nav [data-place=alerts] .count');
  fill(
    spot,
    count
      ? [
          h('span', { 'aria-hidden': 'true' }, count > 999 ? '999+' : count),
          h('span', { class: 'visually-hidden' }, `${count} firing`),
        ]
      : null,
  );
  spot.hidden = !count;
}

function live_button() {
  const word = h('span', { class: 'tool-word' });
  const dot = h('span', { class: 'dot', 'aria-hidden': 'true' });
  const button = h(
    'button',
    {
      type: 'button',
      class: 'tool',
      id: 'live',
      onclick: () => {
        if (live.state === 'paused') {
          live.resume();
          say('Live updates resumed');
        } else {
          live.pause();
          say('Live updates paused');
        }
      },
    },
    dot,
    word,
  );
  live.watch((state) => {
    const [text, tone, help] = kLive[state];
    word.textContent = text;
    dot.className = `dot tone-${tone}`;
    button.setAttribute('aria-pressed', String(state === 'paused'));
    button.setAttribute('aria-label', `${text}. ${help}`);
    button.title = help;
  });
  return button;
}

function theme_button() {
  const button = h('button', {
    type: 'button',
    class: 'tool',
    id: 'theme',
    onclick: () => {
      const names = Object.keys(kThemes);
      prefs.theme = names[(names.indexOf(prefs.theme) + 1) % names.length];
      paint();
      say(kThemes[prefs.theme][1]);
    },
  });
  const paint = () => {
    const [name, words] = kThemes[prefs.theme] ?? kThemes.system;
    fill(button, icon(name), h('span', { class: 'tool-word' }, words));
    button.setAttribute('aria-label', `${words}. Press to change.`);
    button.title = words;
  };
  paint();
  return button;
}

function zone_button() {
  const button = h('button', {
    type: 'button',
    class: 'tool',
    id: 'zone',
    onclick: () => {
      prefs.zone = prefs.zone === 'utc' ? 'local' : 'utc';
      paint();
      say(prefs.zone === 'utc' ? 'Times in UTC' : 'Times in local time');
    },
  });
  const paint = () => {
    const words = prefs.zone === 'utc' ? 'UTC' : 'Local time';
    fill(button, icon('clock'), h('span', { class: 'tool-word' }, words));
    button.setAttribute(
      'aria-label',
      `Times are shown in ${prefs.zone === 'utc' ? 'UTC' : 'local time'}. Press to change.`,
    );
    button.title = `Times are shown in ${words}`;
  };
  paint();
  return button;
}

/** Fills the frame; `sign_out` is called by its button. */
export function build_shell(sign_out) {
  fill(
    document.getElementById('nav'),
    h(
      'ul',
      {},
      kPlaces.map(([place, words, name]) =>
        h(
          'li',
          {},
          h(
            'a',
            { href: `#/${place}`, data: { place } },
            icon(name),
            h('span', {}, words),
            place === 'alerts' ? h('span', { class: 'count', hidden: true }) : null,
          ),
        ),
      ),
    ),
  );
  fill(
    document.getElementById('tools'),
    live_button(),
    zone_button(),
    theme_button(),
    h(
      'button',
      { type: 'button', class: 'tool', id: 'sign-out', title: 'Sign out', 'aria-label': 'Sign out', onclick: sign_out },
      icon('exit'),
      h('span', { class: 'tool-word' }, 'Sign out'),
    ),
  );
  const skip = document.getElementById('skip');
  skip.onclick = () => document.getElementById('main').focus();
}
