// One integration, or a new one: generated from the plugin's settings schema and manifest, in the order of its set-up.
import { say, toast } from '../lib/announce.js';
import { api, path } from '../lib/api.js';
import { catalogue } from '../lib/catalogue.js';
import { fill, h, unique_id } from '../lib/dom.js';
import { ask } from '../lib/dialog.js';
import { badge, icon } from '../lib/icons.js';
import { live } from '../lib/live.js';
import { monogram } from '../lib/logo.js';
import { make_hash, set_guard } from '../lib/router.js';
import { banner, failure, notes_banner, skeleton } from '../lib/states.js';
import { clock_time } from '../lib/time.js';
import { connection_of } from '../lib/words.js';
import { alert_source } from '../parts/alert_source.js';
import { connection_test } from '../parts/connection_test.js';
import { danger_zone } from '../parts/danger_zone.js';
import { help_column } from '../parts/help.js';
import { settings_form } from '../parts/settings_form.js';
import { grouped } from '../lib/schema.js';

function name_field(integration, plugin, changed) {
  const id = unique_id('name');
  const initial = integration?.name ?? '';
  const problem = h('p', { class: 'error', id: `${id}-error`, hidden: true });
  const input = h('input', {
    id,
    type: 'text',
    value: initial,
    autocomplete: 'off',
    maxlength: 64,
    placeholder: `Production ${plugin.name}`,
    'aria-required': 'true',
    'aria-describedby': `${id}-help ${id}-error`,
  });
  const error = (text) => {
    problem.hidden = !text;
    fill(problem, text ? [icon('alert'), h('span', {}, text)] : null);
    if (text) input.setAttribute('aria-invalid', 'true');
    else input.removeAttribute('aria-invalid');
  };
  const check = () => {
    error(input.value.trim() ? '' : 'A name is needed.');
    return Boolean(input.value.trim());
  };
  input.addEventListener('input', () => {
    if (input.hasAttribute('aria-invalid')) check();
    changed();
  });
  input.addEventListener('blur', () => {
    if (input.value || input.hasAttribute('aria-invalid')) check();
  });
  return {
    element: h(
      'div',
      { class: 'field', data: { field: 'name' } },
      h('label', { for: id }, 'Name', h('span', { class: 'required', 'aria-hidden': 'true' }, '*')),
      input,
      h(
        'p',
        { class: 'help', id: `${id}-help` },
        'Shown on alerts and to the agent. You can connect several accounts under different names.',
      ),
      problem,
    ),
    error,
    check,
    value: () => input.value.trim(),
    dirty: () => input.value.trim() !== initial,
    focus: () => input.focus(),
  };
}

function header(plugin, integration) {
  const status = h('span', {});
  const paint = (one) => {
    if (one) {
      const [words, shape] = connection_of(one);
      fill(status, badge(shape, words));
    }
  };
  paint(integration);
  const element = h(
    'div',
    { class: 'stack tight' },
    h('a', { class: 'crumb', href: '#/integrations' }, icon('back'), 'Integrations'),
    h(
      'div',
      { class: 'page-head' },
      h(
        'div',
        { class: 'lead' },
        monogram(plugin.id, plugin.name),
        h(
          'div',
          {},
          h(
            'div',
            { class: 'row' },
            h('h1', { tabindex: '-1' }, integration?.name ?? `Connect ${plugin.name}`),
            status,
          ),
          h('p', { class: 'sub' }, `${plugin.name} ${plugin.version}. ${plugin.description ?? ''}`),
        ),
      ),
      plugin.manifest?.documentation?.setup?.length
        ? h(
            'button',
            {
              type: 'button',
              class: 'button small',
              onclick: () => document.getElementById('how-to-connect')?.scrollIntoView({ block: 'start' }),
            },
            icon('info'),
            'How to connect',
          )
        : null,
    ),
  );
  return { element, paint };
}

// What the host said it did besides saving, to be shown by the page that the save leads to, and by no other.
let told = { name: '', notes: [] };

/**
 * `show(integration)` builds the page anew, `reset()` as the host described the integration last; `reload()` has the
 * host say how it stands.
 */
