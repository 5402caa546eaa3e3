// Alerts as they arrive, wrong secrets and their recovery, hostile text: against the real host, plugin and simulator.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { open_page, start_browser } from './support/browser.mjs';
import { start_world, until } from './support/world.mjs';

const kName = 'Alerts';
let chromium;
let world;
let webhook;
before(async () => {
  chromium = await start_browser();
  world = await start_world();
  await world.connect(kName);
  await world.api('PUT', `/api/integrations/${kName}/alert-source`, { enabled: true });
  webhook = await world.subscribe(kName);
  await world.api('PUT', `/api/integrations/${kName}`, { settings: { signing_secret: webhook.secret } });
});
after(async () => {
  await chromium?.close();
  await world?.stop();
});

const row_of = (page, title) => page.locator('table[aria-labelledby=alerts-title] tbody tr', { hasText: title });

test('an event shows within a second, and its changes too, without moving focus', async () => {
  const page = await open_page(chromium, world, { hash: '#/alerts?status=any' });
  await page.waitForFunction(() => /Live/.test(document.getElementById('live').textContent));
  await world.act('trigger', '--service', 'checkout', '--title', 'First of all', '--dedup-key', 'k1');
  await row_of(page, 'First of all').locator('a').focus();
  const began = Date.now();
  await world.act('trigger', '--service', 'payments-api', '--title', 'Second', '--dedup-key', 'k2');
  await row_of(page, 'Second').getByText('Firing').waitFor();
  assert.ok(Date.now() - began < 1500, `${Date.now() - began} ms, the simulator's own work included`);
  for (const [command, words] of [
    ['ack', 'Acknowledged'],
    ['resolve', 'Resolved'],
  ]) {
    await world.act(command, '--dedup-key', 'k2');
    await row_of(page, 'Second').getByText(words).waitFor();
  }
  assert.match(await page.evaluate(() => document.activeElement.textContent), /First of all/);
  assert.match(await row_of(page, 'Second').innerText(), /payments-api/);
  await page.done();
});

test('the default view hides what is resolved; counts tell it', async () => {
  const page = await open_page(chromium, world, { hash: '#/alerts' });
  await row_of(page, 'First of all').waitFor();
  assert.equal(await row_of(page, 'Second').count(), 0);
  assert.match(await page.locator('.count-card').nth(2).innerText(), /^[1-9]/);
  await page.locator('.count-card').nth(2).click();
  await row_of(page, 'Second').waitFor();
  await page.done();
});

test('sorting by every column that offers it, and every filter, is taken by the host', async () => {
  const page = await open_page(chromium, world, { hash: '#/alerts?status=any' });
  for (const button of await page.locator('th button').all()) {
    await button.click();
    await page.waitForTimeout(120);
    assert.equal(await page.getByText('The alerts could not be loaded').count(), 0, await button.innerText());
  }
  await page.locator('select[name=severity]').selectOption('high');
  await page.locator('select[name=source]').selectOption('pagerduty');
  await page.locator('select[name=since]').selectOption('60');
  await page.locator('input[name=service]').fill('checkout');
  await page.locator('input[name=service]').press('Enter');
  await page.locator('input[name=text]').fill('first');
  await page.waitForFunction(() => location.hash.includes('text=first'));
  await page.waitForTimeout(200);
  assert.equal(await page.getByText('The alerts could not be loaded').count(), 0);
  await page.done();
});

