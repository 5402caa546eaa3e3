// Every example question of the manifest, asked in the console, answered by the plugin from the simulator's data.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe_findings, open_page, sideways, start_browser } from './support/browser.mjs';
import { start_world } from './support/world.mjs';

let chromium;
let world;
before(async () => {
  chromium = await start_browser();
  world = await start_world();
  await world.connect('Production PagerDuty');
});
after(async () => {
  await chromium?.close();
  await world?.stop();
});

test('every example question gets an answer that can be read, on a wide and a narrow screen', async () => {
  const page = await open_page(chromium, world, { hash: '#/console' });
  await page.locator('.example').first().waitFor();
  const count = await page.locator('.example').count();
  assert.ok(count >= 4);
  for (let index = 0; index < count; index += 1) {
    const example = page.locator('.example').nth(index);
    const question = await example.innerText();
    await example.click();
    await page.locator('.answer, .banner.tone-red').first().waitFor();
    assert.equal(
      await page.locator('.banner.tone-red').count(),
      0,
      `${question}: ${await page.locator('.banner.tone-red').allInnerTexts()}`,
    );
    assert.ok((await page.locator('.answer .summary').innerText()).length > 10, question);
    assert.deepEqual(await axe_findings(page), [], question);
    await page.setViewportSize({ width: 320, height: 700 });
    assert.equal(await sideways(page), 0, question);
    await page.setViewportSize({ width: 1280, height: 900 });
  }
  await page.done();
});

const questions = [
  ['who_is_on_call', { team: 'payments', window: 'this week' }, '[data-picture=on-call]'],
  ['list_incidents', { status: 'any', window: 'last 30 days', limit: 100 }, '[data-picture=counts]'],
  ['get_incident', { incident: '#12345' }, '.story'],
  ['get_incident_timeline', { incident: '#12345' }, '[data-picture=timeline]'],
  ['list_incident_alerts', { incident: '#12345' }, 'table'],
  ['find_similar_incidents', { incident: '#12345' }, 'table'],
  ['get_service_status', { service: 'checkout' }, '[data-picture=on-call]'],
  ['get_escalation_policy', { escalation_policy: 'Payments primary' }, 'table'],
  ['get_schedule', { schedule: 'Payments on-call', window: 'this week' }, '[data-picture=on-call]'],
  ['list_changes', { service: 'checkout', window: 'last 7 days' }, '.story, table'],
  ['summarize_incidents', { by: 'day', window: 'last 30 days' }, '[data-picture=counts]'],
  ['summarize_incidents', { by: 'service', window: 'last 30 days' }, '[data-picture=counts]'],
  ['search_directory', { text: 'pay' }, 'table'],
  ['diagnose_webhook', {}, '.fact-grid'],
  ['get_account', {}, '.fact-grid'],
];
for (const [operation, args, shown] of questions) {
  test(`${operation} ${JSON.stringify(args)} can be read, wide and narrow`, async () => {
    await world.api('PUT', '/api/integrations/Production%20PagerDuty/alert-source', { enabled: true });
    const page = await open_page(chromium, world, {
      hash: `#/console?operation=${operation}&arguments=${encodeURIComponent(JSON.stringify(args))}`,
    });
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await page.locator('.answer').waitFor();
    await page.locator('.answer').locator(shown).first().waitFor();
    assert.deepEqual(await axe_findings(page), []);
    await page.setViewportSize({ width: 320, height: 700 });
    assert.equal(await sideways(page), 0);
    await page.done();
  });
}

test('every operation of the plugin for agents is asked above', async () => {
  const { plugins } = await world.api('GET', '/api/plugins');
  const names = plugins[0].describe.operations.filter((one) => one.audience === 'agent').map((one) => one.name);
  assert.deepEqual([...new Set(questions.map(([name]) => name))].sort(), names.sort());
});

test('who is on call is a picture of people and levels', async () => {
  const page = await open_page(chromium, world, { hash: '#/console' });
  await page.getByRole('button', { name: /on call for the payments team/i }).click();
  const words = await page.locator('[data-picture=on-call] svg').getAttribute('aria-label');
  assert.match(words, /Level 1: \S+/);
  await page.done();
});

test('the timeline of #12345 is drawn and told', async () => {
  const page = await open_page(chromium, world, { hash: '#/console' });
  await page.getByRole('button', { name: /timeline of incident #12345/i }).click();
  await page.locator('[data-picture=timeline] circle').nth(4).waitFor();
  assert.match(await page.locator('.story').innerText(), /acknowledged/i);
  await page.done();
});

test('a cut of a long list is followed by its button until the rest is there', async () => {
  const page = await open_page(chromium, world, {
    hash: `#/console?operation=list_incidents&arguments=${encodeURIComponent('{"status":"any","window":"last 90 days","max_bytes":4096}')}`,
  });
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  const more = page.getByRole('button', { name: 'Get the rest' }).first();
  await more.waitFor();
  const first = await page.locator('.answer tbody tr').first().innerText();
  await more.click();
  await page.waitForFunction(
    (before_it) =>
      document.querySelector('.answer tbody tr') && document.querySelector('.answer tbody tr').innerText !== before_it,
    first,
  );
  await page.done();
});

test('an ambiguous name offers choices', async () => {
  const page = await open_page(chromium, world, {
    hash: `#/console?operation=who_is_on_call&arguments=${encodeURIComponent('{"service":"a"}')}`,
  });
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await page.locator('.answer, .banner.tone-red').first().waitFor();
  if (await page.getByRole('button', { name: 'Use this one' }).count()) {
    await page.getByRole('button', { name: 'Use this one' }).first().click();
    await page.locator('.answer').waitFor();
  } else assert.match(await page.locator('main').innerText(), /no service|not found|search_directory/i);
  await page.done();
});

test('a slow question shows progress and can be cancelled', async () => {
  await world.control('latency', { latency_ms: 5000 });
  try {
    const page = await open_page(chromium, world, { hash: '#/console' });
    await page.getByRole('button', { name: /open incidents/i }).click();
    await page.getByText(/^Asking PagerDuty/).waitFor();
    await page.locator('section form').getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Cancelled.').waitFor();
    await page.done();
  } finally {
    await world.control('latency', { latency_ms: 0 });
  }
});
