// Answers of the mock host to the operations of its plugins.
import { ago } from './mock_data.mjs';

const meta = (more) => ({
  complete: true,
  returned: 1,
  upstream_calls: 3,
  rate_budget: { limit: 960, remaining: 911, resets_in_s: 31 },
  as_of: ago(0),
  cuts: [],
  why_empty: [],
  warnings: [],
  untrusted: [],
  ...more,
});

const kPolicy = { id: 'PP1', name: 'Payments' };

const kAnswers = {
  who_is_on_call: () => ({
    summary: 'Alice Jensen is on call for Payments until 18:00; Bob Okafor is next.',
    data: {
      subject: { kind: 'team', id: 'PT1', name: 'Payments' },
      at: ago(0),
      policies: [{ ...kPolicy, levels: 3 }],
      on_call: [
        {
          person: { id: 'PU1', name: 'Alice Jensen' },
          policy: kPolicy,
          level: 1,
          through: 'schedule',
          schedule: { id: 'PS1', name: 'Payments primary' },
          source: 'override',
          since: ago(3 * 3600),
          until: ago(-5 * 3600),
          next: { person: { id: 'PU2', name: 'Bob Okafor' }, from: ago(-5 * 3600) },
        },
        {
          person: { id: 'PU2', name: 'Bob Okafor' },
          policy: kPolicy,
          level: 2,
          through: 'schedule',
          schedule: { id: 'PS2', name: 'Payments secondary' },
          source: 'rotation',
          since: ago(20 * 3600),
          until: ago(-28 * 3600),
        },
        {
          person: { id: 'PU3', name: 'Carla Nunes' },
          policy: kPolicy,
          level: 3,
          through: 'direct',
          source: 'direct',
          always: true,
        },
      ],
      gaps: [{ policy: kPolicy, level: 1, from: ago(-9 * 3600), until: ago(-14 * 3600) }],
    },
    meta: meta({ returned: 3 }),
    links: [{ title: 'Payments escalation policy', url: 'https://example.pagerduty.com/escalation_policies/P1' }],
  }),
  list_incidents: (args) => ({
    summary: `${args.status === 'open' ? '3 incidents are open' : '3 incidents match'}; the newest is #12345 on checkout.`,
    data: {
      incidents: [0, 1, 2].map((index) => ({
        number: 12345 - index,
        title: ['Checkout latency above 2 s', '<img src=x onerror=alert(1)>', 'Disk full on db-3'][index],
        status: index ? 'acknowledged' : 'triggered',
        urgency: 'high',
        service: 'checkout',
        created_at: ago(600 * (index + 1)),
        url: 'https://example.pagerduty.com/incidents/Q1',
      })),
    },
    meta: meta({
      returned: 3,
      total: 140,
      complete: false,
      untrusted: ['/data/incidents/*/title'],
      cuts: [
        {
          what: '137 more incidents',
          why: 'budget',
          left_out: 137,
          follow_up: { operation: 'list_incidents', arguments: { ...args, cursor: 'page2' } },
        },
      ],
    }),
    links: [],
  }),
  get_incident_timeline: () => ({
    summary:
      'Incident #12345 was triggered by Datadog, acknowledged after 3 min by Alice Jensen, and resolved after 41 min.',
    data: {
      incident: { number: 12345, title: 'Checkout latency above 2 s', status: 'resolved' },
      durations: { to_acknowledge_s: 180, acknowledged_by: 'Alice Jensen', to_resolve_s: 2460 },
      events: [
        { at: ago(3600), after_s: 0, kind: 'triggered', what: 'Triggered by Datadog', by: 'Datadog', channel: 'api' },
        {
          at: ago(3420),
          after_s: 180,
          kind: 'acknowledged',
          what: 'Acknowledged',
          by: 'Alice Jensen',
          channel: 'mobile',
        },
        {
          at: ago(3000),
          after_s: 600,
          kind: 'note',
          what: 'Note',
          text: 'Rolled back release 2026.11.3',
          by: 'Alice Jensen',
        },
        { at: ago(1140), after_s: 2460, kind: 'resolved', what: 'Resolved', by: 'Alice Jensen' },
      ],
    },
    meta: meta({ returned: 4, upstream_calls: 4 }),
    links: [],
  }),
  diagnose_webhook: () => ({
    summary: 'PagerDuty has one webhook with this URL, and it is switched on.',
    data: { checks: [{ name: 'subscription', outcome: 'pass', detail: 'One subscription has this URL.' }] },
    meta: meta({}),
    links: [],
  }),
  read_sensor: () => ({
    summary: '21.4 degrees.',
    data: { celsius: 21.4 },
    meta: meta({ upstream_calls: 0 }),
    links: [],
  }),
};

export function answer_query(body, Problem) {
  const answer = kAnswers[body.operation];
  if (!answer) throw new Problem(400, 'invalid_arguments', 'There is no such operation.');
  const args = body.arguments ?? {};
  if (args.team === 'pay') {
    throw new Problem(400, 'ambiguous', 'More than one team is called "pay".', {
      hint: 'Name one of the choices.',
      choices: [
        { number: 1, kind: 'team', id: 'PT1', name: 'Payments' },
        { number: 2, kind: 'team', id: 'PT2', name: 'Payroll' },
      ],
    });
  }
  if (body.operation === 'get_incident_timeline' && !args.incident)
    throw new Problem(400, 'invalid_arguments', 'An argument is missing.', {
      problems: [{ pointer: '/incident', message: 'An incident is needed.' }],
    });
  return { status: 'ok', envelope: answer(args) };
}
