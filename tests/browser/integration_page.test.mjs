// The catalogue and the integration page: fields, secrets, test, save, alert source, log. Against the mock host.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open, site } from './support/mock_site.mjs';
import { make_delivery } from './mock_data.mjs';

const kName = 'Production PagerDuty';
const kThere = '#/integrations/Production%20PagerDuty';

const field = (page, name) => page.locator(`[data-field="${name}"]`);

test('connected integrations come first; search, capability and no match', async () => {
  const page = await open();
  assert.deepEqual(await page.locator('h2').allInnerTexts(), ['Connected', 'Available']);
  assert.match(
    await page.locator('.tile').first().innerText(),
    /Production PagerDuty[\s\S]*Connected[\s\S]*Last alert event/,
  );
  assert.match(await page.locator('.banner').innerText(), /broken\.so: not an ELF file/);
  await page.fill('#find', 'weather');
  await page.waitForFunction(() => document.querySelectorAll('.tile').length === 1);
  assert.match(page.url(), /text=weather/);
  await page.fill('#find', 'nothing like it');
  await page.getByText('No integration matches').waitFor();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.selectOption('#capability', 'Alert source');
  await page.waitForFunction(() => document.querySelectorAll('.tile').length === 2);
  await page.done();
});

test('a list that cannot be loaded offers to try again', async () => {
  site.world.fail.set('/api/integrations', {
    status: 503,
    code: 'busy',
    message: 'The store is busy.',
    hint: 'Try again in a moment.',
  });
  const page = await open();
  await page.getByText('The integrations could not be loaded').waitFor();
  site.world.fail.clear();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.locator('.tile').first().waitFor();
  await page.done();
});

test('mistakes are shown at their fields, tied for a screen reader, before anything is sent', async () => {
  const page = await open({ hash: '#/integrations/new/pagerduty' });
  await field(page, 'name').locator('input').fill('x');
  await field(page, 'name').locator('input').fill('');
  await page.getByRole('button', { name: 'Test Connection' }).click();
  const key = field(page, 'api_key').locator('input');
  assert.equal(await key.getAttribute('aria-invalid'), 'true');
  const described = (await key.getAttribute('aria-describedby')).split(' ');
  const words = await page.evaluate(
    (ids) => ids.map((id) => document.getElementById(id)?.textContent).join(' '),
    described,
  );
  assert.match(words, /API key is needed/);
  assert.match(words, /REST API key/);
  assert.equal(await key.getAttribute('autocomplete'), 'off');
  await page.done();
});

test('what the host finds wrong is shown at the field, and the input stays', async () => {
  const page = await open({ hash: '#/integrations/new/pagerduty' });
  await field(page, 'name').locator('input').fill('Second');
  await field(page, 'api_key').locator('input').fill('R0123456789ABCDEF');
  await page.getByRole('button', { name: 'Save' }).click();
  await field(page, 'api_key').getByText('Events API integration key').waitFor();
  assert.equal(await field(page, 'api_key').locator('input').inputValue(), 'R0123456789ABCDEF');
  await page.done();
});

test('a name that is taken is said at the name', async () => {
  const page = await open({ hash: '#/integrations/new/pagerduty' });
  await field(page, 'name').locator('input').fill(kName);
  await field(page, 'api_key').locator('input').fill('u+0123456789');
  await page.getByRole('button', { name: 'Save' }).click();
  await field(page, 'name').getByText('already').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.value), kName);
  await page.done();
});

test('save: off without changes, labelled when untested, then saved with its time', async () => {
  const page = await open({ hash: kThere });
  const save = page.getByRole('button', { name: 'Save', exact: true });
  assert.ok(await save.isDisabled());
  await page.getByText('No changes').waitFor();
  await field(page, 'region').getByText('EU', { exact: true }).click();
  await page.getByText('Not tested with these values').waitFor();
  await save.click();
  await page.getByText(/^Saved at \d\d:\d\d$/).waitFor();
  assert.ok(await save.isDisabled());
  assert.equal(site.world.integrations.get(kName).settings.region, 'eu');
  await page.done();
});

