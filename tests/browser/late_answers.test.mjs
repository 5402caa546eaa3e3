// An answer that arrives late is never shown as one to something else that was asked, chosen or changed meanwhile.
// Against the mock host.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open, site } from './support/mock_site.mjs';
import { hold_answers, settled } from './support/hold.mjs';
import { ago, make_alert, make_delivery } from './mock_data.mjs';

const kName = 'Production PagerDuty';
const kThere = '#/integrations/Production%20PagerDuty';
const kOnCall = 'Who is on call for the payments team?';

const field = (page, name) => page.locator(`[data-field="${name}"]`);
const answer = (page) => page.getByRole('region', { name: 'Answer' });
const go = (page, hash) =>
  page.evaluate((where) => {
    location.hash = where;
  }, hash);

/** A second integration, of a plugin that answers other questions. */
function connect_weather() {
  const one = structuredClone(site.world.integrations.get(kName));
  Object.assign(one, { name: 'Server room', plugin: 'weather', settings: {}, secrets: {}, last_test: null });
  site.world.integrations.set(one.name, one);
}

// The console.

for (const { change, act, shown } of [
  {
    change: 'another example',
    act: (page) => page.getByRole('button', { name: 'What is the timeline of incident #12345?' }).click(),
    shown: /Incident #12345 was triggered by Datadog/,
  },
  {
    change: 'another operation',
    act: (page) => page.locator('.ops button', { hasText: 'Incidents' }).click(),
    shown: /^$/,
  },
  {
    change: 'an argument that is changed',
    act: (page) => field(page, 'team').locator('input').fill('search'),
    shown: /^Cancelled: the question was changed\.$/,
  },
  {
    change: 'a step back',
    act: (page) => page.goBack(),
    shown: /^$/,
  },
  {
    change: 'another integration',
    act: async (page) => {
      await page.locator('.page-head select').selectOption('Server room');
      await page.getByRole('heading', { name: 'Read the sensor' }).waitFor();
    },
    shown: /^$/,
  },
]) {
  test(`console: an answer is not shown under ${change}`, async () => {
    connect_weather();
    const page = await open({ hash: '#/console' });
    await page.locator('.ops button', { hasText: 'Incident timeline' }).click();
    let first = true;
    const late = await hold_answers(page, (url) => {
      const mine = first && url.pathname.endsWith('/query');
      if (mine) first = false;
      return mine;
    });
    await page.getByRole('button', { name: kOnCall }).click();
    assert.equal((await late.asked(0)).postDataJSON().operation, 'who_is_on_call');
    await act(page);
    await page.waitForFunction(
      (words) => new RegExp(words).test(document.querySelector('section[aria-label=Answer]')?.innerText.split('\n')[0]),
      shown.source,
    );
    await late.release(0);
    assert.match((await answer(page).innerText()).split('\n')[0], shown);
    assert.equal(await page.getByText('Alice Jensen is on call').count(), 0); // nor announced
    assert.ok(await page.locator('#ask').isEnabled());
    await page.done();
  });
}

test('console: an answer is marked while its arguments stand otherwise in the form', async () => {
  const page = await open({ hash: '#/console' });
  await page.getByRole('button', { name: kOnCall }).click();
  await answer(page).getByText('Alice Jensen is on call for Payments').first().waitFor();
  const mark = answer(page).getByText('This answer is from before your last change');
  assert.equal(await mark.count(), 0);
  await field(page, 'team').locator('input').fill('search');
  await mark.waitFor();
  await field(page, 'team').locator('input').fill('payments');
  await mark.waitFor({ state: 'detached' });
  await page.done();
});

test('console: the integration chosen last is the one that is shown and asked', async () => {
  connect_weather();
  const page = await open({ hash: '#/console' });
  const picker = page.locator('.page-head select');
  await picker.selectOption('Server room');
  await page.getByRole('heading', { name: 'Read the sensor' }).waitFor();
  await picker.selectOption(kName);
  await page.getByRole('heading', { name: 'Who is on call' }).waitFor();
  const asked = page.waitForRequest((request) => request.url().endsWith('/query'));
  await page.getByRole('button', { name: kOnCall }).click();
  assert.match((await asked).url(), /Production%20PagerDuty/);
  await page.done();
});

