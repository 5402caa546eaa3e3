// Speaks to screen readers, and shows short notes that need no answer.
import { fill, h } from './dom.js';
import { icon } from './icons.js';

let clear_timer = 0;

/** Says `text` politely (role=status). The same text twice is spoken twice. */
export function say(text) {
  const region = document.getElementById('say');
  region.textContent = '';
  clearTimeout(clear_timer);
  clear_timer = setTimeout(() => {
    region.textContent = text;
  }, 60);
}

/** Says `text` at once (role=alert): for errors. */
export function say_now(text) {
  const region = document.getElementById('say-now');
  region.textContent = '';
  setTimeout(() => {
    region.textContent = text;
  }, 60);
}

/** A note in the corner that leaves by itself, spoken too. */
export function toast(text, { tone = 'green', icon_name = 'check' } = {}) {
  const note = h('div', { class: `toast tone-${tone}` }, icon(icon_name), h('span', {}, text));
  const shelf = document.getElementById('toasts');
  fill(shelf, note);
  say(text);
  setTimeout(() => note.remove(), 5000);
}
