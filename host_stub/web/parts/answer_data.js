// The data of an answer: facts, tables and pictures, by the shape of the data alone. All of it came from outside and is
// shown as text only.
import { h, outside_link, safe_url } from '../lib/dom.js';
import { badge } from '../lib/icons.js';
import { as_counts, as_shifts, as_timeline, columns_of, is_moment, per_day, url_of, words_of } from '../lib/shapes.js';
import { duration, time } from '../lib/time.js';
import { kOutcomeWords, kStatusWords, plain } from '../lib/words.js';
import { counts_picture } from '../pictures/counts.js';
import { on_call_picture } from '../pictures/on_call.js';
import { timeline_picture, tone_of_type } from '../pictures/time_line.js';

const kRows = 200;
const kPictured = 4; // entries that make a line of time worth drawing
const kStatusShape = {
  triggered: 'firing',
  open: 'firing',
  critical: 'critical',
  warning: 'warn',
  active: 'pass',
  ok: 'pass',
  error: 'fail',
  broken: 'fail',
  disabled: 'skipped',
  maintenance: 'skipped',
};

const kSeverityShape = { error: 'high', warning: 'medium' };

/** `to_resolve_s` → `To resolve`: the unit shows in the value. */
const title_of = (name) => plain(name.replace(/_(s|ms|seconds|millis)$/, ''));

function badge_for(name, value) {
  if (!/^(status|state|outcome|severity|urgency|grade|verdict)$/.test(name) || typeof value !== 'string') return null;
  const shape =
    name === 'severity'
      ? (kSeverityShape[value] ?? value)
      : name === 'urgency' && value !== 'high'
        ? 'low'
        : (kStatusShape[value] ?? value);
  return badge(shape, kOutcomeWords[value] ?? kStatusWords[value] ?? plain(value));
}

/** An object of nothing but numbers: counts by something. */
const is_tally = (value) =>
  value !== null &&
  typeof value === 'object' &&
  !Array.isArray(value) &&
  Object.keys(value).length > 0 &&
  Object.values(value).every((one) => typeof one === 'number');

/** Facts that need two columns. */
const is_wide = (value) => (is_tally(value) ? Object.keys(value).length > 2 : words_of(value).length > 48);

/** A list of things of which nothing more is told than what they are called. */
const kNameMembers = new Set(['id', 'name', 'summary', 'title', 'url', 'html_url', 'kind', 'type']);
const is_names = (value) =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every(
    (one) =>
      one && typeof one === 'object' && Object.keys(one).every((name) => kNameMembers.has(name)) && words_of(one),
  );

function names_view(value) {
  return value.map((one, at) => [
    at ? ', ' : '',
    safe_url(url_of(one)) ? outside_link(url_of(one), words_of(one)) : words_of(one),
  ]);
}

/** `name` is that of the whole: a unit at its end is that of its members. */
function tally_view(name, value) {
  const unit = /_(s|ms)$/.exec(name)?.[0] ?? '';
  const is_amount = (key) => /^(count|known|of|n|total)$/.test(key);
  return h(
    'div',
    { class: 'row' },
    Object.entries(value).map(([key, count]) =>
      h(
        'span',
        { class: 'chip' },
        `${title_of(key)} `,
        h('b', {}, value_view(is_amount(key) || /_(s|ms)$/.test(key) ? key : key + unit, count)),
      ),
    ),
  );
}

/** One value in a cell or a list of facts. */
function value_view(name, value) {
  if (value === null || value === undefined || value === '') return h('span', { class: 'faint' }, '–');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number')
    return /(_ms|_millis)$/.test(name)
      ? duration(value)
      : /(_s|_seconds)$/.test(name)
        ? duration(value * 1000)
        : value.toLocaleString('en', { useGrouping: !/number|id$/.test(name) });
  if (typeof value === 'string') {
    if (is_moment(value)) return time(value, { focusable: false });
    if (safe_url(value)) return outside_link(value, value.length > 60 ? `${value.slice(0, 57)}…` : value);
    return badge_for(name, value) ?? value;
  }
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object'))
    return value.join(value.some((one) => String(one).includes(',')) ? '; ' : ', ');
  if (is_tally(value)) return tally_view(name, value);
  if (is_names(value)) return names_view(value);
  const words = words_of(value);
  const link = !Array.isArray(value) && url_of(value);
  return link ? outside_link(link, words) : words || h('code', {}, JSON.stringify(value));
}

