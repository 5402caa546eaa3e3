// One alert: what it is, what happened to it, and what arrived.
import { api, path } from '../lib/api.js';
import { plugin_of } from '../lib/catalogue.js';
import { fill, h, outside_link, safe_url, when_left } from '../lib/dom.js';
import { badge, icon, mark, tone_of } from '../lib/icons.js';
import { live } from '../lib/live.js';
import { make_hash } from '../lib/router.js';
import { failure, skeleton } from '../lib/states.js';
import { duration, time } from '../lib/time.js';
import { is_test, kDelivery, kSeverityWords, kStatusWords, plain } from '../lib/words.js';
import { pretty } from '../parts/delivery_log.js';

const kKinds = {
  triggered: ['firing', 'Triggered'],
  acknowledged: ['acknowledged', 'Acknowledged'],
  resolved: ['resolved', 'Resolved'],
  unacknowledged: ['firing', 'Acknowledgement withdrawn'],
  reopened: ['firing', 'Reopened'],
  updated: ['info', 'Updated'],
};
const kSeverityFrom = { priority: 'from the priority', alert_severity: 'from the alert', urgency: 'from the urgency' };

function story(events) {
  if (!events.length) return h('p', { class: 'faint' }, 'No event is kept.');
  const ordered = [...events].sort((a, b) => (a.occurred_at < b.occurred_at ? -1 : 1));
  return h(
    'ol',
    { class: 'story' },
    ordered.map((event, at) => {
      const [shape, words] = kKinds[event.kind] ?? ['info', plain(event.kind)];
      const before = at ? Date.parse(event.occurred_at) - Date.parse(ordered[at - 1].occurred_at) : 0;
      const actor = event.alert?.actor ?? event.actor;
      return h(
        'li',
        { class: `tone-${tone_of(shape)}` },
        h('span', { class: 'node' }, mark(shape)),
        h(
          'div',
          { class: 'what' },
          h(
            'span',
            {},
            h('strong', {}, words),
            actor ? ` by ${actor}` : '',
            event.reconciled ? h('span', { class: 'chip' }, 'read back') : null,
          ),
          h(
            'span',
            { class: 'faint small-text' },
            time(event.occurred_at),
            before > 0 ? ` · ${duration(before)} later` : '',
            h('span', { class: 'mono' }, ` · ${event.event_type}`),
          ),
        ),
      );
    }),
  );
}

function pairs(values, empty_words) {
  const entries = Object.entries(values ?? {});
  if (!entries.length) return h('p', { class: 'faint' }, empty_words);
  return h(
    'dl',
    { class: 'kv' },
    entries.map(([name, value]) => [
      h('dt', { class: 'mono' }, name),
      h('dd', {}, safe_url(value) ? outside_link(value, value) : String(value)),
    ]),
  );
}

function raw_payload(deliveries, signal) {
  const newest = deliveries[0];
  if (!newest) return null;
  const spot = h('div');
  return h(
    'details',
    {
      class: 'fold',
      ontoggle: async (event) => {
        if (!event.target.open || spot.firstChild) return;
        fill(spot, skeleton(3, 'Loading the payload'));
        try {
          const full = await api.get(path`/api/deliveries/${newest.id}`, { signal });
          fill(spot, h('pre', { tabindex: '0', 'aria-label': 'Raw payload' }, pretty(full.body ?? full.body_base64)));
        } catch (error) {
          if (error.name !== 'AbortError') fill(spot, failure(error, { title: 'The payload could not be loaded' }));
        }
      },
    },
    h('summary', {}, 'Raw payload of the last event'),
    spot,
  );
}

function section(title, body, id) {
  return h(
    'section',
    { class: 'card section', 'aria-labelledby': id },
    h('header', {}, h('h2', { id }, title)),
    h('div', { class: 'body' }, body),
  );
}

function facts(alert) {
  const ended = alert.ends_at ?? null;
  return h(
    'dl',
    { class: 'kv' },
    h('dt', {}, 'Started'),
    h('dd', {}, time(alert.starts_at)),
    alert.acknowledged_at
      ? [
          h('dt', {}, 'Acknowledged'),
          h(
            'dd',
            {},
            time(alert.acknowledged_at),
            ` · after ${duration(Date.parse(alert.acknowledged_at) - Date.parse(alert.starts_at))}`,
          ),
        ]
      : null,
    ended
      ? [
          h('dt', {}, 'Resolved'),
          h('dd', {}, time(ended), ` · after ${duration(Date.parse(ended) - Date.parse(alert.starts_at))}`),
        ]
      : null,
    h('dt', {}, 'Updated'),
    h('dd', {}, time(alert.updated_at)),
    h('dt', {}, 'Received'),
    h('dd', {}, time(alert.received_at)),
    h('dt', {}, 'Integration'),
    h('dd', {}, h('a', { href: make_hash(['integrations', alert.integration]) }, alert.integration)),
    h('dt', {}, 'Fingerprint'),
    h('dd', { class: 'mono' }, alert.fingerprint),
  );
}

