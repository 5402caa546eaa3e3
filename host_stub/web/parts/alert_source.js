// The alert source of an integration: switch, webhook URL, signing secret, first event, strikes, deliveries, diagnosis.
import { say, toast } from '../lib/announce.js';
import { api, path } from '../lib/api.js';
import { fill, h } from '../lib/dom.js';
import { ask } from '../lib/dialog.js';
import { badge } from '../lib/icons.js';
import { latest } from '../lib/latest.js';
import { live } from '../lib/live.js';
import { banner, empty, failure, notes_banner } from '../lib/states.js';
import { time } from '../lib/time.js';
import { kDelivery } from '../lib/words.js';
import { delivery_log } from './delivery_log.js';
import { diagnosis } from './diagnosis.js';
import { step_list, symptom_list, symptoms_of } from './help.js';
import { settings_form } from './settings_form.js';
import { test_alert } from './test_alert.js';
import { waterfall } from './waterfall.js';
import { webhook_url } from './webhook_url.js';

/** The settings of the group `alert_source`, saved by a button of their own: replacing a secret is a step of its own. */
function secret_form({ plugin, integration, signal, saved }) {
  const schema = plugin.describe.settings;
  const secret_name = plugin.describe.webhook.secret_setting;
  const problem = h('div');
  const button = h('button', { type: 'submit', class: 'button primary', disabled: true }, 'Save alert settings');
  const spot = h('div');
  let present = integration;
  let form = null;
  let saving = false;
  const confirm_remove = (name, property) =>
    ask({
      title: `Remove ${property.title.toLowerCase()}?`,
      confirm: 'Remove',
      danger: true,
      content:
        name === secret_name
          ? h(
              'p',
              {},
              'Without it deliveries are accepted unsigned: whoever learns the webhook URL can send alerts. The change takes effect when you save.',
            )
          : h('p', {}, 'The change takes effect when you save.'),
    });
  const refresh = () => {
    button.disabled = saving || !form.dirty();
  };
  const rebuild = () => {
    form = settings_form({
      schema,
      groups: ['alert_source'],
      fold_all_but: [secret_name],
      fold_title: 'More alert settings',
      integration: present,
      changed: refresh,
      confirm_remove,
    });
    fill(spot, form.element);
    refresh();
  };
  const submit = async (event) => {
    event.preventDefault();
    if (saving || !form.dirty() || !form.check()) return;
    const values = form.values();
    if (typeof values[secret_name] === 'string' && present.secrets?.[secret_name]?.set) {
      const sure = await ask({
        title: 'Replace the signing secret?',
        confirm: 'Replace',
        danger: true,
        content: h(
          'p',
          {},
          `From now on deliveries must be signed with the new secret. Use the secret of the webhook that ${plugin.name} will send from, and remove the old webhook there.`,
        ),
      });
      if (!sure) return;
    }
    saving = true;
    spot.inert = true; // the form is built anew from what is saved: what was typed meanwhile would be lost
    button.textContent = 'Saving…';
    refresh();
    fill(problem);
    try {
      present = await api.put(path`/api/integrations/${present.name}`, { settings: values }, { signal });
      done();
      rebuild();
      toast(values[secret_name] === null ? 'Signing secret removed' : 'Alert settings saved');
      if (present.notes?.length) fill(problem, notes_banner(present.notes));
      spot.querySelector('button, input')?.focus();
      saved(present);
    } catch (error) {
      if (error.name === 'AbortError') return;
      done();
      const others = form.show_problems(error.problems);
      if (others.length || !error.problems.length) fill(problem, failure(error, { title: 'Not saved' }));
    }
  };
  const done = () => {
    saving = false;
    spot.inert = false;
    button.textContent = 'Save alert settings';
    refresh();
  };
  rebuild();
  return form.count
    ? h(
        'form',
        { class: 'stack', novalidate: true, onsubmit: submit, autocomplete: 'off', 'aria-label': 'Alert settings' },
        problem,
        spot,
        h('div', {}, button),
      )
    : null;
}

function strike_banner(plugin, source) {
  if (!source.enabled || !source.strike || source.strike === 'none') return null;
  const symptoms = [...symptoms_of(plugin, 'signature'), ...symptoms_of(plugin, 'webhook')];
  const times = `${source.rejected_in_a_row} ${source.rejected_in_a_row === 1 ? 'delivery was' : 'deliveries in a row were'} refused`;
  const [tone, title, text] =
    source.strike === 'disabled'
      ? [
          'red',
          `${plugin.name} has probably switched this webhook off`,
          `${times}. Put the cause right, then switch the webhook on again in ${plugin.name}; it may stay off for up to 24 hours.`,
        ]
      : [
          'amber',
          times,
          `If this goes on, ${plugin.name} switches the webhook off for a day. The delivery log below says why they were refused.`,
        ];
  return banner(tone, title, [h('p', {}, text), h('div', { class: 'stack tight' }, symptom_list(symptoms))], {
    live: true,
  });
}