test('a wrong secret: rejected, explained, warned about; the right one ends it', async () => {
  await world.api('PUT', `/api/integrations/${kName}`, {
    settings: { signing_secret: 'the secret of another webhook' },
  });
  const page = await open_page(chromium, world, { hash: `#/integrations/${kName}` });
  await world.act('trigger', '--service', 'checkout', '--title', 'Rejected one', '--dedup-key', 'k3');
  const log = page.locator('table[aria-labelledby=log-title] tbody').first();
  await log.getByText('Rejected').waitFor();
  assert.match(await log.innerText(), /401/);
  await page.getByText(/1 delivery was refused/).waitFor();
  await page.locator('.waterfall li[data-step=signature][data-outcome=fail]').first().waitFor();
  await log.getByRole('button').click();
  await log.getByText('What to do:').waitFor();
  const secret = page.locator('[data-field=signing_secret]');
  await secret.getByRole('button', { name: /Replace/ }).click();
  await secret.locator('input').fill(webhook.secret);
  await page.getByRole('button', { name: 'Save alert settings' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Replace' }).click();
  await secret.getByText('Configured').waitFor();
  await world.act('trigger', '--service', 'checkout', '--title', 'Accepted again', '--dedup-key', 'k4');
  await page.locator('table[aria-labelledby=log-title] tbody').first().getByText('Stored').waitFor();
  await page.getByText(/delivery was refused/).waitFor({ state: 'detached' });
  await page.done();
});

test('without a secret unsigned deliveries are accepted, after an explicit removal', async () => {
  const page = await open_page(chromium, world, { hash: `#/integrations/${kName}` });
  const secret = page.locator('[data-field=signing_secret]');
  await secret.getByRole('button', { name: /Remove/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('button', { name: 'Save alert settings' }).click();
  await page.getByText('Signing secret removed').first().waitFor();
  await world.act('trigger', '--service', 'checkout', '--title', 'Unverified', '--dedup-key', 'k5');
  await page.locator('table[aria-labelledby=log-title] tbody').first().getByText('Not required').waitFor();
  await world.api('PUT', `/api/integrations/${kName}`, { settings: { signing_secret: webhook.secret } });
  await page.done();
});

test('switched off: answered and logged, not kept', async () => {
  await world.api('PUT', `/api/integrations/${kName}/alert-source`, { enabled: false });
  const page = await open_page(chromium, world, { hash: `#/integrations/${kName}` });
  await page.getByText('The alert source is off').waitFor();
  await world.act('trigger', '--service', 'checkout', '--title', 'Nobody listens', '--dedup-key', 'k6');
  await page.locator('table[aria-labelledby=log-title] tbody').first().getByText('Source off').waitFor();
  await page.getByRole('switch').click();
  await page.locator('#source-switch[aria-checked=true]').waitFor();
  assert.equal((await world.api('GET', '/api/alerts?text=Nobody')).total, 0);
  await page.done();
});

const hostile = [
  '<img src=x onerror="window.hit=1">',
  '"><script>window.hit=1</script>',
  '<svg/onload=window.hit=1>',
  "';window.hit=1;//",
  '\u202Egpj.exe <b>bold</b>',
];
test('hostile titles are text everywhere, and the policy has nothing to report', async () => {
  for (const [index, title] of hostile.entries())
    await world.act('trigger', '--service', 'checkout', '--title', title, '--dedup-key', `h${index}`);
  await until(
    async () =>
      (await world.api('GET', '/api/alerts?limit=100')).alerts.filter((one) => /hit=1|gpj/.test(one.name)).length ===
      hostile.length,
    5000,
    'the hostile alerts',
  );
  const page = await open_page(chromium, world, { hash: '#/alerts?text=hit' });
  await row_of(page, 'onerror').waitFor();
  await row_of(page, 'onerror').locator('a').click();
  await page.getByRole('heading', { name: 'History' }).waitFor();
  assert.match(await page.locator('h1').textContent(), /<img src=x onerror=/);
  await page.evaluate(() => {
    location.hash = '#/integrations/Alerts';
  });
  await page.locator('table[aria-labelledby=log-title] tbody').first().waitFor();
  await page.evaluate(() => {
    location.hash = '#/console';
  });
  await page.getByRole('button', { name: /open incidents/i }).click();
  await page.locator('.answer').waitFor();
  assert.equal(await page.locator('main img, main script').count(), 0);
  assert.equal(await page.evaluate(() => window.hit), undefined);
  await page.done();
});

test('a new URL replaces the old one', async () => {
  const page = await open_page(chromium, world, { hash: `#/integrations/${kName}` });
  const url = async () => (await world.api('GET', `/api/integrations/${kName}/alert-source/url`)).url;
  const old = await url();
  await page.getByRole('button', { name: 'Regenerate URL' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Make a new URL' }).click();
  await page.getByText('New webhook URL made').first().waitFor();
  assert.notEqual(await url(), old);
  assert.equal(
    (await fetch(old, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' })).status,
    404,
  );
  await page.done();
});
