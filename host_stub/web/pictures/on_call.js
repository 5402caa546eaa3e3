// Who is on call, drawn: one lane per level and place, a bar per person, gaps hatched, and now as a line.
import { svg, h } from '../lib/dom.js';
import { absolute, clock_time } from '../lib/time.js';

const kWidth = 860;
const kLeft = 190;
const kLane = 34;
const kTop = 24;
const kHour = 3600000;

/** A lane per policy, level and schedule; a gap lies in the first lane of its level. */
function lanes_of(shifts) {
  const lanes = new Map();
  for (const shift of shifts) {
    const role = `${shift.policy}|${shift.level ?? ''}`;
    const beside = shift.gap ? [...lanes.values()].find((lane) => lane.role === role) : null;
    const key = `${role}|${shift.schedule}`;
    if (!beside && !lanes.has(key))
      lanes.set(key, { role, policy: shift.policy, level: shift.level, schedule: shift.schedule, shifts: [] });
    (beside ?? lanes.get(key)).shifts.push(shift);
  }
  return [...lanes.values()].sort((a, b) => a.policy.localeCompare(b.policy) || (a.level ?? 0) - (b.level ?? 0));
}

function ticks(start, end) {
  const span = end - start;
  const step =
    [1, 2, 3, 6, 12, 24, 48, 168, 336].map((hours) => hours * kHour).find((one) => span / one <= 8) ?? span / 6;
  const out = [];
  for (let at = Math.ceil(start / step) * step; at < end; at += step)
    out.push([at, step >= 24 * kHour ? absolute(at).slice(5, 10) : clock_time(at)]);
  return out;
}

const cut = (text, room) =>
  text.length * 6.6 <= room ? text : room < 26 ? '' : `${text.slice(0, Math.floor(room / 6.6) - 1)}…`;

export function on_call_picture(shifts, { now = Date.now() } = {}) {
  const ends = shifts.map((one) => one.end).filter(Boolean);
  const starts = shifts.map((one) => one.start).filter(Boolean);
  const start = Math.min(now - kHour, ...starts.map((at) => Math.max(at, now - 14 * 24 * kHour)));
  const end = Math.max(now + 6 * kHour, ...ends.map((at) => Math.min(at, now + 31 * 24 * kHour)));
  const x = (at) => kLeft + ((Math.min(Math.max(at, start), end) - start) / (end - start)) * (kWidth - kLeft);
  const lanes = lanes_of(shifts);
  const height = kTop + lanes.length * kLane + 4;
  const words = shifts
    .map((one) => `${one.level ? `Level ${one.level}: ` : ''}${one.who}${one.end ? ` until ${absolute(one.end)}` : ''}`)
    .join('. ');
  return h(
    'figure',
    { class: 'picture', data: { picture: 'on-call' }, tabindex: '0' },
    svg(
      'svg',
      { viewBox: `0 0 ${kWidth} ${height}`, role: 'img', 'aria-label': `On call. ${words}`, class: 'wide-picture' },
      ticks(start, end).map(([at, text]) => [
        svg('line', { class: 'axis', x1: x(at), x2: x(at), y1: kTop - 4, y2: height }),
        svg('text', { class: 'tick', x: x(at) + 3, y: 13 }, text),
      ]),
      lanes.map((lane, index) => {
        const y = kTop + index * kLane;
        return [
          svg(
            'text',
            { x: 0, y: y + 15, class: 'lane' },
            cut([lane.level ? `Level ${lane.level}` : 'On call', lane.policy].filter(Boolean).join(' · '), kLeft - 10),
          ),
          svg(
            'text',
            { x: 0, y: y + 28, class: 'tick' },
            cut(lane.schedule || (lane.policy ? 'direct' : ''), kLeft - 10),
          ),
          lane.shifts.map((one) => {
            const from = x(one.start ?? start);
            const width = Math.max(3, x(one.end ?? end) - from - 2);
            return svg(
              'g',
              {},
              svg(
                'title',
                {},
                `${one.who}${one.start ? `, from ${absolute(one.start)}` : ''}${one.end ? `, until ${absolute(one.end)}` : ''}${one.schedule ? ` (${one.schedule})` : ''}`,
              ),
              svg('rect', {
                class: one.gap ? 'gap' : one.override ? 'bar override' : 'bar',
                x: from,
                y: y + 4,
                width,
                height: kLane - 8,
                rx: 4,
              }),
              svg('text', { class: one.gap ? 'tick' : 'bar-text', x: from + 7, y: y + 21 }, cut(one.who, width - 10)),
            );
          }),
        ];
      }),
      now >= start && now <= end
        ? svg('line', { class: 'now', x1: x(now), x2: x(now), y1: kTop - 8, y2: height })
        : null,
    ),
    h(
      'figcaption',
      {},
      'The dashed line is now.',
      shifts.some((one) => one.override) ? ' Outlined bars are overrides.' : '',
      shifts.some((one) => one.gap) ? ' Red: nobody is on call.' : '',
    ),
  );
}