test('console: two integrations chosen, read in the wrong order', async () => {
  connect_weather();
  const page = await open({ hash: '#/console' });
  await page.getByRole('heading', { name: 'Who is on call' }).waitFor();
  const late = await hold_answers(page, '**/api/integrations');
  await go(page, '#/console?integration=Server%20room');
  await late.asked(0);
  await go(page, `#/console?integration=${encodeURIComponent(kName)}`);
  await late.release(1);
  await page.getByRole('heading', { name: 'Who is on call' }).waitFor();
  await late.release(0);
  assert.equal(await page.getByRole('heading', { name: 'Read the sensor' }).count(), 0);
  assert.match(page.url(), /Production/);
  await page.done();
});

// Every view.

for (const { view, hash } of [
  { view: 'an alert', hash: '#/alerts/al_0' },
  { view: 'an integration', hash: kThere },
  { view: 'the integrations', hash: '#/integrations' },
  { view: 'the console', hash: '#/console' },
]) {
  test(`${view} that was left before it was read does not come up in another one's place`, async () => {
    const page = await open({ hash });
    const late = await hold_answers(page, '**/api/plugins'); // what a view waits for, and reads but once
    await page.reload();
    await late.asked(0);
    await go(page, '#/nonsense');
    await page.getByRole('heading', { name: 'Nothing here' }).waitFor();
    await late.release(0);
    assert.deepEqual(await page.locator('h1').allInnerTexts(), ['Nothing here']);
    assert.match(page.url(), /#\/nonsense$/);
    await page.done();
  });
}

for (const { view, hash, type } of [
  { view: 'alerts', hash: '#/alerts', type: 'input[name=text]' },
  { view: 'integrations', hash: '#/integrations', type: '#find' },
]) {
  test(`words typed into the filter of the ${view} do not reach the address of the next view`, async () => {
    const page = await open({ hash });
    await page.locator(type).waitFor();
    await page.clock.install();
    await page.locator(type).fill('checkout');
    await go(page, '#/nonsense');
    await page.getByRole('heading', { name: 'Nothing here' }).waitFor();
    await page.clock.runFor(1000);
    assert.match(page.url(), /#\/nonsense$/);
    await page.done();
  });
}

test('a refusal of a session that is over does not end the next one', async () => {
  const page = await open({ hash: '#/alerts' });
  await page.locator('tbody tr').first().waitFor();
  const late = await hold_answers(page, '**/api/alerts?limit=1');
  await page.context().clearCookies();
  site.emit('alert', site.world.alerts[0]);
  await late.asked(0);
  await page.getByText('Your session has ended').waitFor();
  await page.fill('#token', site.token);
  await page.keyboard.press('Enter');
  await page.locator('tbody tr').first().waitFor();
  await late.release(0);
  assert.ok(await page.locator('#token').isHidden());
  await page.locator('tbody tr').first().waitFor();
  await page.done();
});

test('the check of a session that is over does not end the next one', async () => {
  const page = await open({ hash: '#/integrations' });
  const late = await hold_answers(page, '**/api/session', { method: 'GET' });
  // What the opened stream makes the page read again would find out first that the session is over: not told here.
  await hold_answers(page, '**/api/alerts?limit=1');
  await hold_answers(page, '**/api/integrations');
  await page.locator('#live').getByText('Live').waitFor();
  await page.context().clearCookies();
  for (const stream of site.world.streams) stream.end();
  await late.asked(0); // the stream was refused: does the session still hold?
  await go(page, '#/alerts');
  await page.getByText('Your session has ended').waitFor();
  await page.fill('#token', site.token);
  await page.keyboard.press('Enter');
  await late.release(1);
  await page.locator('tbody tr').first().waitFor();
  await late.release(0);
  assert.ok(await page.locator('#token').isHidden());
  await page.locator('tbody tr').first().waitFor();
  await page.done();
});

// The integration page.

const key_input = (page) => field(page, 'api_key').locator('input');

for (const { result, plan, shown } of [
  { result: 'a verdict', plan: () => {}, shown: (page) => page.locator('.verdict') },
  {
    result: 'a refusal of the settings',
    plan: () =>
      site.world.fail.set('/api/test', {
        status: 422,
        code: 'bad_settings',
        message: 'Some settings are not right.',
        problems: [{ pointer: '/api_key', message: 'This is no key.' }],
      }),
    shown: (page) => page.getByText('The test could not be run'),
  },
]) {
  test(`Test Connection: ${result} that arrives after an edit is not one of what stands in the form`, async () => {
    const page = await open({ hash: '#/integrations/new/pagerduty' });
    plan();
    const late = await hold_answers(page, '**/api/test');
    await key_input(page).fill('u+first-key-0');
    await page.getByRole('button', { name: 'Test Connection' }).click();
    await late.asked(0);
    await key_input(page).fill('u+other-key-0');
    await late.release(0);
    await shown(page).waitFor();
    await page.getByText('This result is from before your last change').waitFor();
    assert.equal(await key_input(page).getAttribute('aria-invalid'), null);
    await key_input(page).fill('u+first-key-0');
    await page.getByText('This result is from before your last change').waitFor({ state: 'detached' });
    await page.done();
  });
}

for (const { form, input, change, save, saved } of [
  {
    form: 'the settings',
    input: (page) => field(page, 'time_zone').locator('input'),
    change: (page) => field(page, 'time_zone').locator('input').fill('Europe/Paris'),
    save: 'Save',
    saved: /^Saved at/,
  },
  {
    form: 'the alert settings',
    input: (page) => field(page, 'signing_secret').locator('input'),
    change: (page) => field(page, 'signing_secret').locator('input').fill('first-secret'),
    save: 'Save alert settings',
    saved: 'Alert settings saved',
  },
]) {
  test(`${form} cannot be changed while they are being saved, so that nothing typed is lost`, async () => {
    const page = await open({ hash: kThere });
    await change(page);
    const before = await input(page).inputValue();
    const late = await hold_answers(page, '**/api/integrations/Production%20PagerDuty', { method: 'PUT' });
    await page.getByRole('button', { name: save, exact: true }).click();
    await late.asked(0);
    await input(page).evaluate((one) => one.focus());
    await page.keyboard.type('typed meanwhile');
    assert.equal(await input(page).inputValue(), before);
    await late.release(0);
    await page.getByText(saved).first().waitFor();
    await page.done();
  });
}

test('settings that were refused can be changed again, and the one at fault has focus', async () => {
  const page = await open({ hash: kThere });
  await field(page, 'time_zone').locator('input').fill('Mars/Olympus');
  site.world.fail.set('/api/integrations/Production%20PagerDuty', {
    status: 422,
    code: 'bad_settings',
    message: 'Some settings are not right.',
    problems: [{ pointer: '/time_zone', message: 'There is no such zone.' }],
  });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await field(page, 'time_zone').getByText('There is no such zone.').waitFor();
  await page.keyboard.type('!');
  assert.match(await field(page, 'time_zone').locator('input').inputValue(), /!/);
  await page.done();
});

test('what the host did besides saving is told on the page of what was saved, not on another', async () => {
  connect_weather();
  const page = await open({ hash: kThere });
  await field(page, 'name').locator('input').fill('Renamed');
  await field(page, 'endpoint').locator('input').fill('https://gateway.example.com');
  await key_input(page).fill('u+0123456789');
  const late = await hold_answers(page, '**/api/integrations/Renamed');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await late.asked(0);
  await go(page, '#/integrations/Server%20room');
  await page.getByRole('heading', { name: 'Server room', level: 1 }).waitFor();
  assert.equal(await page.getByText('The stored API key was cleared.').count(), 0);
  await page.done();
});

test('discarding changes brings back what the host said last, not what it said first', async () => {
  const page = await open({ hash: kThere });
  await field(page, 'time_zone').locator('input').fill('Europe/Paris');
  const one = site.world.integrations.get(kName);
  one.status = 'error';
  site.emit('integration', one);
  await page.locator('.page-head .badge', { hasText: 'Error' }).waitFor();
  await page.getByRole('button', { name: 'Discard changes' }).click();
  await page.getByText('No changes').waitFor();
  assert.match(await page.locator('.page-head .badge').innerText(), /Error/);
  await page.done();
});

// The alert source.

test('alert source: what was read before the switch was turned does not turn it back', async () => {
  const page = await open({ hash: '#/alerts' });
  const late = await hold_answers(page, '**/alert-source', { method: 'GET' });
  await go(page, kThere);
  await late.asked(0);
  await page.getByRole('switch').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Switch off' }).click();
  await page.locator('#source-switch[aria-checked=false]').waitFor();
  await late.release(0);
  assert.equal(await page.getByRole('switch').getAttribute('aria-checked'), 'false');
  await page.getByText('The alert source is off').waitFor();
  await page.done();
});

for (const { button, check } of [
  {
    button: 'Show webhook URL',
    check: async (page) => assert.match(await page.locator('#webhook-url').innerText(), /•••/),
  },
  {
    button: 'Copy webhook URL',
    check: async (page) => assert.equal(await page.evaluate(() => navigator.clipboard.readText()), ''),
  },
]) {
  test(`webhook URL: ${button} never gives the one before a new one was made`, async () => {
    const page = await open({ hash: kThere });
    await page.evaluate(() => navigator.clipboard.writeText(''));
    const late = await hold_answers(page, '**/alert-source/url');
    await page.getByRole('button', { name: button }).click();
    await late.asked(0);
    await page.getByRole('button', { name: 'Regenerate URL' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Make a new URL' }).click();
    await page.getByText('New webhook URL made').first().waitFor();
    await late.release(0);
    await check(page);
    await page.done();
  });
}

const kChanged = 'The alert source was changed meanwhile. Ask again.';
for (const { change, act, shown } of [
  {
    change: 'the other button is pressed',
    act: (page) => page.getByRole('button', { name: 'Bring alerts up to date' }).click(),
    shown: '1 alert was brought up to date',
  },
  {
    change: 'a new URL is made',
    act: async (page) => {
      await page.getByRole('button', { name: 'Regenerate URL' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Make a new URL' }).click();
    },
    shown: kChanged,
  },
  {
    change: 'another signing secret is saved',
    act: async (page) => {
      await field(page, 'signing_secret').locator('input').fill('first-secret');
      await page.getByRole('button', { name: 'Save alert settings' }).click();
    },
    shown: kChanged,
  },
  {
    change: 'the source is switched off and on',
    act: async (page) => {
      await page.getByRole('switch').click();
      await page.getByRole('dialog').getByRole('button', { name: 'Switch off' }).click();
      await page.locator('#source-switch[aria-checked=false]').waitFor();
      await page.getByRole('switch').click();
    },
    shown: kChanged,
  },
]) {
  test(`diagnosis: an answer is dropped when ${change}`, async () => {
    const page = await open({ hash: kThere });
    await page.getByText('Alerts do not arrive?').click();
    const late = await hold_answers(page, '**/query');
    await page.getByRole('button', { name: 'Find the cause' }).click();
    await late.asked(0);
    await act(page);
    await page.getByText(shown).waitFor();
    await late.release(0);
    assert.equal(await page.getByText('one webhook with this URL').count(), 0);
    await page.getByText(shown).waitFor();
    await page.done();
  });
}

// The delivery log.

const log_rows = (page) => page.locator('table[aria-labelledby=log-title] tbody');
const wait_log = (page, count) =>
  page.waitForFunction(
    (wanted) => document.querySelectorAll('table[aria-labelledby=log-title] tbody').length === wanted,
    count,
  );

test('delivery log: deliveries of one outcome are not shown under another', async () => {
  const page = await open({ hash: kThere });
  await wait_log(page, 20);
  const late = await hold_answers(page, /deliveries\?outcome=rejected/);
  await page.getByLabel('Outcome').selectOption('rejected');
  await late.asked(0);
  await page.getByLabel('Outcome').selectOption('');
  await settled(page);
  await late.release(0);
  assert.equal(await log_rows(page).count(), 20);
  await page.done();
});

test('delivery log: older ones of all outcomes are not added to those of one', async () => {
  const page = await open({ hash: kThere });
  await wait_log(page, 20);
  const late = await hold_answers(page, /deliveries\?.*before=/);
  await page.getByRole('button', { name: 'Show older' }).click();
  await late.asked(0);
  await page.getByLabel('Outcome').selectOption('rejected');
  await wait_log(page, 5);
  await late.release(0);
  assert.equal(await log_rows(page).count(), 5);
  await page.done();
});

test('delivery log: what arrives while older ones are read leaves no gap', async () => {
  const page = await open({ hash: kThere });
  await wait_log(page, 20);
  const late = await hold_answers(page, /deliveries\?.*before=/);
  await page.getByRole('button', { name: 'Show older' }).click();
  await late.asked(0);
  for (let at = 0; at < 5; at += 1) {
    const fresh = make_delivery(0, kName, { id: `d_fresh_${at}`, event_type: 'incident.fresh', received_at: ago(0) });
    site.world.deliveries.unshift(fresh);
    site.emit('delivery', fresh);
  }
  await page.waitForFunction(
    () =>
      document.querySelector('table[aria-labelledby=log-title] tbody [aria-label*="incident.fresh"]') !== null &&
      document.querySelectorAll('table[aria-labelledby=log-title] tbody [aria-label*="incident.fresh"]').length === 5,
  );
  await late.release(0);
  await wait_log(page, 35);
  await page.done();
});

test('delivery log: why a delivery was refused is not replaced by what was known before', async () => {
  const one = make_delivery(0, kName, { id: 'd_late', outcome: 'rejected', explanation: 'Not known yet.' });
  site.world.deliveries.unshift(one);
  const page = await open({ hash: kThere });
  await wait_log(page, 20);
  const late = await hold_answers(page, '**/api/deliveries/d_late');
  await log_rows(page).first().getByRole('button').click();
  await late.asked(0);
  one.explanation = 'It is signed with another secret.';
  site.emit('delivery', one);
  await late.release(1);
  await log_rows(page).first().getByText('It is signed with another secret.').waitFor();
  await late.release(0);
  assert.match(await log_rows(page).first().innerText(), /signed with another secret/);
  await page.done();
});

// The Alerts page.

test('alerts: those of one filter are not shown under another', async () => {
  const page = await open({ hash: '#/alerts' });
  const rows = page.locator('table[aria-labelledby=alerts-title] tbody tr');
  await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 24);
  const late = await hold_answers(page, /alerts\?.*severity=critical/);
  await page.locator('select[name=severity]').selectOption('critical');
  await late.asked(0);
  await page.locator('select[name=severity]').selectOption('');
  await settled(page);
  await late.release(0);
  assert.equal(await rows.count(), 24);
  await page.done();
});

test('alerts: one alert is not shown under the address of another', async () => {
  site.world.alerts.unshift(make_alert(0, { id: 'al_first', name: 'The first' }));
  const page = await open({ hash: '#/alerts' });
  const late = await hold_answers(page, '**/api/alerts/al_first');
  await go(page, '#/alerts/al_first');
  await late.asked(0);
  await go(page, '#/alerts/al_1');
  await page.getByRole('heading', { name: 'History' }).waitFor();
  await late.release(0);
  assert.equal(await page.getByRole('heading', { name: 'The first' }).count(), 0);
  await page.done();
});
