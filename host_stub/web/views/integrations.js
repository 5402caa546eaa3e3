// The catalogue: what is connected first, then what could be. A tile is one link.
import { api } from '../lib/api.js';
import { catalogue } from '../lib/catalogue.js';
import { debounce, fill, h, when_left } from '../lib/dom.js';
import { badge, icon } from '../lib/icons.js';
import { live } from '../lib/live.js';
import { monogram } from '../lib/logo.js';
import { make_hash, set_query } from '../lib/router.js';
import { banner, empty, failure, skeleton } from '../lib/states.js';
import { time } from '../lib/time.js';
import { connection_of } from '../lib/words.js';

/** What a plugin is for: the agent asks it, or alerts come from it. */
function kinds_of(plugin) {
  const describe = plugin?.describe ?? {};
  return [
    (describe.operations ?? []).some((one) => one.audience !== 'host') ? 'Tools' : null,
    describe.webhook ? 'Alert source' : null,
  ].filter(Boolean);
}

function tags(plugin) {
  return h(
    'div',
    { class: 'row tags' },
    kinds_of(plugin).map((one) => h('span', { class: 'chip' }, one)),
  );
}

function connected_tile(integration, plugin) {
  const [words, shape] = connection_of(integration);
  const source = integration.alert_source ?? {};
  const last = !source.enabled
    ? 'Alert source off'
    : source.last_event
      ? ['Last alert event ', time(source.last_event.at, { focusable: false })]
      : 'Waiting for first event';
  return h(
    'a',
    { class: 'card tile', href: make_hash(['integrations', integration.name]) },
    monogram(integration.plugin, plugin?.name ?? integration.plugin),
    h('h3', {}, integration.name),
    h('span', { class: 'faint small-text' }, plugin?.name ?? integration.plugin),
    tags(plugin),
    h('div', { class: 'meta' }, badge(shape, words), h('span', {}, last)),
  );
}

function catalogue_tile(plugin, count) {
  return h(
    'a',
    { class: 'card tile', href: make_hash(['integrations', 'new', plugin.id]) },
    monogram(plugin.id, plugin.name),
    h('h3', {}, plugin.name),
    h('span', { class: 'faint small-text' }, plugin.description),
    tags(plugin),
    h(
      'div',
      { class: 'meta' },
      h('span', {}, `Version ${plugin.version}`),
      h('span', { class: 'row' }, icon('plus'), count ? 'Connect another' : 'Connect'),
    ),
  );
}

const holds = (text, ...fields) => !text || fields.join(' ').toLowerCase().includes(text.toLowerCase());

export async function mount(root, { query, signal }) {
  const text = h('input', {
    type: 'search',
    id: 'find',
    placeholder: 'Search by name',
    'aria-label': 'Search integrations',
    value: query.get('text') ?? '',
    autocomplete: 'off',
  });
  const kind = h('select', { id: 'capability', 'aria-label': 'Capability' });
  const spot = h('div', { class: 'stack' }, skeleton(4, 'Loading integrations'));
  fill(
    root,
    h(
      'div',
      { class: 'page' },
      h(
        'div',
        { class: 'page-head' },
        h(
          'div',
          {},
          h('h1', { tabindex: '-1' }, 'Integrations'),
          h('p', { class: 'sub' }, 'The tools your on-call agent asks, and the sources its alerts come from.'),
        ),
        h('div', { class: 'row' }, h('div', { class: 'search' }, icon('search'), text), h('div', {}, kind)),
      ),
      spot,
    ),
  );
  let world = null;

  const paint = () => {
    if (!world) return;
    const words = text.value.trim();
    const plugin_of = (id) => world.plugins.find((one) => one.id === id);
    const fits = (plugin) => !kind.value || kinds_of(plugin).includes(kind.value);
    const connected = world.integrations.filter(
      (one) => fits(plugin_of(one.plugin)) && holds(words, one.name, one.plugin, plugin_of(one.plugin)?.name),
    );
    const available = world.plugins.filter(
      (one) => fits(one) && holds(words, one.id, one.name, one.description, ...(one.capabilities ?? [])),
    );
    const clear = () => {
      text.value = '';
      kind.value = '';
      remember();
      paint();
      text.focus();
    };
    const filtered = words || kind.value;
    if (filtered && !connected.length && !available.length) {
      fill(
        spot,
        h(
          'div',
          { class: 'card' },
          empty({
            icon_name: 'search',
            title: 'No integration matches',
            text: 'Nothing is called that, or can do that.',
            actions: [h('button', { type: 'button', class: 'button', onclick: clear }, 'Clear filters')],
          }),
        ),
      );
      return;
    }
    fill(
      spot,
      connected.length || !filtered
        ? h(
            'section',
            { class: 'stack', 'aria-labelledby': 'connected' },
            h('h2', { id: 'connected' }, 'Connected'),
            connected.length
              ? h(
                  'div',
                  { class: 'tiles' },
                  connected.map((one) => connected_tile(one, plugin_of(one.plugin))),
                )
              : h(
                  'div',
                  { class: 'card' },
                  empty({
                    icon_name: 'plug',
                    title: 'Nothing is connected yet',
                    text: world.plugins.length
                      ? 'Choose an integration below. It takes a key and one click on Test Connection.'
                      : 'Put a plugin and its manifest into the plugin directory and restart the host.',
                  }),
                ),
          )
        : null,
      available.length
        ? h(
            'section',
            { class: 'stack', 'aria-labelledby': 'available' },
            h('h2', { id: 'available' }, 'Available'),
            h(
              'div',
              { class: 'tiles' },
              available.map((one) =>
                catalogue_tile(one, world.integrations.filter((item) => item.plugin === one.id).length),
              ),
            ),
          )
        : null,
      world.refused?.length && !filtered
        ? banner(
            'amber',
            `${world.refused.length} ${world.refused.length === 1 ? 'file' : 'files'} in the plugin directory could not be used`,
            h(
              'ul',
              {},
              world.refused.map((one) => h('li', {}, h('span', { class: 'mono' }, one.file), ': ', one.reason)),
            ),
          )
        : null,
    );
  };

  const show_news = when_left(spot, paint);
  const load = async () => {
    try {
      const [plugins, integrations] = await Promise.all([catalogue(), api.get('/api/integrations', { signal })]);
      const read = { ...plugins, ...integrations };
      if (JSON.stringify(read) === JSON.stringify(world)) return;
      const show = world ? show_news : paint; // nothing is there that somebody could be reading
      world = read;
      const names = [...new Set(world.plugins.flatMap(kinds_of))].sort();
      const chosen = kind.value || query.get('can') || '';
      if (kind.options.length !== names.length + 1)
        fill(
          kind,
          h('option', { value: '' }, 'All capabilities'),
          names.map((name) => h('option', { value: name, selected: name === chosen }, name)),
        );
      show();
    } catch (error) {
      if (error.name === 'AbortError') return;
      world = null;
      fill(spot, failure(error, { title: 'The integrations could not be loaded', retry: () => follower.soon() }));
    }
  };
  const remember = () => set_query(new URLSearchParams({ text: text.value.trim(), can: kind.value }));
  const changed = debounce(() => {
    remember();
    paint();
  }, 120);
  text.addEventListener('input', changed);
  signal.addEventListener('abort', changed.cancel);
  kind.addEventListener('change', changed);
  const follower = live.follow({ integration: () => true }, load, signal);
  await follower.now();
}
