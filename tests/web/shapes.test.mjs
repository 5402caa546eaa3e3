import assert from 'node:assert/strict';
import test from 'node:test';
import { as_counts, as_shifts, as_timeline, columns_of, per_day, words_of } from '../../host_stub/web/lib/shapes.js';
import { spread } from '../../host_stub/web/pictures/time_line.js';

const kAt = '2026-03-14T09:26:53.589Z';
const kLater = '2026-03-14T17:00:00.000Z';

test('rows with a person and an end are shifts', () => {
  const [one] = as_shifts([
    {
      user: { id: 'PU1', name: 'Ann' },
      level: 1,
      schedule: { name: 'Primary' },
      source: 'override',
      since: kAt,
      until: kLater,
    },
  ]);
  assert.deepEqual(one, {
    who: 'Ann',
    gap: false,
    level: 1,
    start: Date.parse(kAt),
    end: Date.parse(kLater),
    schedule: 'Primary',
    policy: '',
    override: true,
  });
});
test('an open end is null', () => assert.equal(as_shifts([{ user: 'Ann', since: kAt }])[0].end, null));
test('somebody who is always on call is a shift without ends', () =>
  assert.deepEqual(
    [
      as_shifts([{ person: { name: 'Ann' }, always: true }])[0].start,
      as_shifts([{ person: { name: 'Ann' }, always: true }])[0].end,
    ],
    [null, null],
  ));
test('a row of a list of gaps is nobody', () =>
  assert.deepEqual(
    [as_shifts([{ from: kAt, until: kLater }], true)[0].who, as_shifts([{ from: kAt, until: kLater }], true)[0].gap],
    ['Nobody', true],
  ));

const no_shifts = [
  ['no rows', []],
  ['no list', {}],
  ['rows without a person', [{ since: kAt, until: kLater }]],
  ['rows without times', [{ user: 'Ann' }]],
  ['times that are words', [{ user: 'Ann', since: 'today' }]],
  ['lists in a list', [[kAt]]],
];
for (const [name, rows] of no_shifts) test(`no shifts: ${name}`, () => assert.equal(as_shifts(rows), null));

test('rows with a time and words are a timeline', () => {
  const rows = as_timeline([
    { at: kAt, type: 'trigger', summary: 'Triggered', actor: { name: 'Datadog' } },
    { at: kLater, summary: 'Resolved' },
  ]);
  assert.deepEqual(
    rows.map((one) => [one.text, one.actor]),
    [
      ['Triggered', 'Datadog'],
      ['Resolved', ''],
    ],
  );
});
const no_timeline = [
  [
    'incidents, which have a status',
    [
      { created_at: kAt, title: 'a', status: 'open' },
      { created_at: kAt, title: 'b', status: 'open' },
    ],
  ],
  ['a row without a time', [{ at: kAt, summary: 'x' }, { summary: 'y' }]],
  ['no words', [{ at: kAt }, { at: kAt }]],
];
for (const [name, rows] of no_timeline) test(`no timeline: ${name}`, () => assert.equal(as_timeline(rows), null));

test('days with counts are a plot over time', () =>
  assert.ok(
    as_counts([
      { day: '2026-03-14', incidents: 2 },
      { day: '2026-03-15', incidents: 0 },
    ]).every((one) => one.day),
  ));
test('days without a count are there with none', () =>
  assert.deepEqual(
    as_counts([
      { key: '2026-03-16', incidents: 1 },
      { key: '2026-03-14', incidents: 2 },
    ]).map((one) => one.count),
    [2, 0, 1],
  ));
test('names with counts are bars', () =>
  assert.deepEqual(
    as_counts([
      { service: { name: 'a' }, count: 2 },
      { service: { name: 'b' }, count: 1 },
    ]).map((one) => [one.key, one.day]),
    [
      ['a', false],
      ['b', false],
    ],
  ));
test('no counts: a count that is text', () =>
  assert.equal(
    as_counts([
      { service: 'a', count: '2' },
      { service: 'b', count: '1' },
    ]),
    null,
  ));

test('per day fills the days on which nothing happened', () => {
  const rows = ['01', '01', '01', '03', '04'].map((day) => ({ created_at: `2026-03-${day}T10:00:00.000Z` }));
  assert.deepEqual(
    per_day(rows).map((one) => one.count),
    [3, 0, 1, 1],
  );
});
test('per day: too few rows, or all on one day, are no plot', () => {
  assert.equal(per_day([{ created_at: kAt }]), null);
  assert.equal(per_day(Array.from({ length: 9 }, () => ({ created_at: kAt }))), null);
});

test('columns leave out ids and addresses while there is something else', () =>
  assert.deepEqual(columns_of([{ id: 'P1', url: 'https://x', name: 'a', team: { name: 't' }, deep: [{ a: [1] }] }]), [
    'name',
    'team',
  ]));
test('columns: ids are better than nothing', () => assert.deepEqual(columns_of([{ id: 'P1' }]), ['id']));
test('words of a reference, of a list, of nothing', () =>
  assert.deepEqual(
    [words_of({ id: 'P1', name: 'a' }), words_of([{ summary: 'b' }, 'c']), words_of(null)],
    ['a', 'b, c', ''],
  ));

test('points that would cover each other are moved apart and stay inside', () => {
  assert.deepEqual(spread([0, 1, 2], 10, 0, 100), [0, 10, 20]);
  assert.deepEqual(spread([98, 99, 100], 10, 0, 100), [80, 90, 100]);
});