function cell(row, name, { link_column, numeric, wordy }) {
  const value = row[name];
  const link = name === link_column && safe_url(url_of(row));
  const shown = link
    ? outside_link(link, words_of(value))
    : name === 'number' && typeof value === 'number'
      ? h('span', { class: 'mono' }, `#${value}`)
      : value_view(name, value);
  const class_name = numeric.has(name) ? 'num' : name === link_column ? 'name' : wordy.has(name) ? 'words' : null;
  return h('td', { role: 'cell', 'data-label': title_of(name), class: class_name }, shown);
}

function table(rows, title) {
  const columns = columns_of(rows);
  if (!columns.length) return h('pre', { tabindex: '0', 'aria-label': title }, JSON.stringify(rows, null, 2));
  const link_column = columns.find((name) => /title|summary|name/.test(name)) ?? columns[0];
  const numeric = new Set(
    columns.filter((name) => name !== 'number' && rows.every((row) => typeof (row[name] ?? 0) === 'number')),
  );
  const length_of = (name) => rows.reduce((sum, row) => sum + words_of(row[name]).length, 0) / rows.length;
  const wordy = new Set(columns.filter((name) => length_of(name) > 30 && !rows.some((row) => is_moment(row[name]))));
  const head = h(
    'tr',
    { role: 'row' },
    columns.map((name) =>
      h('th', { role: 'columnheader', scope: 'col', class: numeric.has(name) ? 'num' : null }, title_of(name)),
    ),
  );
  const body = rows.slice(0, kRows).map((row) =>
    h(
      'tr',
      { role: 'row' },
      columns.map((name) => cell(row, name, { link_column, numeric, wordy })),
    ),
  );
  return h(
    'div',
    { class: 'table-wrap', tabindex: '0', role: 'group', 'aria-label': title },
    h(
      'table',
      { class: 'data cards-when-narrow', role: 'table', 'aria-label': title },
      h('thead', { role: 'rowgroup' }, head),
      h('tbody', { role: 'rowgroup' }, body),
    ),
    rows.length > kRows ? h('p', { class: 'faint small-text' }, `The first ${kRows} of ${rows.length} rows.`) : null,
  );
}

/** `+13 min`, `−1 h` before what counts as the start. */
const offset_words = (ms) => `${ms < 0 ? '−' : '+'}${duration(Math.abs(ms))}`;

function story(entries) {
  return h(
    'ol',
    { class: 'story' },
    entries.map((one) =>
      h(
        'li',
        { class: `tone-${tone_of_type(`${one.type} ${one.text}`)}` },
        h('span', { class: 'node' }, h('span', { class: 'dot' })),
        h(
          'div',
          { class: 'what' },
          h(
            'span',
            {},
            one.text,
            one.actor && !one.text.includes(one.actor) ? h('span', { class: 'faint' }, ` · ${one.actor}`) : null,
          ),
          one.detail ? h('span', { class: 'faint' }, one.detail) : null,
          h(
            'span',
            { class: 'faint small-text' },
            time(one.at, { absolute_first: true, focusable: false }),
            one.after ? ` · ${offset_words(one.after)}` : '',
            one.type ? ` · ${plain(one.type)}` : '',
            one.channel ? ` · via ${one.channel}` : '',
          ),
        ),
      ),
    ),
  );
}

