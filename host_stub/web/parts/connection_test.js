// Test Connection: runs on what stands in the form, can be cancelled, and shows one row per check with its remedy.
import { say } from '../lib/announce.js';
import { api, path } from '../lib/api.js';
import { fill, h } from '../lib/dom.js';
import { badge, icon, mark, tone_of } from '../lib/icons.js';
import { banner, failure } from '../lib/states.js';
import { duration, time } from '../lib/time.js';
import { kOutcomeWords, kVerdict } from '../lib/words.js';
import { signs_of, symptom_list, symptoms_of } from './help.js';

const kTimeoutS = 30;

function check_row(row) {
  const shape = row.outcome === 'info' ? 'info' : row.outcome;
  return h(
    'li',
    { class: 'check', data: { check: row.name, outcome: row.outcome } },
    h('span', { class: 'name' }, badge(shape, kOutcomeWords[row.outcome] ?? row.outcome)),
    h(
      'span',
      {},
      h('strong', {}, row.title),
      row.required ? null : h('span', { class: 'optional' }, ' optional'),
      row.proves ? h('span', { class: 'faint' }, ` · ${row.proves}`) : null,
    ),
    h('span', { class: 'faint mono nowrap' }, Number.isFinite(row.latency_ms) ? duration(row.latency_ms) : ''),
    row.reason || row.remedy
      ? h(
          'div',
          { class: 'why' },
          row.reason ? h('span', {}, row.reason) : null,
          row.remedy ? h('span', { class: 'fix' }, row.remedy) : null,
        )
      : null,
  );
}

function account_line(account) {
  const parts = Object.entries(account ?? {})
    .filter(([, value]) => typeof value === 'string' && value)
    .map(([name, value]) => h('span', { class: 'chip' }, `${name.replaceAll('_', ' ')} `, h('b', {}, value)));
  return parts.length ? h('div', { class: 'row' }, parts) : null;
}

/** The table with its verdict on top. */
export function connection_table(table, plugin, at) {
  const [words, shape] = kVerdict[table.verdict] ?? [table.verdict, 'none'];
  const symptoms = [...new Set(signs_of(table).flatMap((sign) => symptoms_of(plugin, sign)))];
  return [
    h(
      'div',
      { class: `verdict tone-${tone_of(shape)}`, data: { verdict: table.verdict } },
      mark(shape),
      h(
        'div',
        { class: 'stack tight' },
        h(
          'div',
          {},
          h('strong', {}, words),
          h('p', {}, table.summary),
          at ? h('p', { class: 'faint small-text' }, 'Tested ', time(at)) : null,
        ),
        account_line(table.account),
      ),
    ),
    h('ul', { class: 'checks', 'aria-label': 'Checks' }, (table.rows ?? []).map(check_row)),
    symptoms.length
      ? h('div', { class: 'stack tight' }, symptom_list(symptoms, { open: symptoms.length === 1 }))
      : null,
  ];
}

