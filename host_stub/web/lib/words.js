// The words that stand for the host's enums, in one place.

export const kStatusWords = { firing: 'Firing', acknowledged: 'Acknowledged', resolved: 'Resolved' };
export const kSeverityWords = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  info: 'Info',
  unknown: 'Unknown',
};
export const kOutcomeWords = { pass: 'Pass', fail: 'Fail', warn: 'Warning', info: 'Info', skipped: 'Not checked' };

/** Integration status → [words, mark]. */
export const kConnection = {
  not_tested: ['Not tested', 'none'],
  connected: ['Connected', 'pass'],
  partial: ['Partly connected', 'warn'],
  error: ['Error', 'fail'],
  needs_attention: ['Needs attention', 'warn'],
};

/** Delivery outcome → [words, mark]. */
export const kDelivery = {
  stored: ['Stored', 'pass'],
  duplicate: ['Duplicate', 'skipped'],
  ignored: ['Ignored', 'skipped'],
  ping: ['Test event', 'info'],
  quarantined: ['Quarantined', 'warn'],
  off: ['Source off', 'skipped'],
  rejected: ['Rejected', 'fail'],
  failed: ['Failed', 'fail'],
  reconciled: ['Reconciled', 'pass'],
  test: ['Test alert', 'info'],
};

export const kSignatureWords = {
  current: 'Valid',
  previous: 'Valid (previous secret)',
  not_required: 'Not required',
  missing: 'Missing',
  invalid: 'Invalid',
};

export const kVerdict = {
  pass: ['Connection works', 'pass'],
  partial: ['Connection works in part', 'warn'],
  fail: ['Connection does not work', 'fail'],
};

/** `alert_source` → `Alert source`. */
export const plain = (name) => {
  const text = String(name).replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
};

/** Alerts that somebody sent to try things out carry a label. */
export const is_test = (alert) => alert.labels?.test === 'true';

/** The status of an integration, needs_attention before what the last test said. */
export const connection_of = (integration) => kConnection[integration.status] ?? [plain(integration.status), 'none'];
