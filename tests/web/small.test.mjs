import assert from 'node:assert/strict';
import test from 'node:test';
import { path, query_string } from '../../host_stub/web/lib/api.js';
import { safe_url } from '../../host_stub/web/lib/dom.js';
import { latest } from '../../host_stub/web/lib/latest.js';
import { make_hash, parse_hash } from '../../host_stub/web/lib/router.js';
import { absolute, duration, offset_text, relative } from '../../host_stub/web/lib/time.js';

test('names are encoded in paths', () =>
  assert.equal(path`/api/integrations/${'a/b ü?'}/test`, '/api/integrations/a%2Fb%20%C3%BC%3F/test'));
test('empty members are left out of a query, lists repeat', () =>
  assert.equal(query_string({ a: '', b: undefined, c: ['x', 'y'], d: 0 }), '?c=x&c=y&d=0'));
test('a query of nothing is nothing', () => assert.equal(query_string({ a: null }), ''));

const links = [
  ['https://example.pagerduty.com/x', true],
  ['http://example.com/', false],
  ['javascript:alert(1)', false],
  ['data:text/html,x', false],
  ['//example.com', false],
  ['https://user:secret@example.com/', false],
  ['not a link', false],
  [' javascript:alert(1)', false],
  [null, false],
  [42, false],
];
for (const [text, is_link] of links)
  test(`${text} ${is_link ? 'is' : 'is not'} a link`, () => assert.equal(safe_url(text) !== null, is_link));

test('an address and back', () => {
  const hash = make_hash(['integrations', 'a/b ü'], new URLSearchParams({ status: 'firing', text: '' }));
  assert.equal(hash, '#/integrations/a%2Fb%20%C3%BC?status=firing');
  assert.deepEqual(parse_hash(hash).segments, ['integrations', 'a/b ü']);
});
test('a broken escape leads nowhere', () => assert.deepEqual(parse_hash('#/alerts/%E0%A4%A').segments, []));

const durations = [
  [0, '0 ms'],
  [999, '999 ms'],
  [1000, '1 s'],
  [61000, '1 min 1 s'],
  [120000, '2 min'],
  [3600000, '1 h'],
  [4320000, '1 h 12 min'],
  [90000000, '1 d 1 h'],
  [Number.NaN, ''],
];
for (const [ms, words] of durations) test(`${ms} ms is "${words}"`, () => assert.equal(duration(ms), words));

const now = Date.UTC(2026, 2, 14, 12);
const relatives = [
  [0, 'just now'],
  [-12000, '12 sec. ago'],
  [12000, 'in 12 sec.'],
  [-3 * 3600000, '3 hr. ago'],
  [-86400000 * 3, '3 days ago'],
  [-86400000 * 40, '6 wk. ago'],
];
for (const [ms, words] of relatives)
  test(`${ms} ms from now is "${words}"`, () => assert.equal(relative(now + ms, now), words));

test('absolute time says its zone', () => {
  assert.equal(absolute(now, 'utc'), '2026-03-14 12:00:00 UTC');
  assert.match(absolute(now, 'local'), /^2026-03-1[345] \d\d:\d\d:\d\d [+-]\d\d:\d\d$/);
  assert.equal(absolute('nonsense', 'utc'), '');
});
test('an offset east of Greenwich is positive', () =>
  assert.equal(offset_text({ getTimezoneOffset: () => -330 }), '+05:30'));

test('what is begun ends what was begun before, and all of it ends with its view', () => {
  const view = new AbortController();
  const reads = latest(view.signal);
  const ended = (...all) => all.map((one) => one.aborted);
  const first = reads.begin();
  const second = reads.begin();
  assert.deepEqual(ended(first, second), [true, false]);
  reads.end();
  reads.end();
  const third = reads.begin();
  assert.deepEqual(ended(second, third), [true, false]);
  view.abort();
  assert.deepEqual(ended(third, reads.begin()), [true, true]);
});
