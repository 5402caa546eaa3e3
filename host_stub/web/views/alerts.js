// The Alerts page: counts, filters kept in the address, a sorted and paged table, live without touching focus or scroll.
import { say } from '../lib/announce.js';
import { api, query_string } from '../lib/api.js';
import { fill, h } from '../lib/dom.js';
import { badge, icon, mark } from '../lib/icons.js';
import { live } from '../lib/live.js';
import { go, make_hash, set_query } from '../lib/router.js';
import { sync_rows } from '../lib/rows.js';
import { empty, failure, skeleton } from '../lib/states.js';
import { time } from '../lib/time.js';
import { is_test, kSeverityWords, kStatusWords } from '../lib/words.js';
import { alert_filters, filters_of, is_filtered, since_moment } from '../parts/alert_filters.js';

const kPage = 50;
const kColumns = [
  ['status', 'Status'],
  ['severity', 'Severity'],
  ['name', 'Name'],
  ['service', 'Service'],
  ['', 'Source'],
  ['', 'Labels'],
  ['starts_at', 'Started'],
  ['updated_at', 'Updated'],
];
const kFirstDown = new Set(['starts_at', 'updated_at', 'severity']);

function cells(alert, query) {
  const labels = Object.entries(alert.labels ?? {})
    .filter(([name]) => name !== 'service' && !name.endsWith('_id'))
    .slice(0, 2);
  return [
    h('td', { role: 'cell', class: 'inline' }, badge(alert.status, kStatusWords[alert.status] ?? alert.status)),
    h(
      'td',
      { role: 'cell', class: 'inline' },
      badge(alert.severity, kSeverityWords[alert.severity] ?? alert.severity, { class_name: 'plain' }),
    ),
    h(
      'td',
      { role: 'cell', class: 'name' },
      h('a', { class: 'title', href: make_hash(['alerts', alert.id], query) }, alert.name),
      is_test(alert) ? [' ', badge('info', 'Test')] : null,
      alert.external_number ? h('span', { class: 'faint small-text mono' }, ` #${alert.external_number}`) : null,
    ),
    h('td', { role: 'cell', class: 'inline short' }, alert.labels?.service ?? ''),
    h('td', { role: 'cell', class: 'faint inline short' }, alert.integration ?? alert.source),
    h(
      'td',
      { role: 'cell', class: 'label-cell' },
      h(
        'div',
        { class: 'labels' },
        labels.map(([name, value]) => h('span', { class: 'chip' }, `${name} `, h('b', {}, value))),
      ),
    ),
    h('td', { role: 'cell', class: 'inline', 'data-label': 'Started' }, time(alert.starts_at, { focusable: false })),
    h('td', { role: 'cell', class: 'inline', 'data-label': 'Updated' }, time(alert.updated_at, { focusable: false })),
  ];
}

const version_of = (alert) =>
  JSON.stringify([alert.status, alert.severity, alert.name, alert.labels, alert.starts_at, alert.updated_at]);

/** Refreshes a row cell by cell; the link that may have focus stays the same element. */
function update_row(row, alert, query, mark_fresh) {
  if (row.dataset.version === version_of(alert)) return;
  const fresh = cells(alert, query);
  [...row.children].forEach((cell, at) => {
    if (at === 2) {
      const link = cell.querySelector('a');
      link.textContent = alert.name;
      while (link.nextSibling) link.nextSibling.remove();
      cell.append(...[...fresh[at].childNodes].slice(1));
    } else if (!cell.isEqualNode(fresh[at])) cell.replaceChildren(...fresh[at].childNodes);
  });
  row.dataset.version = version_of(alert);
  if (mark_fresh) row.classList.add('fresh');
}