/** `unmanned`: what the answer says about levels and stretches without anybody, drawn into the same picture. */
function rows_view(rows, title, depth, unmanned = []) {
  const shifts = as_shifts(rows);
  if (shifts) return [on_call_picture([...shifts, ...(as_shifts(unmanned, true) ?? [])]), table(rows, title)];
  const timeline = as_timeline(rows);
  if (timeline)
    return [
      timeline.length >= kPictured ? timeline_picture(timeline) : null,
      story([...timeline].sort((a, b) => a.at - b.at)),
    ];
  const counts = as_counts(rows);
  if (counts) return [counts_picture(counts), table(rows, title)];
  const days = depth <= 1 ? per_day(rows) : null;
  return [days ? counts_picture(days, 'Per day, of the rows below') : null, table(rows, title)];
}

/** Gaps, and empty levels as gaps from now until their next person. */
function unmanned_of(data) {
  const now = new Date().toISOString();
  const empty = (Array.isArray(data.empty_levels) ? data.empty_levels : []).map((one) => ({
    ...one,
    from: now,
    until: one.next?.from,
  }));
  const gaps = Array.isArray(data.gaps) ? data.gaps : [];
  return [
    ...empty.filter(
      (one) =>
        !gaps.some(
          (gap) => gap.level === one.level && words_of(gap.policy) === words_of(one.policy) && gap.from <= now,
        ),
    ),
    ...gaps,
  ];
}

/** The member with most shifts: the one that is drawn, with what nobody covers; its siblings are tables. */
function large_shifts(entries) {
  const all = entries.filter(([name, one]) => name !== 'gaps' && as_shifts(one)).map(([, one]) => one);
  return all.sort((a, b) => b.length - a.length)[0] ?? null;
}

/** Any JSON value as sections: facts, tables, pictures. */
export function data_view(value, title = 'Answer', depth = 0) {
  if (Array.isArray(value)) {
    if (!value.length) return null;
    if (value.every((one) => one && typeof one === 'object' && !Array.isArray(one)))
      return as_shifts(value) && depth > 0 ? table(value, title) : rows_view(value, title, depth);
    return h(
      'ul',
      { class: 'prose' },
      value.map((one) => h('li', {}, value_view('', one))),
    );
  }
  if (!value || typeof value !== 'object') return h('p', {}, value_view('', value));
  const address = safe_url(url_of(value));
  const named = ['title', 'name', 'summary'].find((name) => typeof value[name] === 'string');
  const is_told = (name) =>
    name.endsWith('_local') || (named && (name === 'id' || (address && value[name] === url_of(value))));
  const entries = Object.entries(value).filter(([name, one]) => one !== null && one !== undefined && !is_told(name));
  const fact = (name, one) =>
    address && name === named
      ? outside_link(address, one)
      : name === 'number' && typeof one === 'number'
        ? `#${one}`
        : value_view(name, one);
  const is_small = (one) =>
    typeof one !== 'object' ||
    is_tally(one) ||
    (!Array.isArray(one) && words_of(one) && Object.keys(one).length <= 4) ||
    is_names(one) ||
    (Array.isArray(one) && one.length > 0 && one.every((item) => typeof item !== 'object'));
  const longest = large_shifts(entries);
  const small = entries.filter(([, one]) => is_small(one));
  const large = entries.filter(([, one]) => !is_small(one) && !(Array.isArray(one) && !one.length));
  const heading = depth < 2 ? 'h3' : 'h4';
  return [
    small.length
      ? h(
          'dl',
          { class: 'fact-grid' },
          small.map(([name, one]) =>
            h(
              'div',
              { class: is_wide(one) ? 'wide' : null },
              h('dt', {}, title_of(name)),
              h('dd', {}, fact(name, one)),
            ),
          ),
        )
      : null,
    large.map(([name, one]) =>
      h(
        'section',
        { class: 'stack tight' },
        large.length > 1 || small.length ? h(heading, {}, plain(name)) : null,
        depth > 4
          ? h('pre', { tabindex: '0' }, JSON.stringify(one, null, 2))
          : one === longest
            ? rows_view(one, plain(name), depth + 1, unmanned_of(value))
            : data_view(one, plain(name), depth + 1),
      ),
    ),
  ];
}
