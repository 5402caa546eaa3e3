// The set-up page step by step, in a browser, against the real host, plugin and simulator; and what the first view costs.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { open_page, start_browser } from './support/browser.mjs';
import { start_world, until } from './support/world.mjs';

let chromium;
let world;
before(async () => {
  chromium = await start_browser();
  world = await start_world();
});
after(async () => {
  await chromium?.close();
  await world?.stop();
});

const field = (page, name) => page.locator(`[data-field="${name}"]`);

/** Fills the form of a new integration; the endpoint is the simulator's. */
async function fill_form(page, name, key) {
  await field(page, 'name').locator('input').fill(name);
  await page.getByText('Advanced settings').click();
  await field(page, 'endpoint').locator('input').fill(world.pagerduty.base_url);
  await field(page, 'api_key').locator('input').fill(key);
}

async function test_connection(page, verdict) {
  await page.getByRole('button', { name: 'Test Connection' }).click();
  await page.locator(`.verdict[data-verdict=${verdict}]`).waitFor();
}

test('the whole set-up: key, Test Connection, Save, alert source, webhook, first event, an incident from firing to resolved', async () => {
  const page = await open_page(chromium, world);
  await page.locator('.tile', { hasText: 'PagerDuty' }).click();
  await fill_form(page, 'Production PagerDuty', world.pagerduty.keys.readonly);
  await test_connection(page, 'pass');
  assert.ok((await page.locator('.check').count()) >= 10);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('heading', { name: 'Production PagerDuty', level: 1 }).waitFor();
  await field(page, 'api_key').getByText('Configured').waitFor();
  await page.locator('.page-head .badge', { hasText: 'Connected' }).waitFor();

  await page.getByRole('switch').click();
  await page.getByText('Waiting for first event').waitFor();
  await page.getByText('Not reachable from outside').waitFor();
  await page.getByRole('button', { name: 'Copy webhook URL' }).click();
  await page.waitForFunction(() => document.getElementById('say').textContent === 'Webhook URL copied');
  const url = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/api\/webhooks\/pagerduty\/[\w-]+\.[\w-]{43}$/);

  const { secret, id } = await world.subscribe('Production PagerDuty');
  await field(page, 'signing_secret').locator('input').fill(secret);
  await page.getByRole('button', { name: 'Save alert settings' }).click();
  await field(page, 'signing_secret').getByText('Configured').waitFor();
  await world.rest('POST', `/webhook_subscriptions/${id}/ping`);
  await page.locator('table[aria-labelledby=log-title]').getByText('Test event').waitFor();

  await page.locator('#nav a[data-place=alerts]').click();
  await page.getByText('No alerts yet').waitFor();
  await world.act('trigger', '--service', 'checkout', '--title', 'Checkout is slow', '--dedup-key', 'browser-1');
  const row = page.locator('tbody tr', { hasText: 'Checkout is slow' });
  await row.getByText('Firing').waitFor();
  await world.act('ack', '--dedup-key', 'browser-1');
  await row.getByText('Acknowledged').waitFor();
  await row.locator('a').click();
  await page.getByRole('heading', { name: 'History' }).waitFor();
  await world.act('resolve', '--dedup-key', 'browser-1');
  await page.locator('.page-head .badge', { hasText: 'Resolved' }).waitFor();
  assert.equal(await page.locator('.story li').count(), 3);
  await page.getByText('Raw payload of the last event').click();
  await page.locator('pre', { hasText: 'incident.resolved' }).waitFor();

  await page.locator('#nav a[data-place=integrations]').click();
  await page.locator('.tile', { hasText: 'Production PagerDuty' }).getByText('Last alert event').waitFor();
  const content = await page.content();
  for (const hidden of [secret, world.pagerduty.keys.readonly, url.split('.').pop()])
    assert.ok(!content.includes(hidden));
  await page.done();
});

test('a wrong key: the row says what happened and what to do', async () => {
  const page = await open_page(chromium, world, { hash: '#/integrations/new/pagerduty' });
  await fill_form(page, 'Wrong', 'u+AbCdEfGhIjKlMnOpQr');
  await test_connection(page, 'fail');
  const words = await page.locator('section[aria-labelledby=test-title]').innerText();
  assert.match(words, /401/);
  assert.ok((await page.locator('.check[data-outcome=fail] .fix').first().innerText()).length > 20, 'a remedy');
  await page.locator('summary', { hasText: '401 Unauthorized Error' }).first().waitFor();
  await page.done();
});

test('an Events API key is recognised at the field', async () => {
  const page = await open_page(chromium, world, { hash: '#/integrations/new/pagerduty' });
  await fill_form(page, 'Events key', Object.values(world.pagerduty.routing_keys)[0]);
  await page.getByRole('button', { name: 'Test Connection' }).click();
  await page.locator('[data-field=api_key] .error:not([hidden])').waitFor();
  assert.match(await page.locator('[data-field=api_key] .error').innerText(), /Events API/i);
  await page.done();
});

for (const [key, title] of [
  ['no_incidents', 'Incidents'],
  ['no_services', 'Services'],
  ['no_schedules', 'Schedules'],
  ['no_users', 'Users'],
]) {
  test(`a key that may not read ${title.toLowerCase()}: partial, and that row says so`, async () => {
    const page = await open_page(chromium, world, { hash: '#/integrations/new/pagerduty' });
    await fill_form(page, `Without ${title}`, world.pagerduty.keys[key]);
    await test_connection(page, 'partial');
    const row = page.locator('.check[data-outcome=fail]', { hasText: title });
    await row.first().waitFor();
    assert.match(await row.first().locator('.fix').innerText(), /general access key/);
    await page.done();
  });
}