function view(root, { plugin, integration, signal, show, reset, reload }) {
  const schema = plugin.describe.settings;
  const top = header(plugin, integration);
  const notice = h('div', { class: 'stack', hidden: true });
  const save_button = h('button', { type: 'submit', class: 'button primary', disabled: true }, 'Save');
  const discard = h(
    'button',
    {
      type: 'button',
      class: 'button',
      hidden: true,
      onclick: () => {
        set_guard(null);
        reset();
      },
    },
    'Discard changes',
  );
  const state = h('span', { class: 'faint', role: 'status' });
  const problem = h('div');
  let saved_at = null;
  let saving = false;

  const groups = [...grouped(schema).keys()].filter((group) => group !== 'alert_source' || !plugin.describe.webhook);
  const form = settings_form({
    schema,
    groups,
    integration,
    changed: () => refresh(),
    confirm_remove: (name, property) =>
      ask({
        title: `Remove ${property.title}?`,
        content: h('p', {}, 'It is removed when you save. It cannot be read back.'),
        confirm: 'Remove',
        danger: true,
      }),
  });
  const name = name_field(integration, plugin, () => refresh());
  const check = () => {
    const name_fine = name.check();
    const form_fine = form.check();
    if (!name_fine) name.focus();
    return name_fine && form_fine;
  };
  const test = connection_test({
    plugin,
    integration,
    values: () => form.values(),
    check: () => form.check(),
    signal,
    done: (table, error) => {
      if (error?.problems?.length) form.show_problems(error.problems);
      refresh();
    },
  });
  const entries = h('div', { class: 'body' }, name.element, form.element);
  const dirty = () => name.dirty() || form.dirty();

  function refresh() {
    const moved = dirty();
    save_button.disabled = saving || !moved;
    save_button.textContent = saving ? 'Saving…' : 'Save';
    discard.hidden = !moved || !integration || saving;
    test.compare(form.values());
    const untested = moved && form.dirty() && !test.fresh_verdict();
    const failed = moved && test.fresh_verdict() === 'fail';
    state.textContent = saving
      ? ''
      : failed
        ? 'The last test did not pass. You can save anyway.'
        : untested
          ? 'Not tested with these values. You can save anyway.'
          : moved
            ? 'Unsaved changes'
            : saved_at
              ? `Saved at ${clock_time(saved_at)}`
              : integration
                ? 'No changes'
                : '';
    set_guard(moved && !saving ? leave : null);
  }
  const leave = async () =>
    Boolean(
      await ask({
        title: 'Leave without saving?',
        content: h('p', {}, 'What you entered here is lost.'),
        confirm: 'Leave',
        cancel: 'Stay',
        danger: true,
      }),
    );

  async function save(event) {
    event.preventDefault();
    if (saving || !dirty() || !check()) return;
    saving = true;
    entries.inert = true; // the page is built anew from what is saved: what was typed meanwhile would be lost
    fill(problem);
    refresh();
    const fresh = test.fresh_verdict();
    try {
      const body = { settings: form.values() };
      if (!integration || name.dirty()) body.name = name.value();
      const saved = integration
        ? await api.put(path`/api/integrations/${integration.name}`, body, { signal })
        : await api.post('/api/integrations', { ...body, plugin: plugin.id }, { signal });
      set_guard(null);
      told = { name: saved.name, notes: saved.notes ?? [] };
      say('Saved');
      if (!integration || saved.name !== integration.name) {
        toast(integration ? `Renamed to ${saved.name}` : `${saved.name} is saved`);
        if (fresh) api.post(path`/api/integrations/${saved.name}/test`, { timeout_s: 30 }).catch(() => {});
        location.replace(make_hash(['integrations', saved.name]));
        return;
      }
      const next = show(saved);
      next.just_saved();
      if (fresh) next.retest();
    } catch (error) {
      if (error.name === 'AbortError') return;
      saving = false;
      entries.inert = false;
      refresh();
      if (error.status === 409) {
        name.error(error.message);
        name.focus();
        return;
      }
      const at_name = error.problems.find((one) => one.pointer === '/name');
      if (at_name) {
        name.error(at_name.message);
        name.focus();
      }
      const others = form.show_problems(error.problems.filter((one) => one !== at_name));
      if (others.length || !error.problems.length) {
        error.problems = others;
        fill(problem, failure(error, { title: 'Not saved. What you entered is still here.' }));
      } else say('Not saved. Look at the fields that are marked.');
    }
  }

  if (integration?.status === 'needs_attention') {
    notice.hidden = false;
    fill(
      notice,
      banner(
        'amber',
        `${plugin.name} no longer accepts the stored credentials`,
        [
          h('p', {}, 'Enter a new key and save. Everything else stays as it is.'),
          h(
            'div',
            { class: 'row' },
            h(
              'button',
              { type: 'button', class: 'button small', onclick: () => form.ask_secret_again() },
              icon('key'),
              'Enter a new key',
            ),
          ),
        ],
        { live: true },
      ),
    );
  }
  if (told.notes.length && told.name === integration?.name) {
    notice.hidden = false;
    notice.append(notes_banner(told.notes));
  }
  told = { name: '', notes: [] };
  const source = plugin.describe.webhook
    ? alert_source({
        plugin,
        integration,
        signal,
        reload,
      })
    : null;

  fill(
    root,
    h(
      'div',
      { class: 'page' },
      top.element,
      notice,
      h(
        'div',
        { class: 'columns' },
        h(
          'div',
          { class: 'stack' },
          h(
            'form',
            { class: 'stack', novalidate: true, onsubmit: save, autocomplete: 'off' },
            h(
              'section',
              { class: 'card section', 'aria-labelledby': 'credentials-title' },
              h(
                'header',
                {},
                h(
                  'h2',
                  { id: 'credentials-title' },
                  h('span', { class: 'step', 'aria-hidden': 'true' }, '1'),
                  'Name and credentials',
                ),
                h(
                  'p',
                  {},
                  h('span', { class: 'required', 'aria-hidden': 'true' }, '*'),
                  ' needed. Secrets are stored encrypted and never shown again.',
                ),
              ),
              entries,
            ),
            test.element,
            h(
              'section',
              { class: 'card section save-bar', 'aria-labelledby': 'save-title' },
              h(
                'header',
                {},
                h('h2', { id: 'save-title' }, h('span', { class: 'step', 'aria-hidden': 'true' }, '3'), 'Save'),
                h('div', { class: 'row' }, state, discard, save_button),
              ),
              h('div', { class: 'body' }, problem),
            ),
          ),
          source?.element ?? null,
        ),
        help_column(plugin),
      ),
      source?.log ?? null,
      integration ? danger_zone({ plugin, integration, signal }) : null,
    ),
  );
  refresh();
  return {
    /** What the host says of the integration now; what stands in the form stays. */
    told(present) {
      top.paint(present);
      test.stored(present.last_test);
      refresh(); // the result may be about other values than those in the form
    },
    just_saved() {
      saved_at = Date.now();
      refresh();
      save_button.closest('form').querySelector('#test').focus({ preventScroll: true });
    },
    retest: () => test.run({ stored: true }),
  };
}

