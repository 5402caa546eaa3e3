// "Why do alerts not arrive?": runs the plugin's own diagnosis, if it has an operation for it, and the host's reconciliation.
import { api, path } from '../lib/api.js';
import { fill, h } from '../lib/dom.js';
import { icon } from '../lib/icons.js';
import { banner, failure } from '../lib/states.js';
import { symptom_list, symptoms_of } from './help.js';

const kDiagnosis = /^diagnose_/;

export function diagnosis({ plugin, name, signal }) {
  const operation = (plugin.describe.operations ?? []).find((one) => kDiagnosis.test(one.name));
  const can_reconcile = (plugin.describe.operations ?? []).some(
    (one) => one.audience === 'host' && one.name.startsWith('reconcile'),
  );
  const symptoms = symptoms_of(plugin, 'webhook');
  if (!operation && !can_reconcile && !symptoms.length) return null;
  const spot = h('div', { class: 'stack' });
  let running = null;
  const cancel = h(
    'button',
    { type: 'button', class: 'button small', hidden: true, onclick: () => running?.abort() },
    'Cancel',
  );

  const work = (words, run) => async () => {
    if (running) return;
    running = new AbortController();
    const here = running;
    signal.addEventListener('abort', () => here.abort());
    cancel.hidden = false;
    fill(spot, h('p', { class: 'row', role: 'status' }, h('span', { class: 'spinner', 'aria-hidden': 'true' }), words));
    try {
      await run(here.signal);
    } catch (error) {
      if (error.name === 'AbortError') fill(spot, h('p', { class: 'faint', role: 'status' }, 'Cancelled.'));
      else fill(spot, failure(error, { title: 'That could not be found out' }));
    } finally {
      running = null;
      cancel.hidden = true;
    }
  };
  const diagnose = work(`Asking ${plugin.name}…`, async (here) => {
    const { envelope } = await api.post(
      path`/api/integrations/${name}/query`,
      { operation: operation.name, arguments: {} },
      { signal: here },
    );
    const { answer_view } = await import('./answer.js');
    fill(spot, answer_view({ envelope, plugin, operation, compact: true }));
  });
  const reconcile = work(`Reading ${plugin.name}…`, async (here) => {
    const answer = await api.post(path`/api/integrations/${name}/reconcile`, {}, { signal: here });
    fill(
      spot,
      banner(
        'green',
        answer.alerts_changed
          ? `${answer.alerts_changed} ${answer.alerts_changed === 1 ? 'alert was' : 'alerts were'} brought up to date`
          : 'No alert had to be changed',
        answer.summary ? h('p', {}, answer.summary) : [],
        { live: true },
      ),
    );
  });
  return h(
    'details',
    { class: 'fold' },
    h('summary', {}, 'Alerts do not arrive?'),
    h(
      'div',
      { class: 'stack' },
      h('div', { class: 'stack tight' }, symptom_list(symptoms)),
      h(
        'div',
        { class: 'row' },
        operation
          ? h(
              'button',
              { type: 'button', class: 'button small', id: 'diagnose', onclick: diagnose },
              icon('search'),
              'Find the cause',
            )
          : null,
        can_reconcile
          ? h(
              'button',
              { type: 'button', class: 'button small', id: 'reconcile', onclick: reconcile },
              icon('refresh'),
              'Bring alerts up to date',
            )
          : null,
        cancel,
      ),
      spot,
    ),
  );
}