export async function mount(root, { query, signal }) {
  let filters = filters_of(query);
  let answer = null;
  let reading = null;
  let seen = null;
  const spot = h('div', {}, skeleton(8, 'Loading alerts'));
  const cards = h('div', { class: 'cards', role: 'group', 'aria-label': 'Alerts by status' });
  const body = h('tbody', { role: 'rowgroup' });
  const head = h('tr', { role: 'row' });
  const wrap = h(
    'div',
    { class: 'table-wrap' },
    h(
      'table',
      { class: 'data cards-when-narrow', role: 'table', 'aria-labelledby': 'alerts-title' },
      h('thead', { role: 'rowgroup' }, head),
      body,
    ),
  );
  const pager_words = h('span', { role: 'status' });
  const previous = h('button', { type: 'button', class: 'button small', onclick: () => turn(-1) }, 'Previous');
  const next = h('button', { type: 'button', class: 'button small', onclick: () => turn(1) }, 'Next');
  const pager = h('div', { class: 'pager', hidden: true }, pager_words, h('div', { class: 'row' }, previous, next));

  const change = (members, { push = true } = {}) => {
    filters = { ...filters, page: 1, ...members };
    set_query(address(), { push });
    form.show(filters);
    load();
  };
  const address = () => {
    const out = new URLSearchParams();
    for (const [name, value] of Object.entries(filters))
      if (value && !(name === 'page' && value === 1)) out.set(name, value);
    return out;
  };
  const clear = () => change({ status: '', severity: '', source: '', service: '', text: '', since: '' });
  const turn = (by) => {
    change({ page: Math.max(1, (filters.page || 1) + by) });
    document.getElementById('alerts-title').scrollIntoView({ block: 'nearest' });
  };
  const form = alert_filters(filters, change, clear, signal);

  function paint_cards() {
    const counts = answer?.counts ?? {};
    sync_rows(cards, ['firing', 'acknowledged', 'resolved'], {
      key: (name) => name,
      build: (name) => {
        const card = h(
          'button',
          {
            type: 'button',
            class: 'count-card',
            onclick: () => change({ status: filters.status === name ? '' : name }),
          },
          h('span', { class: 'n' }, h('span', {}), mark(name)),
          h('span', { class: 'w' }, kStatusWords[name]),
        );
        card.classList.add(mark(name).getAttribute('class').split(' ')[1]);
        fill_card(card, name, counts);
        return card;
      },
      update: (card, name) => fill_card(card, name, counts),
    });
  }
  function fill_card(card, name, counts) {
    card.firstChild.firstChild.textContent = counts[name] === undefined ? '–' : counts[name].toLocaleString('en');
    card.setAttribute('aria-pressed', String(filters.status === name));
  }
  function paint_head() {
    if (!head.children.length) {
      fill(
        head,
        kColumns.map(([key, title]) =>
          h(
            'th',
            {
              role: 'columnheader',
              scope: 'col',
              class: title === 'Labels' ? 'label-cell' : null,
              data: { column: key },
            },
            key
              ? h(
                  'button',
                  {
                    type: 'button',
                    onclick: () => {
                      const down = filters.sort === key ? filters.order !== 'desc' : kFirstDown.has(key);
                      change({ sort: key, order: down ? 'desc' : 'asc' });
                    },
                  },
                  title,
                  icon('down', 'arrow'),
                )
              : title,
          ),
        ),
      );
    }
    for (const th of head.children) {
      if (th.dataset.column === filters.sort)
        th.setAttribute('aria-sort', filters.order === 'asc' ? 'ascending' : 'descending');
      else th.removeAttribute('aria-sort');
    }
  }
  function paint(quiet) {
    paint_cards();
    paint_head();
    const { alerts, total, counts } = answer;
    const everything = counts.firing + counts.acknowledged + counts.resolved;
    const keep = body.contains(document.activeElement);
    if (!alerts.length && !keep) {
      pager.hidden = true;
      fill(
        spot,
        !everything && !is_filtered(filters)
          ? empty({
              icon_name: 'bell',
              title: 'No alerts yet',
              text: 'Connect an integration and switch its alert source on; its events appear here within a second.',
              actions: [h('a', { class: 'button primary', href: '#/integrations' }, 'Connect an integration')],
            })
          : is_filtered(filters)
            ? empty({
                icon_name: 'search',
                title: 'No alert matches the filter',
                actions: [h('button', { type: 'button', class: 'button', onclick: clear }, 'Clear filters')],
              })
            : empty({
                icon_name: 'check',
                title: 'Nothing is firing',
                text: `${counts.resolved.toLocaleString('en')} resolved ${counts.resolved === 1 ? 'alert is' : 'alerts are'} hidden.`,
                actions: [
                  h(
                    'button',
                    { type: 'button', class: 'button', onclick: () => change({ status: 'any' }) },
                    'Show all alerts',
                  ),
                ],
              }),
      );
      return;
    }
    if (wrap.parentNode !== spot) fill(spot, wrap);
    const link_query = address();
    sync_rows(body, alerts, {
      key: (one) => one.id,
      build: (one) => {
        const row = h(
          'tr',
          {
            class: `link${quiet ? ' fresh' : ''}`,
            role: 'row',
            data: { version: version_of(one) },
            onclick: (event) => {
              if (!event.target.closest('a') && !String(window.getSelection()))
                go(make_hash(['alerts', one.id], address()));
            },
          },
          cells(one, link_query),
        );
        return row;
      },
      update: (row, one) => update_row(row, one, link_query, quiet),
    });
    const page = filters.page || 1;
    const first = (page - 1) * kPage + 1;
    pager.hidden = false;
    const words = `${first.toLocaleString('en')}–${(first + alerts.length - 1).toLocaleString('en')} of ${total.toLocaleString('en')}`;
    if (pager_words.textContent !== words) pager_words.textContent = words;
    previous.disabled = page <= 1;
    next.disabled = page * kPage >= total;
  }
  function announce(counts) {
    if (seen && counts.firing > seen.firing)
      say(
        `${counts.firing - seen.firing} new firing ${counts.firing - seen.firing === 1 ? 'alert' : 'alerts'}, ${counts.firing} in all`,
      );
    seen = counts;
  }
  async function load(quiet = false) {
    reading?.abort();
    reading = new AbortController();
    const here = reading;
    const stop = AbortSignal.any([here.signal, signal]);
    const { status, page, ...rest } = filters;
    try {
      const wanted = query_string({
        ...rest,
        since: since_moment(rest.since),
        status: status === 'any' ? [] : status || ['firing', 'acknowledged'],
        limit: kPage,
        offset: ((page || 1) - 1) * kPage,
      });
      answer = await api.get(`/api/alerts${wanted}`, { signal: stop });
      paint(quiet);
      announce(answer.counts);
    } catch (error) {
      if (error.name === 'AbortError') return;
      pager.hidden = true;
      fill(spot, failure(error, { title: 'The alerts could not be loaded', retry: () => load() }));
    }
  }

  fill(
    root,
    h(
      'div',
      { class: 'page full' },
      h(
        'div',
        { class: 'page-head' },
        h(
          'div',
          {},
          h('h1', { tabindex: '-1', id: 'alerts-title' }, 'Alerts'),
          h('p', { class: 'sub' }, 'What your integrations report, as it happens.'),
        ),
        cards,
      ),
      h('section', { class: 'card', 'aria-label': 'Alerts' }, form.element, spot, pager),
    ),
  );
  paint_cards();
  let quiet = false; // the first reading is no news
  const follower = live.follow(
    { alert: () => true },
    async () => {
      await load(quiet);
      quiet = true;
    },
    signal,
  );
  await follower.now();
  return {
    update(next_query) {
      filters = filters_of(next_query);
      form.show(filters);
      load();
    },
  };
}
