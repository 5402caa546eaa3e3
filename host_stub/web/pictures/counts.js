// Counts as bars: upright over days, lying for anything else.
import { h, svg } from '../lib/dom.js';

const kWidth = 860;

function over_days(counts) {
  const height = 150;
  const floor = height - 24;
  const most = Math.max(1, ...counts.map((one) => one.count));
  const step = (kWidth - 36) / counts.length;
  const every = Math.ceil(counts.length / 10);
  return svg(
    'svg',
    {
      viewBox: `0 0 ${kWidth} ${height}`,
      role: 'img',
      class: 'wide-picture',
      'aria-label': `Incidents per day: ${counts.map((one) => `${one.key.slice(0, 10)} ${one.count}`).join(', ')}`,
    },
    [0, 0.5, 1]
      .filter((part) => part !== 0.5 || most > 1)
      .map((part) => [
        svg('line', {
          class: 'axis',
          x1: 30,
          x2: kWidth,
          y1: floor - part * (floor - 14),
          y2: floor - part * (floor - 14),
        }),
        svg(
          'text',
          { class: 'tick', x: 24, y: floor - part * (floor - 14) + 4, 'text-anchor': 'end' },
          Math.round(part * most * 10) / 10,
        ),
      ]),
    counts.map((one, index) => {
      const size = (one.count / most) * (floor - 14);
      return svg(
        'g',
        {},
        svg('title', {}, `${one.key.slice(0, 10)}: ${one.count}`),
        svg('rect', {
          class: 'bar',
          x: 34 + index * step,
          y: floor - size,
          width: Math.max(1, step - Math.min(4, step * 0.2)),
          height: size,
          rx: Math.min(2, step / 4),
        }),
        index % every === 0
          ? svg('text', { class: 'tick', x: 34 + index * step, y: height - 6 }, one.key.slice(5, 10))
          : null,
      );
    }),
  );
}

function lying(counts) {
  const shown = counts.slice(0, 20);
  const most = Math.max(1, ...shown.map((one) => one.count));
  return svg(
    'svg',
    {
      viewBox: `0 0 ${kWidth} ${shown.length * 26}`,
      role: 'img',
      class: 'wide-picture',
      'aria-label': shown.map((one) => `${one.key} ${one.count}`).join(', '),
    },
    shown.map((one, index) => {
      const width = (one.count / most) * (kWidth - 260);
      const name = one.key.length > 28 ? `${one.key.slice(0, 27)}…` : one.key;
      return svg(
        'g',
        {},
        svg('title', {}, `${one.key}: ${one.count}`),
        svg('text', { x: 190, y: index * 26 + 17, 'text-anchor': 'end' }, name),
        svg('rect', { class: 'bar', x: 200, y: index * 26 + 4, width: Math.max(2, width), height: 18, rx: 3 }),
        svg('text', { x: 208 + width, y: index * 26 + 17, class: 'tick' }, one.count),
      );
    }),
  );
}

export function counts_picture(counts, caption) {
  return h(
    'figure',
    { class: 'picture', data: { picture: 'counts' }, tabindex: '0' },
    counts.every((one) => one.day) ? over_days(counts) : lying(counts),
    caption ? h('figcaption', {}, caption) : null,
  );
}
