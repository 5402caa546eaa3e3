// Line icons on a 16 by 16 grid, and the marks of status and severity, each with a shape of its own.
import { h, svg } from './dom.js';

const kLines = {
  alert: 'M8 2.2 14.4 13.5H1.6Z M8 6.4v3.3 M8 11.7v.01',
  back: 'M13 8H3 M7 4 3 8l4 4',
  bell: 'M3.5 11.5h9l-1.2-1.7V7a3.3 3.3 0 0 0-6.6 0v2.8Z M6.8 13.6h2.4',
  check: 'm3 8.6 3.2 3.2L13 5',
  chevron: 'm6 3.5 4.5 4.5L6 12.5',
  clock: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12Z M8 4.8V8l2.2 1.6',
  console: 'M2.5 3h11v10h-11Z M5 6.2 7 8l-2 1.8 M8.4 10H11',
  copy: 'M5.5 5.5h8v8h-8Z M10.5 5.5v-3h-8v8h3',
  cross: 'm4 4 8 8 M12 4l-8 8',
  down: 'm3.5 6 4.5 4.5L12.5 6',
  exit: 'M6.5 2.5h-4v11h4 M6.5 8h7 M10.5 5l3 3-3 3',
  eye: 'M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8Z M8 9.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6Z',
  eye_off: 'M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8Z M3 13 13 3',
  info: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12Z M8 7.4v3.4 M8 5.2v.01',
  key: 'M10.5 8.5a3 3 0 1 0-2.4-1.2L2.5 12.9 M4.6 10.9l1.6 1.6',
  minus: 'M3.5 8h9',
  moon: 'M13 9.6A5.6 5.6 0 0 1 6.4 3 5.6 5.6 0 1 0 13 9.6Z',
  open: 'M6.5 3.5h-4v10h10v-4 M9 2.5h4.5V7 M13.2 2.8 7.5 8.5',
  pause: 'M5.5 3.5v9 M10.5 3.5v9',
  play: 'M5 3.2 12.5 8 5 12.8Z',
  plug: 'M5.5 2.5v3 M10.5 2.5v3 M4 5.5h8v2a4 4 0 0 1-8 0Z M8 11.5v2.5',
  plus: 'M8 3.5v9 M3.5 8h9',
  refresh: 'M13 8a5 5 0 1 1-1.5-3.6 M13 2.5V5h-2.5',
  screen: 'M2 3h12v8H2Z M6 13.5h4',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9Z M10.4 10.4l3.1 3.1',
  shield: 'M8 2 13 4v4c0 3-2.2 5-5 6-2.8-1-5-3-5-6V4Z',
  sun: 'M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6Z M8 1.5v1.3 M8 13.2v1.3 M1.5 8h1.3 M13.2 8h1.3 M3.4 3.4l.9.9 M11.7 11.7l.9.9 M12.6 3.4l-.9.9 M4.3 11.7l-.9.9',
  trash: 'M2.5 4.5h11 M6 4.5v-2h4v2 M4 4.5l.6 9h6.8l.6-9',
};

/** A decorative icon; the words stand beside it. */
export function icon(name, class_name = '') {
  return svg(
    'svg',
    { class: `icon ${class_name}`, viewBox: '0 0 16 16', 'aria-hidden': 'true', focusable: 'false' },
    svg('path', { d: kLines[name] ?? kLines.info }),
  );
}

const kMarks = {
  firing: () => [svg('circle', { cx: 8, cy: 8, r: 6, class: 'solid' })],
  acknowledged: () => [
    svg('circle', { cx: 8, cy: 8, r: 5.2, class: 'ring' }),
    svg('path', { d: 'M8 2.8a5.2 5.2 0 0 1 0 10.4Z', class: 'solid' }),
  ],
  resolved: () => [svg('path', { d: 'm2.5 8.6 3.6 3.6 7.4-8', class: 'ring wide' })],
  critical: () => [
    svg('path', { d: 'M5.2 1.5h5.6l3.7 3.7v5.6l-3.7 3.7H5.2l-3.7-3.7V5.2Z', class: 'solid' }),
    svg('path', { d: 'M8 4.4v4.4 M8 11.3v.01', class: 'cut' }),
  ],
  high: () => [svg('path', { d: 'M8 2 14.5 13.5h-13Z', class: 'solid' })],
  medium: () => [svg('path', { d: 'M8 1.8 14.2 8 8 14.2 1.8 8Z', class: 'solid' })],
  low: () => [svg('path', { d: 'M8 13.5 2 3.5h12Z', class: 'ring' })],
  info: () => [
    svg('circle', { cx: 8, cy: 8, r: 5.6, class: 'ring' }),
    svg('path', { d: 'M8 7.4v3.6 M8 4.9v.01', class: 'ring' }),
  ],
  unknown: () => [svg('circle', { cx: 8, cy: 8, r: 5.6, class: 'ring dashed' })],
  pass: () => [
    svg('circle', { cx: 8, cy: 8, r: 6.5, class: 'solid' }),
    svg('path', { d: 'm5 8.3 2.1 2.1L11.2 6', class: 'cut' }),
  ],
  fail: () => [
    svg('path', { d: 'M5.2 1.5h5.6l3.7 3.7v5.6l-3.7 3.7H5.2l-3.7-3.7V5.2Z', class: 'solid' }),
    svg('path', { d: 'm5.7 5.7 4.6 4.6 M10.3 5.7l-4.6 4.6', class: 'cut' }),
  ],
  warn: () => [
    svg('path', { d: 'M8 1.8 15 14H1Z', class: 'solid' }),
    svg('path', { d: 'M8 6.2v3.6 M8 12v.01', class: 'cut' }),
  ],
  skipped: () => [
    svg('circle', { cx: 8, cy: 8, r: 5.8, class: 'ring' }),
    svg('path', { d: 'M5.4 8h5.2', class: 'ring' }),
  ],
  none: () => [svg('circle', { cx: 8, cy: 8, r: 5.6, class: 'ring dashed' })],
};

const kTones = {
  firing: 'red',
  acknowledged: 'amber',
  resolved: 'green',
  critical: 'red',
  high: 'orange',
  medium: 'amber',
  low: 'blue',
  info: 'grey',
  unknown: 'grey',
  pass: 'green',
  fail: 'red',
  warn: 'amber',
  skipped: 'grey',
  none: 'grey',
};

/** The colour family of a status, severity or outcome word. */
export const tone_of = (word) => kTones[word] ?? 'grey';

/** Shape alone, in the colour of its word. */
export function mark(word) {
  return svg(
    'svg',
    { class: `mark tone-${tone_of(word)}`, viewBox: '0 0 16 16', 'aria-hidden': 'true', focusable: 'false' },
    (kMarks[word] ?? kMarks.none)(),
  );
}

/** Shape, word and colour together. `tone` chooses the shape when the word is not one of the table. */
export function badge(word, text = word, { tone = word, class_name = '' } = {}) {
  return h('span', { class: `badge tone-${tone_of(tone)} ${class_name}` }, mark(tone), h('span', {}, text));
}
