// Recognises the shape of an answer's rows, so that they can be drawn: shifts, a timeline, counts. Pure; knows no plugin.

const kMoment = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;
const kMostDays = 400;
const kDay = /^\d{4}-\d\d-\d\d$/;

export const is_moment = (value) => typeof value === 'string' && kMoment.test(value);
const is_rows = (value) =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((one) => one && typeof one === 'object' && !Array.isArray(one));

/** Words for a value that may be a reference: its name, summary, title or id. */
export function words_of(value) {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.map(words_of).filter(Boolean).join(', ');
  return words_of(value.name ?? value.summary ?? value.title ?? value.person ?? value.id ?? '');
}

const first = (row, names) => names.find((name) => row[name] !== undefined && row[name] !== null && row[name] !== '');
const kStarts = ['start', 'from', 'since', 'starts_at', 'shift_start'];
const kEnds = ['end', 'until', 'to', 'ends_at', 'shift_end'];
const kPeople = ['person', 'user', 'who', 'name'];
const kTimes = ['at', 'time', 'occurred_at', 'when', 'created_at', 'timestamp'];
const kTexts = ['what', 'summary', 'text', 'message', 'title', 'content', 'description'];

/** Rows as shifts [{who, level, start, end, schedule, policy, override, gap}] in milliseconds, or null. An open end is null. `all_gaps`: nobody, in every row. */
export function as_shifts(rows, all_gaps = false) {
  if (!is_rows(rows)) return null;
  const shifts = [];
  for (const row of rows) {
    const start = first(row, kStarts);
    const end = first(row, kEnds);
    const who = first(row, kPeople);
    const gap = all_gaps || row.gap === true || row.kind === 'gap' || row.empty === true;
    if ((!start && !end && row.always !== true && !all_gaps) || (!who && !gap)) return null;
    if ((start && !is_moment(row[start])) || (end && !is_moment(row[end]))) return null;
    shifts.push({
      who: gap ? 'Nobody' : words_of(row[who]),
      gap,
      level: row.level ?? row.escalation_level ?? null,
      start: start ? Date.parse(row[start]) : null,
      end: end ? Date.parse(row[end]) : null,
      schedule: words_of(row.schedule),
      policy: words_of(row.policy ?? row.escalation_policy),
      override: row.override === true || [row.source, row.kind, row.via].includes('override'),
    });
  }
  return shifts;
}

/** Rows as a story [{at, after, text, actor, type, detail}], or null. */
export function as_timeline(rows) {
  if (!is_rows(rows)) return null;
  const time = first(rows[0], kTimes);
  const text = first(rows[0], kTexts) ?? (rows[0].type ? 'type' : undefined);
  if (!time || !text || first(rows[0], ['status', 'urgency', 'number'])) return null;
  if (!rows.every((row) => is_moment(row[time]))) return null;
  return rows.map((row) => ({
    at: Date.parse(row[time]),
    after: typeof row.after_s === 'number' ? row.after_s * 1000 : null,
    text: words_of(row[text] ?? row[first(row, kTexts)] ?? row.type),
    actor: words_of(row.actor ?? row.by ?? row.agent ?? row.user),
    type: words_of(row.type ?? row.kind),
    channel: words_of(row.channel ?? row.via),
    detail:
      ['text', 'detail', 'details', 'note']
        .filter((name) => name !== text)
        .map((name) => row[name])
        .find((one) => typeof one === 'string' && one) ?? '',
  }));
}

const kKeys = ['day', 'date', 'service', 'team', 'urgency', 'priority', 'status', 'key', 'name', 'value', 'group'];
const kCounts = ['incidents', 'count', 'total'];

/** Rows as counts [{key, count, day}], or null. `day`: every key is a day, so that it is a plot over time. */
export function as_counts(rows) {
  if (!is_rows(rows) || rows.length < 2) return null;
  const key = first(rows[0], kKeys);
  const count = kCounts.find((name) => typeof rows[0][name] === 'number');
  if (!key || !count || !rows.every((row) => typeof row[count] === 'number' && row[key] !== undefined)) return null;
  const days = rows.every((row) => kDay.test(row[key]) || is_moment(row[key]));
  const counts = rows.map((row) => ({ key: words_of(row[key]), count: row[count], day: days }));
  return days ? every_day(counts) : counts;
}

/** Days in order, with those on which nothing happened. */
function every_day(counts) {
  const known = new Map(counts.map((one) => [one.key.slice(0, 10), one.count]));
  const days = [...known.keys()].sort();
  const out = [];
  const last = Date.parse(days[days.length - 1]);
  for (let at = Date.parse(days[0]); at <= last && out.length < kMostDays; at += 86400000) {
    const key = new Date(at).toISOString().slice(0, 10);
    out.push({ key, count: known.get(key) ?? 0, day: true });
  }
  return out;
}

/** Counts per day of rows that have a creation time, when there are enough of them to be worth a plot. */
export function per_day(rows) {
  if (!is_rows(rows) || rows.length < 5) return null;
  const time = first(rows[0], ['created_at', 'started_at', 'triggered_at', 'starts_at']);
  if (!time || !rows.every((row) => is_moment(row[time]))) return null;
  const counts = new Map();
  for (const row of rows) counts.set(row[time].slice(0, 10), (counts.get(row[time].slice(0, 10)) ?? 0) + 1);
  const out = every_day([...counts].map(([key, count]) => ({ key, count })));
  return out.length >= 2 && out.length <= 200 ? out : null;
}

/** Columns of a table of these rows: members that are plain, or references, in the order they first appear. */
export function columns_of(rows, most = 8) {
  const seen = new Map();
  for (const row of rows) {
    for (const [name, value] of Object.entries(row)) {
      const plain_list = Array.isArray(value) && value.every((one) => typeof one !== 'object' || words_of(one));
      const shows =
        value !== null && (typeof value !== 'object' || plain_list || (!Array.isArray(value) && words_of(value)));
      if (shows && !(Array.isArray(value) && value.length > 6)) seen.set(name, (seen.get(name) ?? 0) + 1);
    }
  }
  const hidden = (name) => name === 'id' || name.endsWith('_id') || name.endsWith('_local') || /url$/.test(name);
  const names = [...seen.keys()];
  return (names.some((name) => !hidden(name)) ? names.filter((name) => !hidden(name)) : names).slice(0, most);
}

/** The address of a row, wherever it stands. */
export const url_of = (row) => row.url ?? row.html_url ?? row.link ?? null;
