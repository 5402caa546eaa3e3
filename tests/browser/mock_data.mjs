// Canned data of the mock host, all of it relative to now.

export const ago = (seconds) => new Date(Date.now() - seconds * 1000).toISOString();

const kServices = ['checkout', 'payments-api', 'search', 'ledger', 'catalog', 'auth'];
const kNames = [
  'Checkout latency above 2 s',
  'Error rate above 5 %',
  'Queue depth growing',
  'Disk 91 % full on db-3',
  'Certificate expires in 3 days',
  'Pod restarts in a loop',
];
const kSeverities = ['critical', 'high', 'medium', 'low', 'info', 'unknown'];

export function make_alert(index, changes = {}) {
  const status = ['firing', 'acknowledged', 'resolved', 'resolved', 'resolved'][index % 5];
  const started = index * 613 + 40;
  const service = kServices[index % kServices.length];
  return {
    id: `al_${index}`,
    integration: 'Production PagerDuty',
    schema_version: 1,
    fingerprint: `pagerduty:Q${index}`,
    source: 'pagerduty',
    external_id: `Q${index}`,
    external_number: 12000 + index,
    external_url: `https://example.pagerduty.com/incidents/Q${index}`,
    name: kNames[index % kNames.length],
    summary: kNames[index % kNames.length],
    description: `On ${service}, urgency high, assigned to Alice Jensen.`,
    status,
    severity: kSeverities[index % kSeverities.length],
    severity_source: 'priority',
    labels: { service, team: 'Payments', env: 'prod', urgency: 'high', priority: 'P1' },
    annotations: { runbook_url: `https://runbooks.example.com/${service}`, incident_key: `key/${index}` },
    starts_at: ago(started),
    acknowledged_at: status === 'firing' ? undefined : ago(started - 20),
    ends_at: status === 'resolved' ? ago(started - 30) : undefined,
    updated_at: ago(started - 30),
    received_at: ago(started - 31),
    last_event: {
      id: `01EV${index}`,
      type: `incident.${status === 'firing' ? 'triggered' : status}`,
      occurred_at: ago(started - 30),
      actor: 'Alice Jensen',
    },
    ...changes,
  };
}

const kSteps = ['delivered', 'signature', 'parsed', 'mapped', 'alert'];

export function make_delivery(index, integration, changes = {}) {
  const outcome = changes.outcome ?? ['stored', 'stored', 'duplicate', 'ignored', 'ping', 'rejected'][index % 6];
  const failed =
    outcome === 'rejected' ? 1 : outcome === 'quarantined' ? 2 : outcome === 'ignored' || outcome === 'ping' ? 3 : 5;
  return {
    id: `d_${index}`,
    integration,
    received_at: ago(index * 97 + 12),
    event_id: `01EV${index}`,
    event_type: outcome === 'ping' ? 'pagey.ping' : 'incident.triggered',
    incident: { id: `Q${index}`, number: 12000 + index, summary: kNames[index % kNames.length] },
    outcome,
    http_status: { rejected: 401, duplicate: 200 }[outcome] ?? 202,
    signature: outcome === 'rejected' ? 'invalid' : 'current',
    duration_ms: 3 + (index % 7),
    bytes: 2100 + index * 13,
    alert_id: outcome === 'stored' ? `al_${index}` : undefined,
    source_ip: '127.0.0.1',
    explanation:
      outcome === 'rejected'
        ? 'The signature does not match: the signing secret here is not the one of this webhook.'
        : undefined,
    steps: kSteps.map((name, at) => ({
      name,
      at_ms: at,
      outcome:
        at < failed
          ? 'pass'
          : at === failed
            ? outcome === 'rejected' || outcome === 'quarantined'
              ? 'fail'
              : 'skipped'
            : 'skipped',
      fix:
        at === failed && outcome === 'rejected'
          ? 'Copy the signing secret of this webhook and replace it below.'
          : undefined,
    })),
    ...changes,
  };
}

const kChecks = [
  ['reach', 'Reach PagerDuty', 'The API can be reached, and its certificate is valid'],
  ['key', 'API key', 'PagerDuty accepts the key'],
  ['incidents', 'Incidents', 'Incidents can be read'],
  ['services', 'Services', 'Services can be read'],
  ['schedules', 'Schedules', 'Schedules can be read'],
  ['users', 'Users', 'Users can be read'],
  ['key_kind', 'Key kind', 'What the key may do'],
];

/** A connection table: all pass, except as the key says. */
export function make_table(settings) {
  const key = settings.api_key ?? '';
  const rows = kChecks.map(([name, title, proves], index) => ({
    name,
    title,
    outcome: index === 6 ? 'info' : 'pass',
    required: index < 6,
    proves,
    latency_ms: 40 + index * 7,
  }));
  let verdict = 'pass';
  let summary = 'Everything that is needed works.';
  if (key.includes('wrong')) {
    rows.forEach((row, index) => {
      if (index > 0) {
        row.outcome = index === 1 ? 'fail' : 'skipped';
        row.latency_ms = index === 1 ? 61 : undefined;
      }
    });
    Object.assign(rows[1], {
      reason: '401 Unauthorized: PagerDuty does not know this key.',
      remedy: 'Copy the whole key again, or create a new one under Integrations → API Access Keys.',
    });
    verdict = 'fail';
    summary = 'PagerDuty does not accept the key.';
  } else if (key.includes('no_schedules')) {
    Object.assign(rows[4], {
      outcome: 'fail',
      reason: '403 Forbidden',
      remedy: 'Give the key read access to schedules.',
    });
    verdict = 'partial';
    summary = 'The key works, but cannot read schedules.';
  } else if (key.includes('limited')) {
    rows.forEach((row, index) => {
      if (index > 1)
        Object.assign(row, {
          outcome: 'warn',
          reason: '429 Too Many Requests',
          remedy: 'Wait 30 s, or give Autoheal a key of its own.',
        });
    });
    verdict = 'partial';
    summary = 'PagerDuty limits the rate of requests right now.';
  } else if (key.includes('down')) {
    rows.forEach((row, index) => {
      row.outcome = index === 0 ? 'fail' : 'skipped';
      row.latency_ms = undefined;
    });
    Object.assign(rows[0], {
      reason: 'PagerDuty answers 503 Service Unavailable.',
      remedy: 'Look at status.pagerduty.com and try again later.',
    });
    verdict = 'fail';
    summary = 'PagerDuty cannot be reached.';
  }
  return {
    verdict,
    summary,
    account: { key_kind: 'general', owner: 'account', region: settings.region ?? 'us', subdomain: 'example' },
    rows,
  };
}