test('a secret is write-only: configured, replace, keep; the eye is there only while typing', async () => {
  const page = await open({ hash: kThere });
  const key = field(page, 'api_key');
  await key.getByText('Configured').waitFor();
  assert.equal(await key.locator('input').count(), 0);
  await key.getByRole('button', { name: 'Replace API key' }).click();
  const input = key.locator('input');
  assert.equal(await input.evaluate((one) => one === document.activeElement && one.type), 'password');
  assert.ok(await key.getByRole('button', { name: 'Show API key' }).isHidden());
  await input.fill('u+newnewnew');
  await key.getByRole('button', { name: 'Show API key' }).click();
  assert.equal(await input.getAttribute('type'), 'text');
  await key.getByRole('button', { name: 'Keep stored one' }).click();
  await key.getByText('Configured').waitFor();
  assert.ok(await page.getByRole('button', { name: 'Save', exact: true }).isDisabled());
  assert.ok(!(await page.content()).includes('u+newnewnew'));
  await page.done();
});

test('a setting that wipes a secret asks for it again', async () => {
  const page = await open({ hash: kThere });
  await field(page, 'endpoint').locator('input').fill('https://gateway.example.com');
  await page.getByText('This change clears API key').waitFor();
  await field(page, 'api_key').locator('input').fill('u+0123456789');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('The stored API key was cleared.').waitFor();
  await page.done();
});

test('maps: rows are added, checked and sent', async () => {
  const page = await open({ hash: kThere });
  const labels = field(page, 'labels');
  await labels.getByRole('button', { name: 'Add to labels' }).click();
  await page.keyboard.type('env');
  await page.keyboard.press('Tab');
  await page.keyboard.type('stage');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await labels.getByText('"env" stands there twice').waitFor();
  await labels.locator('.map-row').nth(1).locator('input').first().fill('team');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText(/^Saved at/).waitFor();
  assert.deepEqual(site.world.integrations.get(kName).settings.labels, { env: 'prod', team: 'stage' });
  await page.done();
});

test('leaving with changes asks, and staying keeps them', async () => {
  const page = await open({ hash: kThere });
  await field(page, 'time_zone').locator('input').fill('Europe/Paris');
  await page.locator('#nav a[data-place=alerts]').click();
  const box = page.getByRole('dialog', { name: 'Leave without saving?' });
  await box.waitFor();
  await page.keyboard.press('Escape');
  await box.waitFor({ state: 'detached' });
  assert.equal(await field(page, 'time_zone').locator('input').inputValue(), 'Europe/Paris');
  assert.match(page.url(), /integrations/);
  await page.locator('#nav a[data-place=alerts]').click();
  await box.getByRole('button', { name: 'Leave' }).click();
  await page.getByRole('heading', { name: 'Alerts', level: 1 }).waitFor();
  await page.done();
});

const outcomes = [
  ['a good key', 'u+0123456789', 'pass', /Connection works[\s\S]*Everything that is needed works/, []],
  [
    'a wrong key',
    'u+wrong56789',
    'fail',
    /does not accept[\s\S]*401 Unauthorized: [\s\S]*Copy the whole key again/,
    ['401 Unauthorized Error'],
  ],
  [
    'a missing permission',
    'u+no_schedules',
    'partial',
    /in part[\s\S]*403 Forbidden[\s\S]*read access to schedules/,
    [],
  ],
  ['a limited rate', 'u+limited789', 'partial', /429 Too Many Requests[\s\S]*Wait 30 s/, ['Rate Limiting']],
  ['the other side down', 'u+down456789', 'fail', /503 Service Unavailable[\s\S]*Not checked/, []],
];
for (const [name, key, verdict, words, symptoms] of outcomes) {
  test(`Test Connection, unsaved: ${name}`, async () => {
    const page = await open({ hash: '#/integrations/new/pagerduty' });
    await field(page, 'api_key').locator('input').fill(key);
    await page.getByRole('button', { name: 'Test Connection' }).click();
    await page.locator(`.verdict[data-verdict=${verdict}]`).waitFor();
    assert.match(await page.locator('section[aria-labelledby=test-title]').innerText(), words);
    assert.equal(await page.locator('.check').count(), 7);
    assert.deepEqual(
      await page.locator('section[aria-labelledby=test-title] details summary').allInnerTexts(),
      symptoms,
    );
    await page.waitForFunction(() => document.getElementById('say').textContent !== '');
    await page.done();
  });
}

