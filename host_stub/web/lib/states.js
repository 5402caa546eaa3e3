// What a view shows while it waits, when there is nothing, and when something failed.
import { h } from './dom.js';
import { icon } from './icons.js';

/** Grey bars in the place of `rows` lines. */
export function skeleton(rows = 4, words = 'Loading') {
  return h(
    'div',
    { class: 'skeleton', role: 'status' },
    h('span', { class: 'visually-hidden' }, words),
    Array.from({ length: rows }, () => h('span', { class: 'bar', 'aria-hidden': 'true' })),
  );
}

/** Nothing here, and what to do about it. */
export function empty({ icon_name = 'info', title, text, actions = [], class_name = '' }) {
  return h(
    'div',
    { class: `empty ${class_name}` },
    icon(icon_name),
    h('h3', {}, title),
    text ? h('p', {}, text) : null,
    actions.length ? h('div', { class: 'row center' }, actions) : null,
  );
}

/** What the host said, what to do, and the raw words for whoever needs them. */
export function failure(error, { title = 'That did not work', retry = null, retry_word = 'Try again' } = {}) {
  const raw = [
    error.code && `code: ${error.code}`,
    error.status ? `HTTP ${error.status}` : '',
    error.upstream && `upstream: ${JSON.stringify(error.upstream)}`,
  ].filter(Boolean);
  return h(
    'div',
    { class: 'banner tone-red', role: 'alert' },
    icon('alert'),
    h(
      'div',
      { class: 'banner-body' },
      h('strong', {}, title),
      h('p', {}, error.message),
      error.hint ? h('p', {}, error.hint) : null,
      error.problems?.length
        ? h(
            'ul',
            {},
            error.problems.map((one) => h('li', {}, h('code', {}, one.pointer), ' ', one.message)),
          )
        : null,
      raw.length ? h('details', { class: 'raw' }, h('summary', {}, 'Details'), h('code', {}, raw.join(' · '))) : null,
      retry
        ? h(
            'div',
            { class: 'row' },
            h('button', { type: 'button', class: 'button small', onclick: retry }, icon('refresh'), retry_word),
          )
        : null,
    ),
  );
}

/** A note with an icon; `live` makes it spoken when it appears. */
export function banner(
  tone,
  title,
  body = [],
  { icon_name = tone === 'green' ? 'check' : tone === 'blue' ? 'info' : 'alert', live = false } = {},
) {
  return h(
    'div',
    { class: `banner tone-${tone}`, role: live ? 'status' : null },
    icon(icon_name),
    h('div', { class: 'banner-body' }, title ? h('strong', {}, title) : null, body),
  );
}

/** What the host did besides what was asked. */
export function notes_banner(notes) {
  return banner(
    'blue',
    'Saved, and',
    h(
      'ul',
      {},
      notes.map((one) => h('li', {}, typeof one === 'string' ? one : one.message)),
    ),
    { live: true },
  );
}