export async function mount(root, { segments, signal }) {
  signal.addEventListener('abort', () => set_guard(null));
  fill(root, h('div', { class: 'page' }, skeleton(6, 'Loading the integration')));
  const is_new = segments[1] === 'new' && segments.length > 2;
  let integration = null;
  let shown = null;
  const follower = live.follow(
    { integration: (one) => one.name === segments[1] },
    async () => {
      if (is_new) return;
      const before = shown;
      const read = await api.get(path`/api/integrations/${segments[1]}`, { signal });
      if (shown !== before) {
        follower.soon(); // it was saved meanwhile: this may be how it stood before
        return;
      }
      integration = read;
      shown?.told(integration);
    },
    signal,
  );
  const [{ plugins }] = await Promise.all([catalogue(), follower.now()]);
  signal.throwIfAborted(); // the catalogue arrives even for a view that was left
  const plugin = plugins.find((one) => one.id === (is_new ? segments[2] : integration.plugin));
  if (!plugin) {
    const id = is_new ? segments[2] : integration.plugin;
    fill(
      root,
      h(
        'div',
        { class: 'page' },
        h('h1', { tabindex: '-1' }, integration?.name ?? id),
        banner(
          'red',
          `The plugin "${id}" is not loaded`,
          h(
            'p',
            {},
            'Its file is missing from the plugin directory or was refused; the list of integrations says why.',
          ),
          { live: true },
        ),
        integration ? danger_zone({ plugin: { id, name: id }, integration, signal }) : null,
      ),
    );
    return;
  }
  let stop = null;
  const show = (present) => {
    integration = present;
    stop?.abort();
    stop = new AbortController();
    const both = AbortSignal.any([signal, stop.signal]);
    shown = view(root, {
      plugin,
      integration: present,
      signal: both,
      show,
      reset: () => show(integration),
      reload: follower.soon,
    });
    return shown;
  };
  show(integration);
}