test('a test result turns stale after an edit', async () => {
  const page = await open({ hash: '#/integrations/new/pagerduty' });
  await field(page, 'api_key').locator('input').fill('u+0123456789');
  await page.getByRole('button', { name: 'Test Connection' }).click();
  await page.locator('.verdict').waitFor();
  assert.equal(await page.getByText('This result is from before').count(), 0);
  await field(page, 'api_key').locator('input').fill('u+0123456789X');
  await page.getByText('This result is from before your last change').waitFor();
  await field(page, 'api_key').locator('input').fill('u+0123456789');
  await page.getByText('This result is from before').waitFor({ state: 'detached' });
  await page.done();
});

test('a running test can be cancelled; focus goes back to the button', async () => {
  site.world.slow_ms = 20000;
  const page = await open({ hash: '#/integrations/new/pagerduty' });
  await field(page, 'api_key').locator('input').fill('u+0123456789');
  await page.getByRole('button', { name: 'Test Connection' }).click();
  assert.ok(await page.getByRole('button', { name: 'Test Connection' }).isDisabled());
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('Test cancelled').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'test');
  await page.done();
});

test('a plugin that shares nothing with the first gets its page, and no alert source', async () => {
  const page = await open({ hash: '#/integrations/new/weather' });
  await page.getByRole('heading', { name: 'Connect Weather station' }).waitFor();
  assert.equal(await page.locator('#source-title').count(), 0);
  await field(page, 'name').locator('input').fill('Server room');
  await field(page, 'station').locator('input').fill('12');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await field(page, 'station').getByText('expected form').waitFor();
  await field(page, 'station').locator('input').fill('0012');
  await field(page, 'interval_s').locator('input').fill('4000');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await field(page, 'interval_s').getByText('at most 3600').waitFor();
  await field(page, 'interval_s').locator('input').fill('30');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('heading', { name: 'Server room', level: 1 }).waitFor();
  assert.deepEqual(site.world.integrations.get('Server room').settings, { station: '0012', interval_s: 30 });
  await page.done();
});

test('the webhook URL is masked, shown on request, copied with a spoken confirmation, and warned about on localhost', async () => {
  const page = await open({ hash: kThere });
  const output = page.locator('#webhook-url');
  assert.match(await output.innerText(), /•••/);
  await page.getByText('Not reachable from outside').waitFor();
  await page.getByRole('button', { name: 'Copy webhook URL' }).click();
  await page.waitForFunction(() => document.getElementById('say').textContent === 'Webhook URL copied');
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /\/api\/webhooks\/pagerduty\/wh_7c1d\.k3J9/);
  assert.match(await output.innerText(), /•••/, 'copying does not show it');
  await page.getByRole('button', { name: 'Show webhook URL' }).click();
  await page.waitForFunction(() => document.getElementById('webhook-url').textContent.includes('k3J9'));
  await page.getByRole('button', { name: 'Hide webhook URL' }).click();
  assert.match(await output.innerText(), /•••/);
  await page.done();
});

