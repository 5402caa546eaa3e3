// Rules that hold for every file of the page.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

const kWeb = fileURLToPath(new URL('../../host_stub/web/', import.meta.url));
const files = readdirSync(kWeb, { recursive: true }).filter((name) => statSync(join(kWeb, name)).isFile());
const texts = files.map((name) => [name, readFileSync(join(kWeb, name), 'utf8')]);
const scripts = texts.filter(([name]) => name.endsWith('.js'));

test('there are files to look at', () => assert.ok(scripts.length > 20));

for (const [name, text] of texts) {
  test(`${name} knows no vendor: forms, help and remedies come from describe and the manifest`, () =>
    assert.doesNotMatch(text, /pagerduty|pager duty|opsgenie/i));
  test(`${name} asks no third party`, () =>
    assert.deepEqual(
      (text.match(/https?:\/\/[^\s'"`)]+/g) ?? []).filter((one) => !one.startsWith('http://www.w3.org/')),
      [],
    ));
}

const forbidden = [
  /\binnerHTML\s*=/,
  /\bouterHTML\b/,
  /insertAdjacentHTML/,
  /document\.write/,
  /\beval\s*\(/,
  /new Function\b/,
  /setAttribute\(\s*['"]style/,
  /createContextualFragment/,
  /DOMParser/,
];
for (const [name, text] of scripts) {
  for (const pattern of forbidden) test(`${name} does not use ${pattern}`, () => assert.doesNotMatch(text, pattern));
  test(`${name} opens with what it is for`, () => assert.match(text, /^\/\/ \S/));
}

test('index.html has no inline script or style', () => {
  const page = readFileSync(join(kWeb, 'index.html'), 'utf8');
  assert.doesNotMatch(page, /<script(?![^>]*\bsrc=)/);
  assert.doesNotMatch(page, /<style|\sstyle=|\son\w+=/);
});

test('every module that index.html names is there', () => {
  const page = readFileSync(join(kWeb, 'index.html'), 'utf8');
  for (const [, path] of page.matchAll(/(?:href|src)="\/assets\/([^"]+)"/g)) assert.ok(files.includes(path), path);
});

test('every import leads to a file', () => {
  for (const [name, text] of scripts) {
    for (const [, path] of text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)) {
      const target = new URL(path, `file:///${name}`).pathname.slice(1);
      assert.ok(files.includes(target), `${name} imports ${path}`);
    }
  }
});
