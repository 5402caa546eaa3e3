// What the manifest says to people: setup steps, permissions, and the remedies of each symptom, shown where the symptom is.
import { h } from '../lib/dom.js';
import { icon } from '../lib/icons.js';

const kSigns = {
  credentials: /\b401\b|unauthori|credential/i,
  permission: /\b403\b|forbidden|permission/i,
  rate: /rate|\b429\b/i,
  empty: /\bno\b.*\bfound\b|empty|missing/i,
  webhook: /webhook|alerts? not/i,
  signature: /signature|signing/i,
};

/** The manifest's symptoms that belong to one of the signs: credentials, permission, rate, empty, webhook, signature. */
export function symptoms_of(plugin, sign) {
  return (plugin?.manifest?.troubleshooting ?? []).filter((one) => kSigns[sign]?.test(one.symptom));
}

/** Which signs a connection table shows, by the words of its failing rows. */
export function signs_of(table) {
  const words = (table?.rows ?? [])
    .filter((row) => row.outcome === 'fail' || row.outcome === 'warn')
    .map((row) => `${row.reason ?? ''}`)
    .join(' ');
  return ['credentials', 'permission', 'rate'].filter((sign) => kSigns[sign].test(words));
}

/** Folded checks under the user's own words. */
export function symptom_list(symptoms, { open = false } = {}) {
  return symptoms.map((one) =>
    h(
      'details',
      { class: 'fold', open },
      h('summary', {}, one.symptom),
      h(
        'div',
        { class: 'prose' },
        h(
          'ul',
          {},
          (one.checks ?? []).map((check) => h('li', {}, check)),
        ),
      ),
    ),
  );
}

const steps = (list) =>
  h(
    'div',
    { class: 'prose' },
    h(
      'ol',
      {},
      list.map((one) => h('li', {}, one)),
    ),
  );

/** Steps of `documentation.setup` or `documentation.alert_source`, or null. */
export function step_list(plugin, part) {
  const list = plugin?.manifest?.documentation?.[part] ?? [];
  return list.length ? steps(list) : null;
}

/** The column beside the form. */
export function help_column(plugin) {
  const manifest = plugin.manifest ?? {};
  const how = step_list(plugin, 'setup');
  const capabilities = manifest.capabilities ?? plugin.capabilities ?? [];
  const permissions = manifest.permissions ?? [];
  const symptoms = manifest.troubleshooting ?? [];
  return h(
    'aside',
    { class: 'aside', 'aria-label': 'Help' },
    how
      ? h(
          'section',
          { class: 'card section' },
          h('header', {}, h('h2', { id: 'how-to-connect' }, 'How to connect')),
          h('div', { class: 'body' }, how),
        )
      : null,
    capabilities.length
      ? h(
          'section',
          { class: 'card section' },
          h('header', {}, h('h2', {}, 'Capabilities')),
          h(
            'div',
            { class: 'body' },
            h(
              'div',
              { class: 'row' },
              capabilities.map((one) => h('span', { class: 'chip' }, one)),
            ),
          ),
        )
      : null,
    permissions.length
      ? h(
          'section',
          { class: 'card section' },
          h('header', {}, h('h2', {}, 'Required permissions')),
          h(
            'ul',
            { class: 'body stack tight' },
            permissions.map((one) =>
              h(
                'li',
                { class: 'small-text' },
                h(
                  'div',
                  { class: 'row apart' },
                  h('strong', {}, one.name),
                  one.required === false
                    ? h('span', { class: 'faint' }, 'optional')
                    : h('span', { class: 'faint' }, 'required'),
                ),
                h('p', { class: 'faint' }, one.reason),
              ),
            ),
          ),
        )
      : null,
    symptoms.length
      ? h(
          'section',
          { class: 'card section' },
          h('header', {}, h('h2', {}, 'Troubleshooting')),
          h('div', { class: 'body stack tight' }, symptom_list(symptoms)),
        )
      : null,
    manifest.egress?.length
      ? h(
          'p',
          { class: 'help note' },
          icon('shield'),
          h('span', {}, `Talks only to ${manifest.egress.map((one) => one.replace(/^https:\/\//, '')).join(' and ')}.`),
        )
      : null,
  );
}
