// The agent console. Against the mock host.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open, site } from './support/mock_site.mjs';

const there = { hash: '#/console' };

test('an example question fills its form, is asked, and its answer is announced', async () => {
  const page = await open(there);
  await page.getByRole('button', { name: 'Who is on call for the payments team?' }).click();
  await page.getByText('Alice Jensen is on call for Payments').first().waitFor();
  assert.equal(await page.locator('[data-field=team] input').inputValue(), 'payments');
  await page.waitForFunction(() => /^Answer: Alice Jensen/.test(document.getElementById('say').textContent));
  assert.match(await page.locator('.facts').innerText(), /3 rows[\s\S]*3 calls used[\s\S]*911 of 960 left/);
  await page.done();
});

test('on call is drawn: levels, people, until when', async () => {
  const page = await open(there);
  await page.getByRole('button', { name: 'Who is on call for the payments team?' }).click();
  const picture = page.locator('[data-picture=on-call]');
  assert.match(await picture.getByRole('img').getAttribute('aria-label'), /Level 1: Alice Jensen until \d{4}-/);
  assert.equal(await picture.locator('rect.bar').count(), 3);
  assert.equal(await picture.locator('rect.gap').count(), 1);
  assert.equal(await picture.locator('rect.override').count(), 1);
  assert.equal(await picture.locator('line.now').count(), 1);
  await page.done();
});

test('a timeline is drawn and told', async () => {
  const page = await open(there);
  await page.getByRole('button', { name: 'What is the timeline of incident #12345?' }).click();
  await page.locator('[data-picture=timeline] circle').nth(3).waitFor();
  assert.match(
    await page.locator('.story').innerText(),
    /Triggered by Datadog[\s\S]*Acknowledged[\s\S]*Rolled back[\s\S]*Resolved/,
  );
  await page.done();
});

test('what was left out comes with a button that gets it', async () => {
  const page = await open(there);
  await page.getByRole('button', { name: 'Show all open incidents' }).click();
  await page.getByText('Left out: 137 more incidents, to keep the answer short.').waitFor();
  const asked = page.waitForRequest((request) => request.url().endsWith('/query'));
  await page.getByRole('button', { name: 'Get the rest' }).click();
  assert.deepEqual((await asked).postDataJSON(), {
    operation: 'list_incidents',
    arguments: { status: 'open', cursor: 'page2' },
  });
  assert.equal(await page.locator('main img').count(), 0, 'a hostile title is text');
  await page.done();
});

test('operations for the host are not offered; others are forms made from their schemas', async () => {
  const page = await open(there);
  await page.locator('.ops button').first().waitFor();
  assert.deepEqual(await page.locator('.ops button').allInnerTexts(), [
    'Who is on call',
    'Incidents',
    'Incident timeline',
    'Why do alerts not arrive?',
  ]);
  await page.locator('.ops button', { hasText: 'Incidents' }).click();
  assert.deepEqual(await page.locator('[data-field=status] option').allInnerTexts(), [
    'Any',
    'open',
    'triggered',
    'acknowledged',
    'resolved',
    'any',
  ]);
  await page.locator('.ops button', { hasText: 'Who is on call' }).click();
  await page.getByText('Size, paging and time zone').click();
  await page.locator('[data-field=limit] input').fill('1000');
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await page.getByText('Limit must be at most 100').waitFor();
  await page.done();
});

test('a missing argument is said at its field', async () => {
  const page = await open(there);
  await page.locator('.ops button', { hasText: 'Incident timeline' }).click();
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await page.getByText('Incident is needed').waitFor();
  await page.done();
});

test('an ambiguous name offers its choices, and one press asks again', async () => {
  const page = await open(there);
  await page.locator('[data-field=team] input').fill('pay');
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await page.getByText('More than one team').waitFor();
  const asked = page.waitForRequest((request) => request.url().endsWith('/query'));
  await page.getByRole('button', { name: 'Use this one' }).nth(1).click();
  assert.equal((await asked).postDataJSON().arguments.team, 'PT2');
  await page.getByText('Alice Jensen is on call').first().waitFor();
  await page.done();
});

test('a question that takes long can be cancelled', async () => {
  site.world.slow_ms = 20000;
  const page = await open(there);
  await page.getByRole('button', { name: 'Show all open incidents' }).click();
  await page.getByText(/Asking PagerDuty/).waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('Cancelled.').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'ask');
  await page.done();
});

test('the question stands in the address, and back goes to the one before', async () => {
  const page = await open(there);
  await page.getByRole('button', { name: 'Show all open incidents' }).click();
  await page.getByText('3 incidents are open').first().waitFor();
  await page.getByRole('button', { name: 'What is the timeline of incident #12345?' }).click();
  await page.locator('.story').waitFor();
  assert.match(decodeURIComponent(page.url()), /operation=get_incident_timeline&arguments={"incident":"#12345"}/);
  await page.goBack();
  await page.locator('[data-field=status]').waitFor();
  await page.done();
});

test('an upstream fault says what to do and can be tried again', async () => {
  site.world.fail.set('/api/integrations/Production%20PagerDuty/query', {
    status: 502,
    code: 'rate_limited',
    message: 'PagerDuty limits the rate.',
    hint: 'Wait 12 s.',
    retryable: true,
    upstream: { status: 429 },
  });
  const page = await open(there);
  await page.getByRole('button', { name: 'Show all open incidents' }).click();
  await page.getByText('PagerDuty limits the rate.').waitFor();
  await page.locator('summary', { hasText: 'Rate Limiting' }).waitFor();
  site.world.fail.clear();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('3 incidents are open').first().waitFor();
  await page.done();
});

test('without an integration the console says where to begin', async () => {
  site.world.integrations.clear();
  const page = await open(there);
  await page.getByText('Nothing to ask yet').waitFor();
  await page.done();
});
