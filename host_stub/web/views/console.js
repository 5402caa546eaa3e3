// The agent's questions, asked by hand: examples of the manifest, and every operation as a form made from its schema.
import { say } from '../lib/announce.js';
import { api, path } from '../lib/api.js';
import { catalogue } from '../lib/catalogue.js';
import { fill, h } from '../lib/dom.js';
import { icon } from '../lib/icons.js';
import { latest } from '../lib/latest.js';
import { go, make_hash, set_query } from '../lib/router.js';
import { banner, empty, failure, skeleton } from '../lib/states.js';
import { duration } from '../lib/time.js';
import { answer_view } from '../parts/answer.js';
import { symptom_list, symptoms_of } from '../parts/help.js';
import { operation_form } from '../parts/operation_form.js';

const kSigns = {
  rate_limited: 'rate',
  unauthorized: 'credentials',
  unauthenticated: 'credentials',
  forbidden: 'permission',
  not_found: 'empty',
};

function parse_arguments(text) {
  try {
    const value = JSON.parse(text);
    return value && typeof value === 'object' && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}

function choices_view(error, choose) {
  if (!error.choices.length) return null;
  return h(
    'div',
    { class: 'card' },
    h(
      'div',
      { class: 'table-wrap' },
      h(
        'table',
        { class: 'data', 'aria-label': 'Choices' },
        h(
          'tbody',
          {},
          error.choices.map((one) =>
            h(
              'tr',
              {},
              h(
                'td',
                {},
                h('strong', {}, one.name ?? one.id),
                one.detail ? h('span', { class: 'faint' }, ` ${one.detail}`) : null,
              ),
              h('td', { class: 'faint' }, one.kind),
              h('td', { class: 'mono faint' }, one.id),
              h(
                'td',
                { class: 'num' },
                choose
                  ? h('button', { type: 'button', class: 'button small', onclick: () => choose(one) }, 'Use this one')
                  : null,
              ),
            ),
          ),
        ),
      ),
    ),
  );
}

/** The console of one integration, the one that `query` names. */
async function view(root, { query, signal }) {
  fill(root, h('div', { class: 'page full' }, skeleton(6, 'Loading the agent console')));
  const [{ plugins }, { integrations }] = await Promise.all([catalogue(), api.get('/api/integrations', { signal })]);
  signal.throwIfAborted(); // the catalogue arrives even for a view that was left
  const title = h(
    'div',
    { class: 'page-head' },
    h(
      'div',
      {},
      h('h1', { tabindex: '-1' }, 'Agent console'),
      h(
        'p',
        { class: 'sub' },
        'Ask what the agent asks, and see exactly what it gets. Nothing is changed on the other side.',
      ),
    ),
  );
  if (!integrations.length) {
    fill(
      root,
      h(
        'div',
        { class: 'page full' },
        title,
        h(
          'div',
          { class: 'card' },
          empty({
            icon_name: 'console',
            title: 'Nothing to ask yet',
            text: 'Connect an integration first; its questions appear here.',
            actions: [h('a', { class: 'button primary', href: '#/integrations' }, 'Connect an integration')],
          }),
        ),
      ),
    );
    return undefined;
  }
  const present = integrations.find((one) => one.name === query.get('integration')) ?? integrations[0];
  const plugin = plugins.find((one) => one.id === present.plugin);
  if (!plugin) {
    fill(
      root,
      h('div', { class: 'page full' }, title, failure({ message: `The plugin of ${present.name} is not loaded.` })),
    );
    return undefined;
  }
  const operations = (plugin.describe.operations ?? []).filter((one) => one.audience !== 'host');
  const examples = (plugin.manifest?.examples ?? []).filter((one) =>
    operations.some(({ name }) => name === one.operation),
  );
  const form_spot = h('section', { class: 'card section', 'aria-labelledby': 'operation-title' });
  const old = h('div', { role: 'status' });
  const result = h('div', { class: 'stack' });
  const answer_spot = h('section', { class: 'stack', 'aria-label': 'Answer' }, old, result);
  const list = h('ul', {});
  let form = null;
  let operation = null;
  let running = null; // the question that is being answered; nothing of another one may be shown
  let asked = null; // the arguments, as JSON, that the question on show was asked with

  /** Ends the question that is asked or answered: what comes of it later belongs to nothing that is on show. */
  const end = (words = '') => {
    running?.abort();
    running = null;
    asked = null;
    form?.busy(false);
    fill(old);
    result.classList.remove('stale');
    fill(result, words ? h('p', { class: 'faint', role: 'status' }, words) : null);
  };
  /** After an edit: what runs is another question now, and an answer that is there is said to be older. */
  const compare = () => {
    if (asked === null) return;
    const same = JSON.stringify(form.values()) === asked;
    if (running) {
      if (!same) end('Cancelled: the question was changed.');
      return;
    }
    if (result.classList.toggle('stale', !same) === Boolean(old.firstChild)) return;
    fill(
      old,
      same
        ? null
        : banner('amber', '', h('p', {}, 'This answer is from before your last change. Ask again.'), {
            icon_name: 'clock',
          }),
    );
  };
  const choose = (name, values, { push = true } = {}) => {
    const known = operations.find((one) => one.name === name);
    operation = known ?? operations[0];
    if (!known) values = {};
    for (const button of list.querySelectorAll('button'))
      button.setAttribute('aria-pressed', String(button.dataset.operation === operation.name));
    end();
    form = operation_form({
      operation,
      values: values ?? {},
      run: ask,
      cancel: () => end('Cancelled.'),
      changed: compare,
    });
    fill(form_spot, form.element);
    remember(values ?? {}, push);
  };
  const remember = (values, push) => {
    const out = new URLSearchParams({
      integration: integrations.length > 1 ? present.name : '',
      operation: operation.name,
      arguments: Object.keys(values).length ? JSON.stringify(values) : '',
    });
    set_query(out, { push });
  };

  /** Brings the answer into view if it begins below the fold. */
  const show_answer = () => {
    if (answer_spot.getBoundingClientRect().top > window.innerHeight * 0.6)
      answer_spot.scrollIntoView({ block: 'start' });
  };

  async function ask() {
    if (running || !form.check()) return;
    const values = form.values();
    remember(values, false);
    end();
    const here = new AbortController();
    running = here;
    asked = JSON.stringify(values);
    const began = performance.now();
    const clock = h('span', {}, '');
    const tick = setInterval(() => {
      clock.textContent = ` ${duration(Math.round((performance.now() - began) / 1000) * 1000)}`;
    }, 1000);
    form.busy(true);
    fill(
      result,
      h(
        'div',
        { class: 'card section' },
        h(
          'div',
          { class: 'body' },
          h('p', { role: 'status' }, `Asking ${plugin.name}…`, clock),
          h('div', { class: 'progress', 'aria-hidden': 'true' }, h('i')),
        ),
      ),
    );
    try {
      const { envelope } = await api.post(
        path`/api/integrations/${present.name}/query`,
        { operation: operation.name, arguments: values },
        { signal: AbortSignal.any([signal, here.signal]) },
      );
      fill(
        result,
        h(
          'div',
          { class: 'card section' },
          h(
            'div',
            { class: 'body' },
            answer_view({
              envelope,
              plugin,
              took_ms: performance.now() - began,
              run_follow_up: (call) => {
                choose(call.operation, call.arguments);
                ask();
              },
            }),
          ),
        ),
      );
      show_answer();
      say(`Answer: ${envelope.summary}`);
    } catch (error) {
      if (error.name === 'AbortError') return;
      const others = form.show_problems(error.problems ?? []);
      if (others.length === 0 && error.problems?.length) error.problems = [];
      const ambiguous = (error.choices ?? []).length ? form.field_for(error) : null;
      const symptoms = symptoms_of(plugin, kSigns[error.code]);
      fill(
        result,
        failure(error, { title: 'No answer', retry: error.retryable ? ask : null }),
        symptoms.length
          ? h('div', { class: 'card section' }, h('div', { class: 'body stack tight' }, symptom_list(symptoms)))
          : null,
        choices_view(
          error,
          ambiguous
            ? (one) => {
                choose(operation.name, { ...values, [ambiguous]: one.id ?? one.name });
                ask();
              }
            : null,
        ),
      );
    } finally {
      clearInterval(tick);
      if (running === here) {
        running = null;
        form.busy(false);
      }
    }
  }

  fill(
    list,
    operations.map((one) =>
      h(
        'li',
        {},
        h(
          'button',
          {
            type: 'button',
            data: { operation: one.name },
            'aria-pressed': 'false',
            title: one.description,
            onclick: () => choose(one.name),
          },
          one.title ?? one.name,
        ),
      ),
    ),
  );
  const picker =
    integrations.length > 1
      ? h(
          'label',
          { class: 'field' },
          h('span', { class: 'label' }, 'Integration'),
          h(
            'select',
            {
              onchange: (event) => go(make_hash(['console'], new URLSearchParams({ integration: event.target.value }))),
            },
            integrations.map((one) => h('option', { value: one.name, selected: one === present }, one.name)),
          ),
        )
      : h('p', { class: 'faint row' }, icon('plug'), present.name);
  title.append(picker);
  fill(
    root,
    h(
      'div',
      { class: 'page full' },
      title,
      examples.length
        ? h(
            'section',
            { class: 'stack tight', 'aria-labelledby': 'examples-title' },
            h('h2', { id: 'examples-title' }, 'Example questions'),
            h(
              'div',
              { class: 'examples' },
              examples.map((one) =>
                h(
                  'button',
                  {
                    type: 'button',
                    class: 'example',
                    onclick: () => {
                      choose(one.operation, one.arguments);
                      ask();
                    },
                  },
                  one.question,
                ),
              ),
            ),
          )
        : null,
      h(
        'div',
        { class: 'console' },
        h('nav', { class: 'card ops', 'aria-label': 'Operations' }, list),
        h('div', { class: 'stack' }, form_spot, answer_spot),
      ),
    ),
  );
  choose(
    query.get('operation') ?? examples[0]?.operation ?? operations[0]?.name,
    parse_arguments(query.get('arguments')),
    { push: false },
  );
  return {
    is_for: (next) => (next.get('integration') || integrations[0].name) === present.name,
    update(next) {
      choose(next.get('operation') ?? operation.name, parse_arguments(next.get('arguments')), { push: false });
    },
  };
}

export async function mount(root, { query, signal }) {
  const views = latest(signal);
  let present = null;
  const show = async (wanted) => {
    const here = views.begin(); // ends what runs for the integration before
    present = null;
    present = await view(root, { query: wanted, signal: here });
  };
  await show(query);
  const show_again = (wanted) =>
    show(wanted).catch((error) => {
      if (error.name !== 'AbortError')
        fill(root, h('div', { class: 'page' }, failure(error, { retry: () => show_again(wanted) })));
    });
  return {
    update(next) {
      if (present?.is_for(next)) present.update(next);
      else show_again(next);
    },
  };
}
