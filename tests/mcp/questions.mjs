// The setup page's four example questions, each in one call.
export const questions = [
  ['Who is on call for the payments team right now?', 'who_is_on_call', { team: 'payments' }],
  ['What are the open incidents?', 'list_incidents', { status: 'open' }],
  [
    'Which incidents did the checkout service have this week?',
    'list_incidents',
    { service: 'checkout', status: 'any', window: 'this week' },
  ],
  ['What is the timeline of incident #12345?', 'get_incident_timeline', { incident: '#12345' }],
];
// At least one good call for every tool.
export const callForEveryTool = {
  who_is_on_call: { team: 'payments' },
  list_incidents: { status: 'open' },
  get_incident: { incident: '#12345' },
  get_incident_timeline: { incident: '#12345' },
  list_incident_alerts: { incident: '#12345' },
  find_similar_incidents: { incident: '#12345' },
  get_service_status: { service: 'checkout' },
  get_escalation_policy: { escalation_policy: 'Payments primary' },
  get_schedule: { schedule: 'Payments on-call', window: 'this week' },
  list_changes: { service: 'checkout', window: 'last 7 days' },
  summarize_incidents: { by: 'service', window: 'last 30 days' },
  search_directory: { text: 'payments' },
  diagnose_webhook: {},
  get_account: {},
};
