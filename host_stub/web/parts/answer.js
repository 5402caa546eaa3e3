// An answer of an operation, readable: the summary first, then its data drawn or as tables, what was left out with a button
// that gets it, warnings, and what the answer cost. Everything in it came from outside and is shown as text only.
import { h, outside_link, safe_url } from '../lib/dom.js';
import { badge, icon } from '../lib/icons.js';
import { as_counts, as_shifts, as_timeline, columns_of, is_moment, per_day, url_of, words_of } from '../lib/shapes.js';
import { banner } from '../lib/states.js';
import { duration, time } from '../lib/time.js';
import { kOutcomeWords, kStatusWords, plain } from '../lib/words.js';
import { counts_picture } from '../pictures/counts.js';
import { on_call_picture } from '../pictures/on_call.js';
import { timeline_picture, tone_of_type } from '../pictures/time_line.js';

const kRows = 200;
const kStatusShape = {
  triggered: 'firing',
  open: 'firing',
  critical: 'critical',
  warning: 'warn',
  active: 'pass',
  ok: 'pass',
  disabled: 'skipped',
  maintenance: 'skipped',
};

/** `to_resolve_s` → `To resolve`: the unit shows in the value. */
const title_of = (name) => plain(name.replace(/_(s|ms|seconds|millis)$/, ''));

function badge_for(name, value) {
  if (!/^(status|state|outcome|severity|urgency)$/.test(name) || typeof value !== 'string') return null;
  const shape = kStatusShape[value] ?? (name === 'urgency' ? (value === 'high' ? 'high' : 'low') : value);
  return badge(shape, kOutcomeWords[value] ?? kStatusWords[value] ?? plain(value));
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
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return value.join(', ');
  const words = words_of(value);
  const link = !Array.isArray(value) && url_of(value);
  return link ? outside_link(link, words) : words || h('code', {}, JSON.stringify(value));
}

function cell(row, name, { link_column, numeric }) {
  const value = row[name];
  const link = name === link_column && safe_url(url_of(row));
  const shown = link
    ? outside_link(link, words_of(value))
    : name === 'number' && typeof value === 'number'
      ? h('span', { class: 'mono' }, `#${value}`)
      : value_view(name, value);
  return h('td', { role: 'cell', 'data-label': title_of(name), class: numeric.has(name) ? 'num' : null }, shown);
}

function table(rows, title) {
  const columns = columns_of(rows);
  if (!columns.length) return h('pre', { tabindex: '0', 'aria-label': title }, JSON.stringify(rows, null, 2));
  const link_column = columns.find((name) => /title|summary|name/.test(name)) ?? columns[0];
  const numeric = new Set(
    columns.filter((name) => name !== 'number' && rows.every((row) => typeof (row[name] ?? 0) === 'number')),
  );
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
      columns.map((name) => cell(row, name, { link_column, numeric })),
    ),
  );
  return h(
    'div',
    { class: 'table-wrap' },
    h(
      'table',
      { class: 'data cards-when-narrow', role: 'table', 'aria-label': title },
      h('thead', { role: 'rowgroup' }, head),
      h('tbody', { role: 'rowgroup' }, body),
    ),
    rows.length > kRows ? h('p', { class: 'faint small-text' }, `The first ${kRows} of ${rows.length} rows.`) : null,
  );
}

