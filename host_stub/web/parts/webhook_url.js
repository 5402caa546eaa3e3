// The webhook URL: masked until asked for, copied with a spoken confirmation, made anew only on confirmation.
import { say, say_now, toast } from '../lib/announce.js';
import { api, path } from '../lib/api.js';
import { fill, h } from '../lib/dom.js';
import { ask } from '../lib/dialog.js';
import { icon } from '../lib/icons.js';
import { latest } from '../lib/latest.js';
import { banner, failure } from '../lib/states.js';
import { time } from '../lib/time.js';

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = h('textarea', { class: 'visually-hidden', readonly: true });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}

/** `renewed` is called when a new URL was made. */
export function webhook_url({ plugin, name, signal, renewed }) {
  const mask = `…/api/webhooks/${plugin.id}/••••••••••••••••`;
  const output = h('output', { id: 'webhook-url', 'aria-label': 'Webhook URL, hidden' }, mask);
  const problem = h('div');
  const warning = h('div');
  const before = h('div');
  const reads = latest(signal);
  let here = reads.begin(); // until a new URL is made: what was read before is none to show or copy
  let shown = null;

  const reveal = h(
    'button',
    {
      type: 'button',
      class: 'button',
      'aria-pressed': 'false',
      'aria-label': 'Show webhook URL',
      onclick: async () => {
        if (shown) {
          hide();
          return;
        }
        const url = await fetch_url();
        if (!url) return;
        shown = url;
        output.textContent = url;
        output.setAttribute('aria-label', 'Webhook URL');
        reveal.setAttribute('aria-pressed', 'true');
        reveal.setAttribute('aria-label', 'Hide webhook URL');
        fill(reveal, icon('eye_off'));
        say('Webhook URL shown');
      },
    },
    icon('eye'),
  );
  const hide = () => {
    shown = null;
    output.textContent = mask;
    output.setAttribute('aria-label', 'Webhook URL, hidden');
    reveal.setAttribute('aria-pressed', 'false');
    reveal.setAttribute('aria-label', 'Show webhook URL');
    fill(reveal, icon('eye'));
  };
  const copy_button = h(
    'button',
    {
      type: 'button',
      class: 'button',
      'aria-label': 'Copy webhook URL',
      onclick: async () => {
        const url = shown ?? (await fetch_url());
        if (!url) return;
        if (await copy(url)) {
          toast('Webhook URL copied');
          fill(copy_button, icon('check'), 'Copied');
          setTimeout(() => fill(copy_button, icon('copy'), 'Copy'), 2000);
        } else {
          say_now('The browser did not allow copying. Show the URL and copy it by hand.');
        }
      },
    },
    icon('copy'),
    'Copy',
  );

  async function fetch_url() {
    fill(problem);
    try {
      return (await api.get(path`/api/integrations/${name}/alert-source/url`, { signal: here })).url;
    } catch (error) {
      if (error.name !== 'AbortError') fill(problem, failure(error, { title: 'The webhook URL could not be read' }));
      return null;
    }
  }

  const rotate = h(
    'button',
    {
      type: 'button',
      class: 'button small',
      onclick: async () => {
        const grace = h(
          'select',
          { id: 'grace' },
          h('option', { value: '0' }, 'at once'),
          h('option', { value: '3600' }, 'in an hour'),
          h('option', { value: '86400' }, 'in a day'),
        );
        const choice = await ask({
          title: 'Make a new webhook URL?',
          confirm: 'Make a new URL',
          danger: true,
          collect: () => ({ grace_s: Number(grace.value) }),
          content: [
            h(
              'p',
              {},
              `Afterwards put the new URL into the webhook in ${plugin.name}. Do this when the present URL may have been seen by others.`,
            ),
            h('div', { class: 'field' }, h('label', { for: 'grace' }, 'The present URL stops working'), grace),
          ],
        });
        if (!choice) return;
        fill(problem);
        try {
          await api.post(path`/api/integrations/${name}/alert-source/rotate`, choice.grace_s ? choice : {}, { signal });
          here = reads.begin();
          hide();
          renewed();
          toast('New webhook URL made');
          copy_button.focus();
        } catch (error) {
          if (error.name !== 'AbortError') fill(problem, failure(error, { title: 'No new URL was made' }));
        }
      },
    },
    icon('refresh'),
    'Regenerate URL',
  );

  return {
    element: h(
      'div',
      { class: 'stack tight' },
      h('div', { class: 'row apart' }, h('span', { class: 'label' }, h('strong', {}, 'Webhook URL')), rotate),
      h('div', { class: 'copy-box' }, output, reveal, copy_button),
      h(
        'p',
        { class: 'help' },
        'The address holds a secret. Treat it like a password, and regenerate it if it was exposed.',
      ),
      before,
      problem,
      warning,
    ),
    show(source) {
      const ends = source.previous_url_until;
      fill(
        before,
        ends && Date.parse(ends) > Date.now()
          ? h(
              'p',
              { class: 'help' },
              'The URL before this one still works: until ',
              time(ends, { absolute_first: true }),
            )
          : null,
      );
      const text = source.public_url_warning;
      fill(
        warning,
        text
          ? banner(
              'amber',
              'Not reachable from outside',
              h(
                'p',
                {},
                typeof text === 'string'
                  ? text
                  : `This address is on localhost, where ${plugin.name} cannot reach it. Start the host with --public-url and the address of your reverse proxy.`,
              ),
            )
          : null,
      );
    },
  };
}
