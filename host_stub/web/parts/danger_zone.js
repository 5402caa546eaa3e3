// Deleting an integration, after its name was typed.
import { toast } from '../lib/announce.js';
import { api, path } from '../lib/api.js';
import { fill, h } from '../lib/dom.js';
import { ask } from '../lib/dialog.js';
import { icon } from '../lib/icons.js';
import { go, set_guard } from '../lib/router.js';
import { failure } from '../lib/states.js';

export function danger_zone({ plugin, integration, signal }) {
  const problem = h('div');
  const remove = async () => {
    const sure = await ask({
      title: 'Delete this integration?',
      confirm: 'Delete',
      danger: true,
      typed: integration.name,
      content: h(
        'p',
        {},
        `The agent can no longer ask ${plugin.name} through it, its webhook URL stops working, and its secrets are destroyed. Nothing is changed in ${plugin.name}.`,
      ),
    });
    if (!sure) return;
    try {
      await api.remove(path`/api/integrations/${integration.name}`, { signal });
      set_guard(null);
      toast(`${integration.name} is deleted`);
      go('#/integrations');
    } catch (error) {
      if (error.name !== 'AbortError') fill(problem, failure(error, { title: 'It was not deleted' }));
    }
  };
  return h(
    'section',
    { class: 'card section danger', 'aria-labelledby': 'danger-title' },
    h('header', {}, h('h2', { id: 'danger-title' }, 'Danger zone')),
    h(
      'div',
      { class: 'body' },
      problem,
      h(
        'div',
        { class: 'row apart' },
        h('p', { class: 'faint grow' }, 'Deleting cannot be undone. Stored secrets are destroyed.'),
        h('button', { type: 'button', class: 'button danger', onclick: remove }, icon('trash'), 'Delete integration'),
      ),
    ),
  );
}
