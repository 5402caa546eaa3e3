// The way of one delivery through the host: delivered, signature, parsed, mapped, alert; the remedy at the step that failed.
import { h } from '../lib/dom.js';
import { mark, tone_of } from '../lib/icons.js';
import { duration } from '../lib/time.js';
import { kOutcomeWords, plain } from '../lib/words.js';

const kShapes = {
  pass: 'pass',
  ok: 'pass',
  done: 'pass',
  fail: 'fail',
  failed: 'fail',
  warn: 'warn',
  skipped: 'skipped',
};

export function waterfall(delivery) {
  const steps = delivery.steps ?? [];
  if (!steps.length) return null;
  const fix = steps.find((step) => step.fix)?.fix;
  return h(
    'div',
    { class: 'stack tight' },
    h(
      'ol',
      { class: 'waterfall', 'aria-label': 'Steps of the last delivery' },
      steps.map((step) => {
        const shape = kShapes[step.outcome] ?? 'info';
        return h(
          'li',
          { class: `tone-${tone_of(shape)}`, data: { step: step.name, outcome: step.outcome } },
          h('b', {}, mark(shape), plain(step.name)),
          h(
            'span',
            { class: 'faint' },
            kOutcomeWords[shape] ?? plain(step.outcome),
            shape !== 'skipped' && Number.isFinite(step.at_ms) ? ` · ${duration(step.at_ms)}` : '',
          ),
        );
      }),
    ),
    fix ? h('p', { class: 'small-text' }, h('strong', {}, 'What to do: '), fix) : null,
  );
}