test('the other side down: said as such, and nothing is lost from the form', async () => {
  await world.control('faults', { path: '/*', kind: 'status', status: 503, times: -1 });
  try {
    const page = await open_page(chromium, world, { hash: '#/integrations/new/pagerduty' });
    await fill_form(page, 'Down', world.pagerduty.keys.readonly);
    await test_connection(page, 'fail');
    assert.match(await page.locator('section[aria-labelledby=test-title]').innerText(), /503|unavailable|answers/i);
    assert.equal(await field(page, 'name').locator('input').inputValue(), 'Down');
    await page.done();
  } finally {
    await world.control('faults', undefined, 'DELETE');
  }
});

test('the rate limit reached: said as such', async () => {
  await world.control('faults', { path: '/*', kind: 'rate_limited', times: -1 });
  try {
    const page = await open_page(chromium, world, { hash: '#/integrations/new/pagerduty' });
    await fill_form(page, 'Limited', world.pagerduty.keys.readonly);
    page.setDefaultTimeout(35000);
    await page.getByRole('button', { name: 'Test Connection' }).click();
    await page.locator('.verdict').waitFor();
    assert.match(await page.locator('section[aria-labelledby=test-title]').innerText(), /rate|429/i);
    await page.done();
  } finally {
    await world.control('faults', undefined, 'DELETE');
  }
});

test('a test under way can be cancelled at once', async () => {
  await world.control('latency', { latency_ms: 4000 });
  try {
    const page = await open_page(chromium, world, { hash: '#/integrations/new/pagerduty' });
    await fill_form(page, 'Cancelled', world.pagerduty.keys.readonly);
    await page.getByRole('button', { name: 'Test Connection' }).click();
    await page.waitForTimeout(300);
    const began = Date.now();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Test cancelled').waitFor();
    assert.ok(Date.now() - began < 1000);
    await page.done();
  } finally {
    await world.control('latency', { latency_ms: 0 });
  }
});

test('an endpoint that the operator did not allow is refused at its field', async () => {
  const page = await open_page(chromium, world, { hash: '#/integrations/new/pagerduty' });
  await fill_form(page, 'Elsewhere', world.pagerduty.keys.readonly);
  await field(page, 'endpoint').locator('input').fill('https://elsewhere.example.com');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.locator('[data-field=endpoint] .error:not([hidden]), .banner.tone-red').first().waitFor();
  assert.match(await page.locator('main').innerText(), /allow/i);
  await page.done();
});

test('a name that is taken is said at the name', async () => {
  await world.connect('Taken');
  const page = await open_page(chromium, world, { hash: '#/integrations/new/pagerduty' });
  await fill_form(page, 'Taken', world.pagerduty.keys.readonly);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.locator('[data-field=name] .error:not([hidden])').waitFor();
  await page.done();
});

test('untouched secrets stay, replaced ones change their fingerprint, and a rename keeps all', async () => {
  await world.connect('Keeps');
  const fingerprint = async (name) => (await world.api('GET', `/api/integrations/${name}`)).secrets.api_key.fingerprint;
  const before_edit = await fingerprint('Keeps');
  const page = await open_page(chromium, world, { hash: '#/integrations/Keeps' });
  await field(page, 'time_zone').locator('input').fill('Europe/Paris');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText(/^Saved at/).waitFor();
  assert.equal(await fingerprint('Keeps'), before_edit);
  await field(page, 'api_key').getByRole('button', { name: 'Replace API Key' }).click();
  await field(page, 'api_key').locator('input').fill(world.pagerduty.keys.general);
  await field(page, 'name').locator('input').fill('Kept');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('heading', { name: 'Kept', level: 1 }).waitFor();
  assert.notEqual(await fingerprint('Kept'), before_edit);
  assert.equal((await world.api('GET', '/api/integrations/Kept')).settings.time_zone, 'Europe/Paris');
  await page.done();
});

test('a time zone that does not exist is said at its field', async () => {
  await world.connect('Zones');
  const page = await open_page(chromium, world, { hash: '#/integrations/Zones' });
  await field(page, 'time_zone').locator('input').fill('Mars/Olympus');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.locator('[data-field=time_zone] .error:not([hidden])').waitFor();
  await page.done();
});

test('deleting takes the integration away for good', async () => {
  await world.connect('Goes');
  const page = await open_page(chromium, world, { hash: '#/integrations/Goes' });
  await page.getByRole('button', { name: 'Delete integration' }).click();
  await page.getByRole('dialog').locator('input').fill('Goes');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('heading', { name: 'Integrations', level: 1 }).waitFor();
  await until(
    async () => !(await world.api('GET', '/api/integrations')).integrations.some((one) => one.name === 'Goes'),
  );
  await page.done();
});

test('the first view takes less than 150 ms and 150 KB', async () => {
  const page = await open_page(chromium, world);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
  const runs = [];
  let bytes = 0;
  // Until one is fast enough: other work on the machine makes a run slower, never faster.
  while (runs.length < 20 && !(runs.length >= 3 && Math.min(...runs) < 150)) {
    await page.reload();
    await page.waitForSelector('.tile');
    const measured = await page.evaluate(() => ({
      paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
      size: performance
        .getEntriesByType('resource')
        .filter((one) => !one.name.includes('/api/'))
        .reduce((sum, one) => sum + one.encodedBodySize, 0),
    }));
    runs.push(measured.paint);
    bytes = measured.size;
  }
  assert.ok(bytes > 10000 && bytes < 150 * 1024, `${bytes} bytes`);
  assert.ok(Math.min(...runs) < 150, `first paint after ${runs.map(Math.round)} ms`);
  await page.done();
});