/** `values()` gives the unsaved settings, `check()` says whether they can be sent at all. */
export function connection_test({ plugin, integration, values, check, done, signal }) {
  const result = h('div', { class: 'stack' });
  const old = h('div', { role: 'status' });
  const run_button = h(
    'button',
    { type: 'button', class: 'button', id: 'test', onclick: () => run() },
    'Test Connection',
  );
  const cancel_button = h(
    'button',
    { type: 'button', class: 'button', hidden: true, onclick: () => running?.abort() },
    'Cancel',
  );
  const clock = h('span', { class: 'faint row', 'aria-hidden': 'true' });
  let running = null;
  let verdict = null;
  let stale = false;
  let shown = false; // a result, or why there is none
  let tested = '{}'; // the unsaved values that it is about

  /** Says so when the form no longer holds what was tested. */
  const compare = (present) => {
    const is_stale = JSON.stringify(present) !== tested;
    if (is_stale === stale || !shown) return;
    stale = is_stale;
    result.classList.toggle('stale', stale);
    fill(
      old,
      stale
        ? banner('amber', '', h('p', {}, 'This result is from before your last change. Test again.'), {
            icon_name: 'clock',
          })
        : null,
    );
  };

  /** Shows `words` on the values `sent`; `done` compares them with what the form holds by now. */
  const show = (sent, words) => {
    shown = true;
    tested = JSON.stringify(sent);
    stale = false;
    result.classList.remove('stale');
    fill(old);
    fill(result, words);
  };

  async function run({ stored = false } = {}) {
    if (running || (!stored && !check())) return;
    running = new AbortController();
    own = true;
    const here = running;
    signal.addEventListener('abort', () => here.abort());
    const began = performance.now();
    const tick = setInterval(
      () =>
        fill(clock, h('span', { class: 'spinner' }), duration(Math.round((performance.now() - began) / 1000) * 1000)),
      1000,
    );
    fill(clock, h('span', { class: 'spinner' }), 'Testing…');
    run_button.disabled = true;
    cancel_button.hidden = false;
    fill(old);
    if (!stored) say('Testing the connection');
    const sent = stored ? {} : values();
    try {
      const table = integration
        ? await api.post(
            path`/api/integrations/${integration.name}/test`,
            stored ? { timeout_s: kTimeoutS } : { settings: sent, timeout_s: kTimeoutS },
            { signal: here.signal },
          )
        : await api.post(
            '/api/test',
            { plugin: plugin.id, settings: sent, timeout_s: kTimeoutS },
            { signal: here.signal },
          );
      verdict = table.verdict;
      show(sent, connection_table(table, plugin, Date.now()));
      const failed = (table.rows ?? []).filter((row) => row.outcome === 'fail').length;
      say(
        `${kVerdict[table.verdict]?.[0] ?? table.verdict}. ${table.summary} ${failed ? `${failed} ${failed === 1 ? 'check' : 'checks'} failed.` : ''}`,
      );
      done?.(table);
    } catch (error) {
      if (signal.aborted) return;
      verdict = null;
      if (error.name === 'AbortError') {
        show(
          sent,
          banner('grey', 'Test cancelled', h('p', {}, 'Nothing was changed.'), { icon_name: 'info', live: true }),
        );
        shown = false; // nothing that could be older than an edit
      } else {
        show(sent, failure(error, { title: 'The test could not be run' }));
        const same = stored || JSON.stringify(values()) === tested;
        done?.(null, same ? error : null); // a problem of what stood in a field is none of what stands there now
      }
    } finally {
      clearInterval(tick);
      if (running === here) running = null;
      const had_focus = document.activeElement === cancel_button;
      run_button.disabled = false;
      cancel_button.hidden = true;
      fill(clock);
      if (had_focus) run_button.focus();
    }
  }

  /** Shows what the host keeps of the last test, unless a test of this page is there or under way. */
  let kept_at = null;
  let own = false;
  function stored(last_test) {
    if (own || running || !last_test?.rows || last_test.at === kept_at) return;
    kept_at = last_test.at;
    verdict = last_test.verdict;
    shown = true;
    fill(result, connection_table(last_test, plugin, kept_at));
  }
  stored(integration?.last_test);
  return {
    element: h(
      'section',
      { class: 'card section', 'aria-labelledby': 'test-title' },
      h(
        'header',
        {},
        h('h2', { id: 'test-title' }, h('span', { class: 'step', 'aria-hidden': 'true' }, '2'), 'Test connection'),
        h('div', { class: 'row' }, clock, cancel_button, run_button),
        h('p', {}, 'Tries what stands in the form, saved or not. Nothing is changed on the other side.'),
      ),
      h('div', { class: 'body' }, old, result),
    ),
    run,
    compare,
    stored,
    /** The verdict on the values as they stand now, or null. */
    fresh_verdict: () => (stale ? null : verdict),
  };
}
