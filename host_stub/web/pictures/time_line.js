// An incident's story on one line of time: a mark per entry, in the order and at the distance in which they happened.
import { h, svg } from '../lib/dom.js';
import { absolute, duration } from '../lib/time.js';

const kWidth = 860;
const kHeight = 62;
const kTones = [
  [/resolve/i, 'green'],
  [/ack/i, 'amber'],
  [/trigger|firing|alert/i, 'red'],
  [/escalat|reassign|delegat/i, 'orange'],
  [/note|status|message/i, 'blue'],
];

export const tone_of_type = (words) => (kTones.find(([sign]) => sign.test(words)) ?? [null, 'grey'])[1];

/** Points that would cover each other are moved apart by at least `room`; the last one may not leave the picture. */
export function spread(points, room, least, most) {
  const out = [];
  for (const at of points) out.push(Math.max(at, out.length ? out[out.length - 1] + room : least));
  let limit = most;
  for (let index = out.length - 1; index >= 0 && out[index] > limit; index -= 1) {
    out[index] = limit;
    limit -= room;
  }
  return out;
}

export function timeline_picture(entries) {
  const ordered = [...entries].sort((a, b) => a.at - b.at);
  const start = ordered[0].at;
  const end = ordered[ordered.length - 1].at;
  if (end <= start) return null;
  const scale = (at) => 12 + ((at - start) / (end - start)) * (kWidth - 24);
  const places = spread(
    ordered.map((one) => scale(one.at)),
    Math.min(14, (kWidth - 24) / ordered.length),
    12,
    kWidth - 12,
  );
  return h(
    'figure',
    { class: 'picture', data: { picture: 'timeline' }, tabindex: '0' },
    svg(
      'svg',
      {
        viewBox: `0 0 ${kWidth} ${kHeight}`,
        role: 'img',
        class: 'wide-picture',
        'aria-label': `Timeline of ${ordered.length} entries over ${duration(end - start)}; the list below has them all.`,
      },
      svg('line', { class: 'axis thick', x1: 12, x2: kWidth - 12, y1: 24, y2: 24 }),
      ordered.map((one, index) =>
        svg(
          'g',
          { class: `tone-${tone_of_type(`${one.type} ${one.text}`)}` },
          svg('title', {}, `${absolute(one.at)} ${one.text}`),
          svg('circle', { class: 'point', cx: places[index], cy: 24, r: 6 }),
        ),
      ),
      svg('text', { class: 'tick', x: 6, y: 54 }, absolute(start).slice(0, 19)),
      svg('text', { class: 'tick', x: kWidth - 6, y: 54, 'text-anchor': 'end' }, absolute(end).slice(0, 19)),
      svg('text', { class: 'tick', x: kWidth / 2, y: 54, 'text-anchor': 'middle' }, duration(end - start)),
    ),
  );
}
