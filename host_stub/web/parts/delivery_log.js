// The delivery log of one integration: newest first, filtered by outcome, with redacted headers and body on demand.
import { api, path, query_string } from '../lib/api.js';
import { fill, h, unique_id } from '../lib/dom.js';
import { badge, icon } from '../lib/icons.js';
import { latest } from '../lib/latest.js';
import { live } from '../lib/live.js';
import { make_hash } from '../lib/router.js';
import { sync_rows } from '../lib/rows.js';
import { empty, failure, skeleton } from '../lib/states.js';
import { duration, time } from '../lib/time.js';
import { kDelivery, kSignatureWords } from '../lib/words.js';
import { symptom_list, symptoms_of } from './help.js';
import { waterfall } from './waterfall.js';

const kPage = 20;
const kColumns = [
  [''],
  ['Received'],
  ['Event'],
  ['Incident'],
  ['Outcome'],
  ['HTTP'],
  ['Signature'],
  ['From', 'wide-only'],
  ['Size', 'num wide-only'],
  ['Took', 'num'],
];
const code_tone = (status) => (status >= 500 ? 'red' : status >= 400 ? 'amber' : 'green');
const bytes = (count) => (count >= 1024 ? `${(count / 1024).toFixed(1)} KB` : `${count ?? 0} B`);

/** Headers come as pairs, as {name, value} or as one object. */
const header_lines = (headers) =>
  (Array.isArray(headers)
    ? headers.map((one) => (Array.isArray(one) ? one : [one.name, one.value]))
    : Object.entries(headers ?? {})
  )
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');

