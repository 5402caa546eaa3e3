// Times: relative words in a <time>, the absolute time with its zone on hover and focus; UTC or local by preference.
import { h } from './dom.js';
import { prefs } from './prefs.js';

const kSteps = [
  [60, 'second', 1],
  [3600, 'minute', 60],
  [86400, 'hour', 3600],
  [86400 * 14, 'day', 86400],
  [86400 * 60, 'week', 604800],
  [86400 * 730, 'month', 2629800],
  [Infinity, 'year', 31557600],
];
const relative_words = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });

/** `12 s ago`, `in 3 hr.`: words for `at` seen from `now`, both in milliseconds. */
export function relative(at, now = Date.now()) {
  const seconds = (at - now) / 1000;
  const size = Math.abs(seconds);
  if (size < 5) return 'just now';
  const [, unit, length] = kSteps.find(([limit]) => size < limit);
  return relative_words.format(Math.round(seconds / length), unit);
}

/** The offset of the local zone at that moment, such as `+02:00`. */
export function offset_text(date) {
  const minutes = -date.getTimezoneOffset();
  const two = (value) => String(value).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
}

/** `2026-03-14 09:26:53 UTC`, or local with its offset. */
export function absolute(at, zone = prefs.zone) {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '';
  if (zone === 'utc') return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  const two = (value) => String(value).padStart(2, '0');
  return (
    `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ` +
    `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())} ${offset_text(date)}`
  );
}

/** Hours and minutes only, in the chosen zone. */
export const clock_time = (at, zone = prefs.zone) => absolute(at, zone).slice(11, 16);

/** `1 h 12 min`, `4 min 5 s`, `320 ms`. */
export function duration(ms) {
  if (!Number.isFinite(ms)) return '';
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const s = Math.round(ms / 1000);
  if (s < 60) return `${s} s`;
  if (s < 3600) return s % 60 ? `${Math.floor(s / 60)} min ${s % 60} s` : `${s / 60} min`;
  if (s < 86400)
    return s % 3600 >= 60
      ? `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`
      : `${Math.floor(s / 3600)} h`;
  return s % 86400 >= 3600
    ? `${Math.floor(s / 86400)} d ${Math.floor((s % 86400) / 3600)} h`
    : `${Math.floor(s / 86400)} d`;
}

/** A living <time>: its words are kept fresh. `absolute_first` shows the absolute time and hints the relative one. */
export function time(at, { absolute_first = false, missing = '–', focusable = true } = {}) {
  const ms = typeof at === 'string' ? Date.parse(at) : at;
  if (!ms || Number.isNaN(ms)) return h('span', { class: 'faint' }, missing);
  const element = h('time', {
    datetime: new Date(ms).toISOString(),
    data: { at: ms, style: absolute_first ? 'absolute' : 'relative' },
    tabindex: focusable ? '0' : null,
  });
  refresh(element);
  return element;
}

function refresh(element) {
  const ms = Number(element.dataset.at);
  const words = relative(ms);
  const exact = absolute(ms);
  const [text, tip] = element.dataset.style === 'absolute' ? [exact, words] : [words, exact];
  if (element.textContent !== text) element.textContent = text;
  if (element.dataset.tip !== tip) {
    element.dataset.tip = tip;
    element.setAttribute('aria-label', `${text}, ${tip}`);
  }
}

const refresh_all = () => document.querySelectorAll('time[data-at]').forEach(refresh);
if (typeof document !== 'undefined') {
  setInterval(refresh_all, 5000);
  prefs.watch((name) => name === 'zone' && refresh_all());
}