/** What arrived of it, newest first, and the body of the newest. */
function arrivals(deliveries, signal) {
  if (!deliveries.length) return h('p', { class: 'faint' }, 'No delivery is kept.');
  const row = (one) => {
    const [words, shape] = kDelivery[one.outcome] ?? [one.outcome, 'info'];
    return h(
      'li',
      { class: 'row' },
      badge(shape, words),
      h('span', { class: 'mono' }, one.event_type ?? '–'),
      h('span', { class: 'faint' }, time(one.received_at)),
    );
  };
  return [h('ul', { class: 'stack tight' }, deliveries.map(row)), raw_payload(deliveries, signal)];
}

function what_happened({ alert, events, deliveries }, signal) {
  const summary = alert.summary && alert.summary !== alert.name ? h('p', {}, alert.summary) : null;
  return h(
    'div',
    { class: 'stack' },
    alert.description ? section('Summary', [summary, h('p', {}, alert.description)], 'summary-title') : null,
    section('History', story(events), 'history-title'),
    section('What arrived', arrivals(deliveries, signal), 'deliveries-title'),
  );
}

function what_it_is(alert) {
  return h(
    'div',
    { class: 'stack' },
    section('Times', facts(alert), 'times-title'),
    section('Labels', pairs(alert.labels, 'None'), 'labels-title'),
    section('Annotations', pairs(alert.annotations, 'None'), 'annotations-title'),
  );
}

export async function mount(root, { segments, query, signal }) {
  const back = h('a', { class: 'crumb', href: make_hash(['alerts'], query) }, icon('back'), 'Alerts');
  const title = h('h1', { tabindex: '-1' });
  const badges = h('div', { class: 'row', role: 'status' });
  const spot = h('div', { class: 'columns' });
  const actions = h('div', { class: 'row' });
  const frame = h(
    'div',
    { class: 'page' },
    h(
      'div',
      { class: 'stack tight' },
      back,
      h('div', { class: 'page-head' }, h('div', { class: 'stack tight grow' }, title, badges), actions),
    ),
    spot,
  );
  fill(root, h('div', { class: 'page' }, skeleton(6, 'Loading the alert')));

  let read = null; // {alert, events, deliveries} as read last
  async function paint_head({ alert }) {
    const source_name = (await plugin_of(alert.source).catch(() => null))?.name ?? plain(alert.source);
    const runbook = alert.annotations?.runbook_url ?? alert.annotations?.runbook;
    title.textContent = alert.name;
    fill(
      badges,
      badge(alert.status, kStatusWords[alert.status] ?? alert.status),
      badge(
        alert.severity,
        `${kSeverityWords[alert.severity] ?? alert.severity}${kSeverityFrom[alert.severity_source] ? `, ${kSeverityFrom[alert.severity_source]}` : ''}`,
      ),
      is_test(alert) ? badge('info', 'Test') : null,
      alert.external_number ? h('span', { class: 'mono faint' }, `#${alert.external_number}`) : null,
    );
    fill(
      actions,
      safe_url(runbook) ? outside_link(runbook, [icon('open'), 'Runbook'], { class: 'button' }) : null,
      safe_url(alert.external_url)
        ? outside_link(alert.external_url, [icon('open'), `Open in ${source_name}`], { class: 'button primary' })
        : null,
    );
  }
  const paint_body = when_left(spot, () => {
    const opened = [...spot.querySelectorAll('details')].map((one) => one.open);
    fill(spot, what_happened(read, signal), what_it_is(read.alert));
    [...spot.querySelectorAll('details')].forEach((one, at) => {
      one.open = opened[at] ?? false;
    });
  });
  const load = async () => {
    const answer = await api.get(path`/api/alerts/${segments[1]}`, { signal });
    if (JSON.stringify(answer) === JSON.stringify(read)) return;
    read = answer;
    await paint_head(read);
    paint_body();
  };
  await live.follow({ alert: (one) => String(one.id) === segments[1] }, load, signal).now();
  fill(root, frame);
}