export function pretty(text) {
  if (typeof text !== 'string') return JSON.stringify(text, null, 2) ?? '';
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** `reads` are those of this delivery: the one begun last is shown. */
async function load_detail(plugin, delivery, spot, reads) {
  fill(spot, skeleton(3, 'Loading the delivery'));
  try {
    const full = await api.get(path`/api/deliveries/${delivery.id}`, { signal: reads.begin() });
    const refused = full.outcome === 'rejected' || full.outcome === 'quarantined' || full.outcome === 'failed';
    fill(
      spot,
      h(
        'div',
        { class: 'stack' },
        full.explanation ? h('p', {}, full.explanation) : null,
        waterfall(full),
        h(
          'dl',
          { class: 'kv' },
          h('dt', {}, 'Received'),
          h('dd', {}, time(full.received_at, { absolute_first: true })),
          h('dt', {}, 'Signature'),
          h('dd', {}, kSignatureWords[full.signature] ?? full.signature),
          h('dt', {}, 'From'),
          h('dd', { class: 'mono' }, full.source_ip ?? '–'),
          h('dt', {}, 'Event'),
          h('dd', { class: 'mono' }, full.event_id ?? '–'),
          h('dt', {}, 'Size, time'),
          h('dd', {}, `${bytes(full.bytes)} in ${duration(full.duration_ms)}`),
        ),
        refused
          ? symptom_list([...symptoms_of(plugin, 'signature'), ...symptoms_of(plugin, 'webhook')].slice(0, 2))
          : null,
        h(
          'details',
          { class: 'fold' },
          h('summary', {}, 'Headers'),
          h('pre', { tabindex: '0', 'aria-label': 'Headers' }, header_lines(full.headers)),
        ),
        h(
          'details',
          { class: 'fold' },
          h('summary', {}, 'Body'),
          h('pre', { tabindex: '0', 'aria-label': 'Body' }, pretty(full.body ?? full.body_base64) || 'empty'),
        ),
      ),
    );
  } catch (error) {
    if (error.name !== 'AbortError')
      fill(
        spot,
        failure(error, {
          title: 'The delivery could not be loaded',
          retry: () => load_detail(plugin, delivery, spot, reads),
        }),
      );
  }
}

function make_row(plugin, delivery, signal) {
  const detail_id = unique_id('delivery');
  const reads = latest(signal);
  const spot = h('td', { colspan: kColumns.length, role: 'cell' });
  const detail = h('tr', { class: 'detail', id: detail_id, role: 'row', hidden: true }, spot);
  const what = delivery.incident?.number
    ? `#${delivery.incident.number} ${delivery.incident.summary ?? ''}`
    : (delivery.incident?.summary ?? delivery.incident?.id ?? '–');
  const toggle = h(
    'button',
    {
      type: 'button',
      class: 'expand',
      'aria-expanded': 'false',
      'aria-controls': detail_id,
      'aria-label': `Details of ${delivery.event_type ?? 'this delivery'}, ${what}`,
      onclick: () => {
        const open = detail.hidden;
        detail.hidden = !open;
        toggle.setAttribute('aria-expanded', String(open));
        if (open && !spot.firstChild) load_detail(plugin, delivery, spot, reads);
      },
    },
    icon('chevron'),
  );
  const [words, shape] = kDelivery[delivery.outcome] ?? [delivery.outcome, 'info'];
  let explanation = delivery.explanation ?? '';
  /** Why a delivery was refused is worked out after its answer: then what is shown of it is read again. */
  const told = ({ detail: words_now }) => {
    if (words_now === explanation) return;
    explanation = words_now;
    if (detail.hidden) {
      reads.end();
      spot.replaceChildren();
    } else load_detail(plugin, delivery, spot, reads);
  };
  return h(
    'tbody',
    { role: 'rowgroup', ontold: told },
    h(
      'tr',
      { role: 'row' },
      h('td', { role: 'cell', class: 'inline' }, toggle),
      h('td', { role: 'cell', class: 'inline' }, time(delivery.received_at, { focusable: false })),
      h('td', { role: 'cell', class: 'mono' }, delivery.event_type ?? '–'),
      h(
        'td',
        { role: 'cell', class: 'name' },
        delivery.alert_id ? h('a', { class: 'title', href: make_hash(['alerts', delivery.alert_id]) }, what) : what,
      ),
      h('td', { role: 'cell', class: 'inline' }, badge(shape, words)),
      h(
        'td',
        { role: 'cell', class: 'inline' },
        h('span', { class: `http tone-${code_tone(delivery.http_status)}` }, delivery.http_status ?? '–'),
      ),
      h('td', { role: 'cell', class: 'inline' }, kSignatureWords[delivery.signature] ?? delivery.signature ?? '–'),
      h('td', { role: 'cell', class: 'mono wide-only' }, delivery.source_ip ?? '–'),
      h('td', { role: 'cell', class: 'num wide-only' }, bytes(delivery.bytes)),
      h('td', { role: 'cell', class: 'num', 'data-label': 'Took' }, duration(delivery.duration_ms)),
    ),
    detail,
  );
}

export function delivery_log({ plugin, name, retention, signal }) {
  const kept = retention
    ? ` The last ${retention.deliveries.toLocaleString('en')} are kept, the last ${retention.bodies.toLocaleString('en')} with their bodies.`
    : '';
  const spot = h('div', {}, skeleton(4, 'Loading deliveries'));
  const more = h(
    'button',
    { type: 'button', class: 'button small', hidden: true, onclick: () => load(true) },
    'Show older',
  );
  const filter = h(
    'select',
    {
      'aria-label': 'Outcome',
      onchange: () => choose(),
    },
    h('option', { value: '' }, 'All outcomes'),
    Object.entries(kDelivery).map(([value, [words]]) => h('option', { value }, words)),
  );
  const table = h(
    'table',
    { class: 'data cards-when-narrow', role: 'table', 'aria-labelledby': 'log-title' },
    h(
      'thead',
      { role: 'rowgroup' },
      h(
        'tr',
        { role: 'row' },
        kColumns.map(([title, class_name]) =>
          h(
            'th',
            { role: 'columnheader', scope: 'col', class: class_name },
            title || h('span', { class: 'visually-hidden' }, 'Details'),
          ),
        ),
      ),
    ),
  );
  const body = h('div', { class: 'table-wrap' }, table);
  const reads = latest(signal);
  let here = reads.begin(); // until another outcome is chosen
  let rows = [];
  let next = null;
  let expanded = false; // older ones were asked for: what arrives is added to them

  const paint = () => {
    more.hidden = !next;
    if (!rows.length) {
      fill(
        spot,
        filter.value
          ? empty({
              icon_name: 'search',
              title: 'No delivery with this outcome',
              actions: [
                h(
                  'button',
                  {
                    type: 'button',
                    class: 'button small',
                    onclick: () => {
                      filter.value = '';
                      choose();
                    },
                  },
                  'Show all outcomes',
                ),
              ],
            })
          : empty({ icon_name: 'clock', title: 'Never', text: 'No delivery has arrived yet.' }),
      );
      return;
    }
    if (body.parentNode !== spot) fill(spot, body);
    sync_rows(body_of(table), rows, {
      key: (one) => one.id,
      build: (one) => make_row(plugin, one, signal),
      update: (node, one) => node.dispatchEvent(new CustomEvent('told', { detail: one.explanation ?? '' })),
    });
  };
  const choose = () => {
    here = reads.begin();
    rows = [];
    next = null;
    expanded = false;
    load();
  };
  /** The newest page, or what follows the rows that are there. */
  const merge = (answer, older) => {
    const known = new Set(answer.deliveries.map((one) => one.id));
    const others = rows.filter((one) => !known.has(one.id));
    if (older) rows = [...others, ...answer.deliveries];
    else if (expanded && others.length < rows.length) rows = [...answer.deliveries, ...others];
    else {
      rows = answer.deliveries; // also where more arrived than a page holds: a gap would not be seen
      expanded = false;
    }
    if (older || !expanded) next = answer.next_before ?? null;
  };
  async function load(older = false) {
    expanded ||= older;
    try {
      const answer = await api.get(
        path`/api/integrations/${name}/deliveries` +
          query_string({ outcome: filter.value, limit: kPage, before: older ? next : undefined }),
        { signal: here },
      );
      merge(answer, older);
      paint();
    } catch (error) {
      if (error.name !== 'AbortError')
        fill(spot, failure(error, { title: 'The deliveries could not be loaded', retry: () => load() }));
    }
  }
  live.follow({ delivery: (one) => one.integration === name }, () => load(), signal).now();
  return {
    element: h(
      'section',
      { class: 'card section', 'aria-labelledby': 'log-title' },
      h(
        'header',
        {},
        h('h2', { id: 'log-title' }, 'Delivery log'),
        h('div', {}, filter),
        h('p', {}, 'Every request to the webhook URL, whatever became of it. Secrets in headers are redacted.', kept),
      ),
      h('div', { class: 'body' }, spot, h('div', {}, more)),
    ),
  };
}

/** The rows live beside the head: a view on the table that hides its thead from the synchroniser. */
function body_of(table) {
  return {
    get children() {
      return [...table.tBodies];
    },
    get firstElementChild() {
      return table.tBodies[0] ?? null;
    },
    insertBefore: (node, before) => table.insertBefore(node, before),
  };
}