function story(entries) {
  return h(
    'ol',
    { class: 'story' },
    entries.map((one, index) =>
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
            index ? ` · ${duration(one.at - entries[0].at)} after the first` : '',
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
  if (timeline) return [timeline_picture(timeline), story([...timeline].sort((a, b) => a.at - b.at))];
  const counts = as_counts(rows);
  if (counts) return [counts_picture(counts), table(rows, title)];
  const days = depth === 0 ? per_day(rows) : null;
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

/** Any JSON value as sections: facts, tables, pictures. */
export function data_view(value, title = 'Answer', depth = 0) {
  if (Array.isArray(value)) {
    if (!value.length) return null;
    if (value.every((one) => one && typeof one === 'object' && !Array.isArray(one)))
      return rows_view(value, title, depth);
    return h(
      'ul',
      { class: 'prose' },
      value.map((one) => h('li', {}, value_view('', one))),
    );
  }
  if (!value || typeof value !== 'object') return h('p', {}, value_view('', value));
  const entries = Object.entries(value).filter(
    ([name, one]) => one !== null && one !== undefined && !name.endsWith('_local'),
  );
  const is_small = (one) =>
    typeof one !== 'object' ||
    (!Array.isArray(one) && words_of(one) && Object.keys(one).length <= 4) ||
    (Array.isArray(one) && one.length > 0 && one.every((item) => typeof item !== 'object'));
  const small = entries.filter(([, one]) => is_small(one));
  const large = entries.filter(([, one]) => !is_small(one) && !(Array.isArray(one) && !one.length));
  const heading = depth < 2 ? 'h3' : 'h4';
  return [
    small.length
      ? h(
          'dl',
          { class: 'kv' },
          small.map(([name, one]) => [h('dt', {}, title_of(name)), h('dd', {}, value_view(name, one))]),
        )
      : null,
    large.map(([name, one]) =>
      h(
        'section',
        { class: 'stack tight' },
        large.length > 1 || small.length ? h(heading, {}, plain(name)) : null,
        depth > 4
          ? h('pre', { tabindex: '0' }, JSON.stringify(one, null, 2))
          : Array.isArray(one) && one !== value.gaps && as_shifts(one)
            ? rows_view(one, plain(name), depth + 1, unmanned_of(value))
            : data_view(one, plain(name), depth + 1),
      ),
    ),
  ];
}

const kWhy = {
  budget: 'to keep the answer short',
  deadline: 'because time ran out',
  rate: 'to spare the rate limit',
  limit: 'because of the limit given',
  upstream: 'because part of it could not be read',
};

function cut_view(cut, run_follow_up) {
  const call = cut.follow_up;
  return banner(
    'blue',
    '',
    h(
      'div',
      { class: 'row apart' },
      h(
        'span',
        { class: 'grow' },
        `Left out: ${cut.what}${cut.left_out !== undefined && !String(cut.what).includes(String(cut.left_out)) ? ` (${words_of(cut.left_out)})` : ''}, ${kWhy[cut.why] ?? cut.why}.`,
      ),
      call && run_follow_up
        ? h(
            'button',
            {
              type: 'button',
              class: 'button small',
              data: { follow: call.operation },
              onclick: () => run_follow_up(call),
            },
            'Get the rest',
          )
        : null,
    ),
  );
}

function cost(meta, took_ms) {
  const budget = meta.rate_budget;
  const facts = [
    meta.returned !== undefined
      ? `${meta.returned}${meta.total !== undefined ? ` of ${meta.total}` : ''} ${meta.returned === 1 && meta.total === undefined ? 'row' : 'rows'}`
      : null,
    meta.upstream_calls !== undefined
      ? `${meta.upstream_calls} ${meta.upstream_calls === 1 ? 'call' : 'calls'} used`
      : null,
    budget?.limit
      ? h(
          'span',
          {},
          'budget ',
          h(
            'span',
            {
              class: 'meter',
              vars: { '--part': `${Math.round((budget.remaining / budget.limit) * 100)}%` },
              'aria-hidden': 'true',
            },
            h('i'),
          ),
          ` ${budget.remaining} of ${budget.limit} left${budget.resets_in_s !== undefined ? `, new in ${budget.resets_in_s} s` : ''}`,
        )
      : null,
    took_ms !== undefined ? `took ${duration(took_ms)}` : null,
    meta.as_of ? h('span', {}, 'as of ', time(meta.as_of)) : null,
  ].filter(Boolean);
  return facts.length
    ? h(
        'div',
        { class: 'facts' },
        facts.map((one) => h('span', {}, one)),
      )
    : null;
}

function context(meta) {
  const parts = [];
  for (const one of meta.resolved ?? [])
    parts.push(h('span', { class: 'chip' }, `${plain(one.kind ?? one.argument)} `, h('b', {}, one.name ?? one.id)));
  if (meta.window?.since)
    parts.push(
      h(
        'span',
        { class: 'chip' },
        meta.window.phrase ? `${meta.window.phrase}: ` : 'Window ',
        h(
          'b',
          {},
          time(meta.window.since, { absolute_first: true }),
          ' – ',
          meta.window.until ? time(meta.window.until, { absolute_first: true }) : 'now',
        ),
      ),
    );
  return parts.length ? h('div', { class: 'row' }, parts) : null;
}

/** `run_follow_up({operation, arguments})` runs another question; `compact` leaves out what a side panel has no room for. */
export function answer_view({ envelope, run_follow_up = null, took_ms, compact = false }) {
  const meta = envelope.meta ?? {};
  const links = (envelope.links ?? []).filter((one) => safe_url(one.url));
  return h(
    'div',
    { class: 'answer stack', data: { complete: String(meta.complete ?? true) } },
    h('p', { class: compact ? '' : 'summary' }, envelope.summary),
    context(meta),
    (meta.why_empty ?? []).length
      ? banner(
          'grey',
          'Why there is nothing',
          h(
            'ul',
            {},
            meta.why_empty.map((one) => h('li', {}, one)),
          ),
          { icon_name: 'info' },
        )
      : null,
    (meta.warnings ?? []).length
      ? banner(
          'amber',
          'To know',
          h(
            'ul',
            {},
            meta.warnings.map((one) => h('li', {}, one)),
          ),
        )
      : null,
    (meta.cuts ?? []).map((one) => cut_view(one, run_follow_up)),
    envelope.data !== undefined ? data_view(envelope.data) : null,
    links.length
      ? h(
          'div',
          { class: 'row' },
          links.map((one) => outside_link(one.url, [icon('open'), one.title], { class: 'button small' })),
        )
      : null,
    cost(meta, took_ms),
    h(
      'details',
      {
        class: 'fold',
        ontoggle: (event) => {
          if (event.target.open && !event.target.querySelector('pre'))
            event.target.append(
              h('pre', { tabindex: '0', 'aria-label': 'Answer as JSON' }, JSON.stringify(envelope, null, 2)),
            );
        },
      },
      h('summary', {}, 'As the agent sees it'),
    ),
  );
}
