import assert from 'node:assert/strict';
import test from 'node:test';
import { choice_titles, field_of_pointer, grouped, kind_of, mistake, same } from '../../host_stub/web/lib/schema.js';

const kinds = [
  ['a secret wins over its type', { type: 'string', writeOnly: true }, 'secret'],
  ['an enum', { type: 'string', enum: ['a'] }, 'choice'],
  ['an enum without a type', { enum: ['a'] }, 'choice'],
  ['a string', { type: 'string' }, 'text'],
  ['a string or an integer', { type: ['string', 'integer'] }, 'text'],
  ['no type', {}, 'text'],
  ['an integer', { type: 'integer' }, 'number'],
  ['a boolean', { type: 'boolean' }, 'boolean'],
  ['a list of known words', { type: 'array', items: { enum: ['a'] } }, 'set'],
  ['a list of any words', { type: 'array', items: { type: 'string' } }, 'list'],
  ['a map', { type: 'object', additionalProperties: { type: 'string' } }, 'map'],
  ['an object with members', { type: 'object', properties: { a: {} } }, 'json'],
];
for (const [name, schema, kind] of kinds) test(`kind of ${name}`, () => assert.equal(kind_of(schema), kind));

const mistakes = [
  ['nothing where nothing is needed', undefined, { type: 'string' }, false, ''],
  ['nothing where something is needed', undefined, { type: 'string', title: 'Key' }, true, 'Key is needed.'],
  ['an empty text where something is needed', '', { type: 'string', title: 'Key' }, true, 'Key is needed.'],
  ['too short', 'ab', { type: 'string', title: 'Key', minLength: 3 }, true, /too short: at least 3/],
  ['too long', 'abcd', { type: 'string', title: 'Key', maxLength: 3 }, false, /too long: at most 3/],
  ['another pattern', 'x', { type: 'string', title: 'Key', pattern: '^[0-9]+$' }, false, /expected form/],
  ['a pattern that this browser cannot read is left to the host', 'x', { type: 'string', pattern: '(' }, false, ''],
  ['not a number', Number.NaN, { type: 'integer', title: 'N' }, false, /must be a number/],
  ['not a whole number', 1.5, { type: 'integer', title: 'N' }, false, /whole number/],
  ['below the least', 0, { type: 'integer', title: 'N', minimum: 1 }, false, /at least 1/],
  ['above the most', 9, { type: 'number', title: 'N', maximum: 8 }, false, /at most 8/],
  ['a fitting number', 8, { type: 'integer', title: 'N', minimum: 1, maximum: 8 }, false, ''],
  ['too many', ['a', 'b'], { type: 'array', items: { enum: ['a', 'b'] }, maxItems: 1 }, false, /At most 1/],
  [
    'a map with a bad name',
    { 'A B': '1' },
    { type: 'object', additionalProperties: {}, propertyNames: { pattern: '^[a-z]+$' } },
    false,
    /"A B"/,
  ],
];
for (const [name, value, schema, required, expected] of mistakes) {
  test(`mistake: ${name}`, () =>
    expected instanceof RegExp
      ? assert.match(mistake(value, schema, required), expected)
      : assert.equal(mistake(value, schema, required), expected));
}

const pointers = [
  ['/api_key', 'api_key'],
  ['/settings/api_key', 'api_key'],
  ['/settings/labels/env', 'labels'],
  ['/labels/env', 'labels'],
  ['/arguments/team', 'team'],
  ['/settings', 'settings'],
  ['/a~1b', 'a/b'],
  ['/a~0b', 'a~b'],
  ['', ''],
  [undefined, ''],
];
for (const [pointer, field] of pointers)
  test(`field of pointer ${pointer}`, () => assert.equal(field_of_pointer(pointer), field));

test('same ignores the order of members, and knows lists from objects', () => {
  assert.ok(same({ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 }));
  assert.ok(!same({ a: 1 }, { a: 1, b: undefined }));
  assert.ok(!same([1], { 0: 1 }));
  assert.ok(!same(null, {}));
});

test('titles run parallel to the enum and fall back to its words', () => {
  assert.deepEqual(choice_titles({ enum: ['us', 'eu_west'], 'x-enum-titles': ['US'] }), [
    ['us', 'US'],
    ['eu_west', 'eu west'],
  ]);
});

test('groups keep the order of the schema; what names none is a credential', () => {
  const groups = grouped({ properties: { a: {}, b: { 'x-group': 'advanced' }, c: { 'x-group': 'credentials' } } });
  assert.deepEqual(
    [...groups],
    [
      ['credentials', ['a', 'c']],
      ['advanced', ['b']],
    ],
  );
});