function first_event(plugin, source, latest) {
  if (!source.enabled) return null;
  if (source.last_event) {
    const [words, shape] = kDelivery[source.last_event.outcome] ?? [source.last_event.outcome, 'info'];
    return h(
      'div',
      { class: 'stack tight' },
      h(
        'p',
        { class: 'row' },
        h('strong', {}, 'Last event ', time(source.last_event.at)),
        badge(shape, words),
        h('span', { class: 'mono faint' }, source.last_event.event_type),
      ),
      latest ? waterfall(latest) : null,
    );
  }
  return h(
    'div',
    { class: 'stack tight' },
    h(
      'p',
      { class: 'row' },
      h('span', { class: 'spinner', 'aria-hidden': 'true' }),
      h(
        'strong',
        {},
        source.last_ping_at ? 'Test event received. Waiting for the first alert event' : 'Waiting for first event',
      ),
    ),
    h(
      'p',
      { class: 'faint' },
      `Next step: send a test event from the webhook's page in ${plugin.name}. It shows up here within a second.`,
    ),
    latest ? waterfall(latest) : null,
  );
}

/** `integration` is null while it is not saved. `reload` reads the integration again. */
export function alert_source({ plugin, integration, signal, reload }) {
  const head = (extra) =>
    h(
      'header',
      {},
      h('h2', { id: 'source-title' }, h('span', { class: 'step', 'aria-hidden': 'true' }, '4'), 'Alert source'),
      extra,
      h('p', {}, `${plugin.name} sends its events to a webhook of this host; they appear as alerts within a second.`),
    );
  if (!integration) {
    return {
      element: h(
        'section',
        { class: 'card section', 'aria-labelledby': 'source-title' },
        head(null),
        h(
          'div',
          { class: 'body' },
          h('p', { class: 'faint' }, 'Save first. The webhook URL is made for the saved integration.'),
        ),
      ),
    };
  }
  const name = integration.name;
  const problem = h('div');
  const strikes = h('div');
  const state = h('div', { role: 'status' });
  const body = h('div', { class: 'stack', hidden: true });
  const off = h('div');
  let source = integration.alert_source ?? {};
  let newest = null; // delivery

  const toggle = h('button', {
    type: 'button',
    class: 'switch',
    id: 'source-switch',
    role: 'switch',
    'aria-checked': 'false',
    'aria-labelledby': 'source-title source-state',
    onclick: () => flip(),
  });
  const word = h('span', { id: 'source-state' });
  const reads = latest(signal); // a reading from before the switch was turned says nothing of what it is now
  const check = diagnosis({ plugin, name, signal });
  const url = webhook_url({ plugin, name, signal, renewed: () => check?.outdate() });
  const log = delivery_log({ plugin, name, retention: source.retention, signal });

  const paint = () => {
    toggle.setAttribute('aria-checked', String(Boolean(source.enabled)));
    word.textContent = source.enabled ? 'On' : 'Off';
    body.hidden = !source.enabled;
    fill(
      off,
      source.enabled
        ? null
        : empty({
            icon_name: 'bell',
            title: 'The alert source is off',
            text: 'Switch it on to get the webhook URL. Deliveries that arrive while it is off are answered and logged, not kept.',
          }),
    );
    url.show(source);
    fill(strikes, strike_banner(plugin, source));
    fill(state, first_event(plugin, source, newest));
  };
  const refresh = async () => {
    const here = reads.begin();
    try {
      const [fresh, log_now] = await Promise.all([
        api.get(path`/api/integrations/${name}/alert-source`, { signal: here }),
        api.get(`${path`/api/integrations/${name}/deliveries`}?limit=20`, { signal: here }),
      ]);
      source = fresh;
      // what the host made itself tells nothing about the sender
      newest = log_now.deliveries.find((one) => one.outcome !== 'test' && one.outcome !== 'reconciled') ?? null;
      paint();
    } catch {
      /* the log below says what failed; the next event tries again */
    }
  };
  async function flip() {
    const wanted = !source.enabled;
    if (
      !wanted &&
      !(await ask({
        title: 'Switch the alert source off?',
        content: h('p', {}, 'New events no longer become alerts. Existing alerts stay.'),
        confirm: 'Switch off',
        danger: true,
      }))
    )
      return;
    toggle.disabled = true;
    fill(problem);
    reads.end();
    try {
      source = await api.put(path`/api/integrations/${name}/alert-source`, { enabled: wanted }, { signal });
      paint();
      check?.outdate();
      say(wanted ? 'Alert source on. The webhook URL is shown below.' : 'Alert source off');
    } catch (error) {
      if (error.name !== 'AbortError') fill(problem, failure(error, { title: 'The alert source was not switched' }));
    } finally {
      toggle.disabled = false;
      refresh();
      toggle.focus({ preventScroll: true });
    }
  }

  const signing = secret_form({
    plugin,
    integration,
    signal,
    saved: () => {
      check?.outdate();
      refresh();
      reload();
    },
  });
  const steps = step_list(plugin, 'alert_source');
  fill(
    body,
    strikes,
    state,
    url.element,
    steps
      ? h(
          'details',
          { class: 'fold', open: source.waiting ? true : null },
          h('summary', {}, `Set up the webhook in ${plugin.name}`),
          steps,
        )
      : null,
    signing,
    test_alert({ name, signal }),
    check?.element,
  );
  paint();
  const ours = (one) => one.integration === name || one.name === name;
  live.follow({ delivery: ours, integration: ours }, refresh, signal).now();
  return {
    element: h(
      'section',
      { class: 'card section', 'aria-labelledby': 'source-title' },
      head(h('div', { class: 'row' }, word, toggle)),
      h('div', { class: 'body' }, problem, off, body),
    ),
    log: log.element,
  };
}
