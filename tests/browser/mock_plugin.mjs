// What the mock host says about its plugins: one modelled on PagerDuty, one that has nothing in common with it, so that the
// page cannot lean on either.

const envelope_example = { operation: 'who_is_on_call', arguments: { team: 'payments' } };

export const pagerduty = {
  id: 'pagerduty', name: 'PagerDuty', version: '1.0.0', file: 'autoheal_pagerduty.so',
  description: 'Incidents, timelines and on-call from PagerDuty; its incidents as alerts.',
  capabilities: ['Tools', 'Alert source'],
  manifest: {
    id: 'pagerduty', name: 'PagerDuty', library: 'autoheal_pagerduty.so', description: 'Incidents, timelines and on-call from PagerDuty; its incidents as alerts.',
    capabilities: ['Tools', 'Alert source'],
    permissions: [
      { name: 'Incidents (read)', required: true, reason: 'List incidents and read one with its timeline.' },
      { name: 'Services (read)', required: true, reason: 'Resolve service names and show their status.' },
      { name: 'Schedules (read)', required: true, reason: 'Say who is on call, and until when.' },
      { name: 'Users (read)', required: true, reason: 'Name people instead of ids.' },
    ],
    egress: ['api.pagerduty.com', 'api.eu.pagerduty.com'],
    documentation: {
      setup: [
        'In PagerDuty, open Integrations → API Access Keys and choose Create New API Key.',
        'Give it a name such as "Autoheal" and tick Read-only API Key.',
        'Copy the key: PagerDuty shows it once. Paste it into API key here.',
        'Press Test Connection, then Save.',
      ],
      alert_source: [
        'Switch the alert source on and copy the webhook URL.',
        'In PagerDuty, open Integrations → Generic Webhooks (v3) and choose New Webhook.',
        'Paste the URL, choose the scope, and select incident.triggered, incident.acknowledged and incident.resolved.',
        'Copy the signing secret that PagerDuty shows once, and paste it here.',
        'Press Send Test Event in PagerDuty.',
      ],
    },
    examples: [
      { question: 'Who is on call for the payments team?', ...envelope_example },
      { question: 'Show all open incidents', operation: 'list_incidents', arguments: { status: 'open' } },
      { question: 'What incidents happened on the checkout service this week?', operation: 'list_incidents', arguments: { service: 'checkout', window: 'this week' } },
      { question: 'What is the timeline of incident #12345?', operation: 'get_incident_timeline', arguments: { incident: '#12345' } },
    ],
    troubleshooting: [
      { symptom: '401 Unauthorized Error', checks: ['Check that the whole key was copied, without blanks.', 'Check that it is a REST API key, not an Events API integration key.'] },
      { symptom: 'No Incidents Found', checks: ['Check that the key may read incidents.', 'Widen the time range.'] },
      { symptom: 'Rate Limiting', checks: ['Ask narrower questions: name a service or a team.', 'Give Autoheal a key of its own.'] },
      { symptom: 'Webhook Alerts Not Appearing', checks: ['Check that the alert source is on.', 'Check that the URL in PagerDuty is the one shown here.', 'Check that the signing secret is the one of this webhook.'] },
    ],
  },
  describe: {
    describe_version: 1, id: 'pagerduty', name: 'PagerDuty', version: '1.0.0',
    settings: {
      type: 'object', additionalProperties: false, required: ['api_key'],
      properties: {
        api_key: { type: 'string', title: 'API key', description: 'A General Access or user REST API key. Read-only is enough.', writeOnly: true, minLength: 10, 'x-group': 'credentials', 'x-placeholder': 'u+AbCdEfGhIjKlMnOpQr' },
        region: { type: 'string', title: 'Service region', description: 'Where your PagerDuty account lives: EU if its address ends in .eu.pagerduty.com.', enum: ['us', 'eu'], 'x-enum-titles': ['US', 'EU'], default: 'us', 'x-group': 'credentials' },
        time_zone: { type: 'string', title: 'Time zone', description: 'The zone that "today" and "Monday 09:00" mean.', 'x-placeholder': 'Europe/Berlin', 'x-group': 'advanced' },
        labels: { type: 'object', title: 'Labels', description: 'Added to every alert that does not have them.', additionalProperties: { type: 'string' }, 'x-group': 'advanced' },
        severity_map: { type: 'object', title: 'Severity of priorities', description: 'The severity of each PagerDuty priority by name.', additionalProperties: { type: 'string', enum: ['critical', 'high', 'medium', 'low', 'info'] }, 'x-group': 'advanced' },
        endpoint: { type: 'string', title: 'API endpoint', description: 'Another address for the API: a proxy or a test double.', 'x-operator-only': true, 'x-wipes': ['api_key'], 'x-group': 'advanced', 'x-placeholder': 'https://api.pagerduty.com' },
        signing_secret: { type: 'string', title: 'Signing secret', description: 'PagerDuty shows it once, when the webhook is made.', writeOnly: true, 'x-group': 'alert_source', 'x-placeholder': 'paste the secret' },
      },
    },
    operations: [
      {
        name: 'who_is_on_call', title: 'Who is on call', description: 'People on call for a team, service, policy, schedule or user, now or in a window.', audience: 'agent',
        arguments: { type: 'object', additionalProperties: false, properties: {
          team: { type: 'string', title: 'Team', description: 'Name, id or URL' }, service: { type: 'string', title: 'Service', description: 'Name, id or URL' },
          at: { type: 'string', title: 'At', description: 'A moment, such as "tonight"' }, limit: { type: 'integer', title: 'Limit', minimum: 1, maximum: 100, default: 25 } } },
        annotations: { read_only: true, idempotent: true, open_world: true }, typical_ms: 300,
      },
      {
        name: 'list_incidents', title: 'Incidents', description: 'Incidents of any window, with exact totals.', audience: 'agent',
        arguments: { type: 'object', additionalProperties: false, properties: {
          status: { type: 'string', title: 'Status', enum: ['open', 'triggered', 'acknowledged', 'resolved', 'any'], default: 'open' },
          service: { type: 'string', title: 'Service' }, window: { type: 'string', title: 'Window', description: 'Such as "this week"' } } },
        annotations: { read_only: true }, typical_ms: 500,
      },
      {
        name: 'get_incident_timeline', title: 'Incident timeline', description: 'One chronological story of an incident.', audience: 'agent',
        arguments: { type: 'object', additionalProperties: false, required: ['incident'], properties: { incident: { type: 'string', title: 'Incident', description: '#12345, an id or a URL' } } },
        annotations: { read_only: true }, typical_ms: 400,
      },
      {
        name: 'diagnose_webhook', title: 'Why do alerts not arrive?', description: 'Looks at the webhook subscriptions on the other side.', audience: 'agent',
        arguments: { type: 'object', additionalProperties: false, properties: {} }, annotations: { read_only: true }, typical_ms: 600,
      },
      { name: 'reconcile_alerts', title: 'Reconcile', description: 'For the host.', audience: 'host', arguments: { type: 'object', properties: {} } },
    ],
    webhook: { signature_header: 'X-PagerDuty-Signature', secret_setting: 'signing_secret', url_secret: 'webhook_url', event_types: ['incident.triggered', 'incident.acknowledged', 'incident.resolved'], max_body_bytes: 524288 },
  },
};

