// An answer of an operation, readable: the summary first, then its data, what was left out with a button that gets it,
// warnings, and what the answer cost.
import { h, outside_link, safe_url } from '../lib/dom.js';
import { icon } from '../lib/icons.js';
import { words_of } from '../lib/shapes.js';
import { banner } from '../lib/states.js';
import { duration, time } from '../lib/time.js';
import { plain } from '../lib/words.js';
import { data_view } from './answer_data.js';
import { symptom_list, symptoms_of } from './help.js';

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
export function answer_view({ envelope, plugin, run_follow_up = null, took_ms, compact = false }) {
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
          [
            h(
              'ul',
              {},
              meta.why_empty.map((one) => h('li', {}, one)),
            ),
            h('div', { class: 'stack tight' }, symptom_list(symptoms_of(plugin, 'empty'))),
          ],
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