test('a new URL is made only on confirmation', async () => {
  const page = await open({ hash: kThere });
  await page.getByRole('button', { name: 'Regenerate URL' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  assert.equal(site.world.hidden_values.size, 0);
  await page.getByRole('button', { name: 'Regenerate URL' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Make a new URL' }).click();
  await page.getByText('New webhook URL made').first().waitFor();
  assert.equal(site.world.hidden_values.size, 1);
  await page.done();
});

test('the signing secret: set, replaced with a confirmation, removed with a confirmation, kept when untouched', async () => {
  const page = await open({ hash: kThere });
  const secret = field(page, 'signing_secret');
  const state = () => site.world.integrations.get(kName).secrets.signing_secret.set;
  const save = page.getByRole('button', { name: 'Save alert settings' });
  assert.ok(await save.isDisabled());
  await secret.locator('input').fill('first-secret');
  await save.click();
  await secret.getByText('Configured').waitFor();
  assert.ok(state());
  await secret.getByRole('button', { name: 'Replace' }).click();
  await secret.locator('input').fill('second-secret');
  await save.click();
  await page
    .getByRole('dialog', { name: 'Replace the signing secret?' })
    .getByRole('button', { name: 'Replace' })
    .click();
  await secret.getByText('Configured').waitFor();
  await field(page, 'region').getByText('EU', { exact: true }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText(/^Saved at/).waitFor();
  assert.ok(state(), 'an untouched secret is kept');
  await secret.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog', { name: 'Remove signing secret?' }).getByText('accepted unsigned').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  assert.ok(await save.isDisabled());
  await secret.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await save.click();
  await page.getByText('Signing secret removed').first().waitFor();
  assert.ok(!state());
  await page.done();
});

test('switching off asks; switching on shows the URL and waits for the first event, which arrives live', async () => {
  const page = await open({ hash: kThere });
  const toggle = page.getByRole('switch');
  await toggle.click();
  await page
    .getByRole('dialog', { name: 'Switch the alert source off?' })
    .getByRole('button', { name: 'Switch off' })
    .click();
  await page.getByText('The alert source is off').waitFor();
  const source = site.world.integrations.get(kName).alert_source;
  Object.assign(source, { waiting: true, last_event: undefined });
  site.world.deliveries = [];
  await toggle.click();
  await page.getByText('Waiting for first event').waitFor();
  assert.equal(await toggle.getAttribute('aria-checked'), 'true');
  const delivery = make_delivery(0, kName, { id: 'd_new', received_at: new Date().toISOString() });
  site.world.deliveries.unshift(delivery);
  Object.assign(source, {
    waiting: false,
    last_event: { at: delivery.received_at, event_type: delivery.event_type, outcome: 'stored' },
  });
  site.emit('delivery', delivery);
  await page.getByText(/Last event/).waitFor();
  assert.deepEqual(await page.locator('.waterfall li').evaluateAll((all) => all.map((one) => one.dataset.step)), [
    'delivered',
    'signature',
    'parsed',
    'mapped',
    'alert',
  ]);
  await page.locator('table[aria-labelledby=log-title] tbody tr').first().waitFor();
  await page.done();
});

test('refused deliveries in a row warn that the webhook will be switched off, with the remedies', async () => {
  Object.assign(site.world.integrations.get(kName).alert_source, { strike: 'warning', rejected_in_a_row: 2 });
  const page = await open({ hash: kThere });
  await page.getByText('2 deliveries in a row were refused').waitFor();
  await page.locator('.banner details summary', { hasText: 'Webhook Alerts Not Appearing' }).waitFor();
  await page.done();
});

test('the delivery log: outcome filter, details with redacted headers, older ones', async () => {
  const page = await open({ hash: kThere });
  const rows = page.locator('table[aria-labelledby=log-title] tbody');
  await page.waitForFunction(() => document.querySelectorAll('table[aria-labelledby=log-title] tbody').length === 20);
  await page.getByRole('button', { name: 'Show older' }).click();
  await page.waitForFunction(() => document.querySelectorAll('table[aria-labelledby=log-title] tbody').length === 30);
  await page.getByLabel('Outcome').selectOption('rejected');
  await page.waitForFunction(() => document.querySelectorAll('table[aria-labelledby=log-title] tbody').length === 5);
  await rows.first().getByRole('button').click();
  await rows.first().getByText('The signature does not match').waitFor();
  await rows.first().getByText('Headers').click();
  assert.match(await rows.first().locator('pre').first().innerText(), /x-pagerduty-signature: v1=\[redacted\]/);
  assert.match(await rows.first().innerText(), /What to do: Copy the signing secret/);
  await page.getByLabel('Outcome').selectOption('failed');
  await page.getByText('No delivery with this outcome').waitFor();
  await page.done();
});

test('diagnosis and reconciliation run from where the symptom is', async () => {
  const page = await open({ hash: kThere });
  await page.getByText('Alerts do not arrive?').click();
  await page.getByRole('button', { name: 'Find the cause' }).click();
  await page.getByText('one webhook with this URL').waitFor();
  await page.getByRole('button', { name: 'Bring alerts up to date' }).click();
  await page.getByText('1 alert was brought up to date').waitFor();
  await page.done();
});

test('a test alert is sent, announced with a link, marked as a test, and resolved', async () => {
  const page = await open({ hash: kThere });
  const send = page.getByRole('button', { name: 'Send test alert' });
  const end = page.getByRole('button', { name: 'Resolve test alert' });
  const result = page.locator('[role=status][data-role=test-alert]');
  await send.waitFor();
  assert.ok(!(await end.isVisible()), 'there is nothing to resolve yet');
  site.world.fail.set('/api/integrations/Production%20PagerDuty/alert-source/test', {
    status: 503,
    code: 'busy',
    message: 'The host has too much to store.',
  });
  await send.click();
  await page.getByText('The host has too much to store.').waitFor();
  assert.equal(site.world.tests, 0);
  site.world.fail.clear();
  await send.click();
  await result.getByText('Test alert sent').waitFor();
  assert.equal(await page.getByText('The host has too much to store.').count(), 0);
  await end.waitFor();
  await result.getByRole('link', { name: `Test alert from ${kName}` }).click();
  await page.getByRole('heading', { name: `Test alert from ${kName}`, level: 1 }).waitFor();
  await page.locator('.page-head .badge').getByText('Test', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'Alerts' }).first().click();
  const row = page.locator('tbody tr', { hasText: `Test alert from ${kName}` });
  await row.locator('.badge').getByText('Test', { exact: true }).waitFor();
  assert.equal(await page.locator('tbody .name .badge').count(), 1, 'no other alert is marked');
  await page.goto(`${site.url}/${kThere}`);
  await end.click();
  await result.getByText('Test alert resolved').waitFor();
  assert.ok(!(await end.isVisible()));
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Send test alert');
  assert.equal(site.world.alerts.find((one) => one.fingerprint === 'test:1').status, 'resolved');
  await page.done();
});

test('credentials that stopped working start a flow of their own', async () => {
  site.world.integrations.get(kName).status = 'needs_attention';
  const page = await open({ hash: kThere });
  await page.getByRole('button', { name: 'Enter a new key' }).click();
  assert.equal(
    await field(page, 'api_key')
      .locator('input')
      .evaluate((one) => one === document.activeElement),
    true,
  );
  await page.done();
});

test('deleting needs the name typed', async () => {
  const page = await open({ hash: kThere });
  await page.getByRole('button', { name: 'Delete integration' }).click();
  const box = page.getByRole('dialog');
  const sure = box.getByRole('button', { name: 'Delete', exact: true });
  assert.ok(await sure.isDisabled());
  await box.locator('input').fill('production');
  assert.ok(await sure.isDisabled());
  await box.locator('input').fill(kName);
  await sure.click();
  await page.getByRole('heading', { name: 'Integrations', level: 1 }).waitFor();
  assert.equal(site.world.integrations.size, 0);
  await page.getByText('Nothing is connected yet').waitFor();
  await page.done();
});
