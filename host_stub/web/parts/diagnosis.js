// "Why do alerts not arrive?": runs the plugin's own diagnosis, if it has an operation for it, and the host's reconciliation.
import { api, path } from '../lib/api.js';
import { fill, h } from '../lib/dom.js';
import { icon } from '../lib/icons.js';
import { banner, failure } from '../lib/states.js';
import { symptom_list, symptoms_of } from './help.js';

const kDiagnosis = /^diagnose_/;

/** Null where nothing can be asked; else its `element`, and `outdate()`. */
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
    { type: 'button', class: 'button small', hidden: true, onclick: () => end('Cancelled.') },
    'Cancel',
  );

  /** Ends what runs: its answer is none to what is asked or stands there now. */
  const end = (words) => {
    running?.abort();
    running = null;
    const had_focus = document.activeElement === cancel;
    cancel.hidden = true;
    fill(spot, words ? h('p', { class: 'faint', role: 'status' }, words) : null);
    if (had_focus) buttons.querySelector('button').focus();
  };
  const work = (words, run) => async () => {
    end();
    const here = new AbortController();
    running = here;
    cancel.hidden = false;
    fill(spot, h('p', { class: 'row', role: 'status' }, h('span', { class: 'spinner', 'aria-hidden': 'true' }), words));
    try {
      const found = await run(AbortSignal.any([signal, here.signal]));
      if (running === here) fill(spot, found);
    } catch (error) {
      if (running === here && error.name !== 'AbortError')
        fill(spot, failure(error, { title: 'That could not be found out' }));
    } finally {
      if (running === here) {
        running = null;
        cancel.hidden = true;
      }
    }
  };
  const diagnose = work(`Asking ${plugin.name}…`, async (here) => {
    const { envelope } = await api.post(
      path`/api/integrations/${name}/query`,
      { operation: operation.name, arguments: {} },
      { signal: here },
    );
    const { answer_view } = await import('./answer.js');
    return answer_view({ envelope, plugin, operation, compact: true });
  });
  const reconcile = work(`Reading ${plugin.name}…`, async (here) => {
    const answer = await api.post(path`/api/integrations/${name}/reconcile`, {}, { signal: here });
    return banner(
      'green',
      answer.alerts_changed
        ? `${answer.alerts_changed} ${answer.alerts_changed === 1 ? 'alert was' : 'alerts were'} brought up to date`
        : 'No alert had to be changed',
      answer.summary ? h('p', {}, answer.summary) : [],
      { live: true },
    );
  });
  const buttons = h(
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
  );
  const element = h(
    'details',
    { class: 'fold' },
    h('summary', {}, 'Alerts do not arrive?'),
    h('div', { class: 'stack' }, h('div', { class: 'stack tight' }, symptom_list(symptoms)), buttons, spot),
  );
  return {
    element,
    /** What is asked about has changed: an answer that is there, or under way, is about what it was before. */
    outdate() {
      if (running || spot.firstChild) end('The alert source was changed meanwhile. Ask again.');
    },
  };
}
