// The filters of the Alerts page: from the address, to the address.
import { catalogue } from '../lib/catalogue.js';
import { debounce, fill, h } from '../lib/dom.js';
import { icon } from '../lib/icons.js';
import { kSeverityWords, kStatusWords } from '../lib/words.js';

const kNames = ['status', 'severity', 'source', 'service', 'text', 'since', 'sort', 'order'];
const kWindows = [
  ['', 'Any time'],
  ['15', 'Last 15 minutes'],
  ['60', 'Last hour'],
  ['1440', 'Last 24 hours'],
  ['10080', 'Last 7 days'],
  ['43200', 'Last 30 days'],
];

/** Filters of an address; what it does not name has its default. */
export function filters_of(query) {
  const filters = Object.fromEntries(kNames.map((name) => [name, query.get(name) ?? '']));
  filters.sort ||= 'updated_at';
  filters.order ||= 'desc';
  filters.page = Math.max(1, Number.parseInt(query.get('page'), 10) || 1);
  return filters;
}

/** True when something hides alerts besides the default view. */
export const is_filtered = (filters) =>
  ['severity', 'source', 'service', 'text', 'since'].some((name) => filters[name]) ||
  (filters.status !== '' && filters.status !== 'any');

/** `change(members)` is called with what the person chose, until `signal` aborts. */
export function alert_filters(filters, change, clear, signal) {
  const options = (pairs) => pairs.map(([value, words]) => h('option', { value }, words));
  const pick = (name, words, pairs) => {
    const select = h('select', { name, onchange: () => change({ [name]: select.value }) }, options(pairs));
    return [name, select, h('label', {}, words, select)];
  };
  const text = h('input', {
    type: 'search',
    name: 'text',
    placeholder: 'Name, label, number',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  const typed = debounce(() => change({ text: text.value.trim() }, { push: false }), 200);
  text.addEventListener('input', typed);
  signal.addEventListener('abort', typed.cancel);
  const service = h('input', {
    name: 'service',
    type: 'text',
    placeholder: 'Any',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  service.addEventListener('change', () => change({ service: service.value.trim() }));
  const selects = [
    pick('status', 'Status', [['', 'Not resolved'], ...Object.entries(kStatusWords), ['any', 'All']]),
    pick('severity', 'Severity', [['', 'Any'], ...Object.entries(kSeverityWords)]),
    pick('source', 'Source', [['', 'Any']]),
    pick('since', 'Updated', kWindows),
  ];
  const reset = h('button', { type: 'button', class: 'button small', onclick: clear }, icon('cross'), 'Clear');
  const element = h(
    'form',
    {
      class: 'filters',
      role: 'search',
      'aria-label': 'Filter alerts',
      onsubmit: (event) => {
        event.preventDefault();
        typed.cancel();
        change({ text: text.value.trim(), service: service.value.trim() });
      },
    },
    h('label', { class: 'grow' }, 'Text', h('span', { class: 'search' }, icon('search'), text)),
    selects.map(([, , label]) => label),
    h('label', {}, 'Service', service),
    reset,
    h('button', { type: 'submit', class: 'visually-hidden', tabindex: '-1' }, 'Search'),
  );

  const show = (now) => {
    for (const [name, select] of selects) {
      if (now[name] && ![...select.options].some((one) => one.value === now[name]))
        select.append(h('option', { value: now[name] }, now[name]));
      select.value = now[name];
    }
    if (document.activeElement !== text) text.value = now.text;
    if (document.activeElement !== service) service.value = now.service;
    reset.hidden = !is_filtered(now);
  };
  show(filters);
  catalogue()
    .then(({ plugins }) => {
      const select = selects.find(([name]) => name === 'source')[1];
      const chosen = select.value;
      fill(
        select,
        options([['', 'Any'], ...plugins.filter((one) => one.describe?.webhook).map((one) => [one.id, one.name])]),
      );
      if (chosen && select.value !== chosen) select.append(h('option', { value: chosen }, chosen));
      select.value = chosen;
    })
    .catch(() => {});
  return { element, show };
}

/** `since` as the host wants it: minutes back become a moment. */
export const since_moment = (minutes) =>
  /^\d+$/.test(minutes) ? new Date(Date.now() - Number(minutes) * 60000).toISOString() : minutes;
