// "Send test alert": an alert that the host makes, marks as a test and resolves again. No plugin takes part in it.
import { api, path, query_string } from '../lib/api.js';
import { fill, h } from '../lib/dom.js';
import { live } from '../lib/live.js';
import { make_hash } from '../lib/router.js';
import { failure } from '../lib/states.js';
import { is_test } from '../lib/words.js';

/** `name` is the integration's. */
export function test_alert({ name, signal }) {
  const address = path`/api/integrations/${name}/alert-source/test`;
  const problem = h('div');
  const result = h('p', { role: 'status', data: { role: 'test-alert' } });
  const send = h('button', { type: 'button', class: 'button', onclick: () => run(make) }, 'Send test alert');
  const end = h(
    'button',
    { type: 'button', class: 'button', hidden: true, onclick: () => run(resolve) },
    'Resolve test alert',
  );

  async function run(work) {
    send.disabled = true;
    end.disabled = true;
    fill(problem);
    try {
      await work();
    } catch (error) {
      if (error.name !== 'AbortError') fill(problem, failure(error, { title: 'The test alert did not work' }));
    } finally {
      send.disabled = false;
      end.disabled = false;
      if (end.hidden && document.activeElement === document.body) send.focus({ preventScroll: true });
    }
  }
  async function make() {
    const alert = await api.post(address, {}, { signal });
    fill(result, 'Test alert sent: ', h('a', { href: make_hash(['alerts', alert.id]) }, alert.name));
    end.hidden = false;
    send.focus({ preventScroll: true });
  }
  async function resolve() {
    const { resolved } = await api.remove(address, { signal });
    const seen = result.querySelector('a');
    fill(
      result,
      resolved === 1 ? 'Test alert resolved' : `${resolved} test alerts resolved`,
      seen ? [': ', seen] : null,
    );
    end.hidden = true;
    send.focus({ preventScroll: true });
  }
  const refresh = async () => {
    const query = { integration: name, text: 'Test alert from', severity: 'info', status: ['firing', 'acknowledged'] };
    try {
      const { alerts } = await api.get(`/api/alerts${query_string(query)}`, { signal });
      end.hidden = !alerts.some((one) => String(one.fingerprint).startsWith('test:'));
    } catch {
      /* the next event tries again */
    }
  };
  live.follow({ alert: (one) => one.integration === name && is_test(one) }, refresh, signal).now();
  return h(
    'div',
    { class: 'stack tight' },
    h('div', { class: 'row' }, send, end),
    h(
      'p',
      { class: 'faint small-text' },
      'Makes an alert here, marked as a test, to see how alerts arrive. It says nothing about the webhook of the sender.',
    ),
    problem,
    result,
  );
}