export const weather = {
  id: 'weather', name: 'Weather station', version: '0.3.0', file: 'autoheal_weather.so', description: 'Temperature in the server room.', capabilities: ['Tools'],
  manifest: { id: 'weather', name: 'Weather station', library: 'autoheal_weather.so', description: 'Temperature in the server room.', capabilities: ['Tools'], examples: [{ question: 'How warm is it?', operation: 'read_sensor', arguments: {} }] },
  describe: {
    describe_version: 1, id: 'weather', name: 'Weather station', version: '0.3.0',
    settings: { type: 'object', additionalProperties: false, required: ['station', 'interval_s'], properties: {
      station: { type: 'string', title: 'Station', description: 'The number on its label.', pattern: '^[0-9]{4}$', 'x-group': 'credentials' },
      interval_s: { type: 'integer', title: 'Interval', description: 'Seconds between two readings.', minimum: 1, maximum: 3600, default: 60, 'x-group': 'credentials' },
      metric: { type: 'boolean', title: 'Metric units', description: 'Celsius instead of Fahrenheit.', default: true, 'x-group': 'advanced' } } },
    operations: [{ name: 'read_sensor', title: 'Read the sensor', description: 'One reading.', audience: 'agent', arguments: { type: 'object', properties: {} }, typical_ms: 10 }],
  },
};
