// What changes while a view is open, or while it is being read, reaches it. Against the mock host.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open, site } from './support/mock_site.mjs';
import { ago, make_alert } from './mock_data.mjs';

const kName = 'Production PagerDuty';

/** Tells the page of an alert that no view shows, and waits until it has seen it: everything told before has arrived. */
async function until_told(page) {
  const seen = await page.evaluate(() => window.events_seen);
  site.emit('delivery', { integration: 'nobody' });
  await page.waitForFunction((before) => window.events_seen > before, seen);
}

async function open_counting(options) {
  const page = await open({ ...options, hash: '#/console' });
  await page.evaluate(() => {
    window.events_seen = 0;
    const stream = new EventSource('/api/stream');
    for (const type of ['alert', 'integration', 'delivery'])
      stream.addEventListener(type, () => {
        window.events_seen += 1;
      });
    return new Promise((done) => {
      stream.onopen = done;
    });
  });
  return page;
}

const status_of = (status) => {
  const one = site.world.integrations.get(kName);
  one.status = status;
  return ['integration', one];
};

for (const { view, hash, reads, change, shown } of [
  {
    view: 'an integration',
    hash: '#/integrations/Production%20PagerDuty',
    reads: '**/api/integrations/Production%20PagerDuty',
    change: () => status_of('error'),
    shown: (page) => page.locator('.page-head .badge', { hasText: 'Error' }),
  },
  {
    view: 'the integrations',
    hash: '#/integrations',
    reads: '**/api/integrations',
    change: () => status_of('error'),
    shown: (page) => page.locator('.tile', { hasText: kName }).getByText('Error'),
  },
  {
    view: 'an alert',
    hash: '#/alerts/al_0',
    reads: '**/api/alerts/al_0',
    change: () => ['alert', Object.assign(site.world.alerts[0], { status: 'resolved', ends_at: ago(0) })],
    shown: (page) => page.locator('.page-head .badge', { hasText: 'Resolved' }),
  },
  {
    view: 'the alerts',
    hash: '#/alerts?status=any',
    reads: '**/api/alerts?*limit=50*',
    change: () => {
      site.world.alerts.unshift(make_alert(0, { id: 'al_new', name: 'Meanwhile', updated_at: ago(0) }));
      return ['alert', site.world.alerts[0]];
    },
    shown: (page) => page.getByText('Meanwhile'),
  },
]) {
  test(`what changes while ${view} is being read is shown`, async () => {
    const page = await open_counting();
    let changed = false;
    await page.route(reads, async (route) => {
      const answer = await route.fetch(); // what stood there before the change
      if (!changed) {
        changed = true;
        site.emit(...change());
        await until_told(page);
      }
      await route.fulfill({ response: answer });
    });
    await page.evaluate((where) => {
      location.hash = where;
    }, hash);
    await shown(page).first().waitFor();
    assert.ok(changed);
    await page.done();
  });
}

test('a test that somebody else ran does not pass for one of what stands in the form', async () => {
  const one = site.world.integrations.get(kName);
  const table = one.last_test;
  one.last_test = null;
  const page = await open({ hash: '#/integrations/Production%20PagerDuty' });
  await page.locator('[data-field=name] input').waitFor();
  await page.locator('[data-field=api_key]').getByRole('button', { name: 'Replace' }).click();
  await page.locator('[data-field=api_key] input').fill('u+another-key-of-ours');
  one.last_test = { ...table, at: ago(0) };
  site.emit('integration', one);
  await page.locator('.verdict').waitFor();
  await page.getByText('This result is from before your last change').waitFor();
  await page.getByText('Not tested with these values').waitFor();
  await page.done();
});

test('alerts that come without a pause are shown as they come', async () => {
  const page = await open({ hash: '#/alerts' });
  await page.locator('tbody tr').first().waitFor();
  let count = 0;
  const storm = setInterval(() => {
    count += 1;
    site.world.alerts.unshift(
      make_alert(0, { id: `al_storm_${count}`, name: `Storm ${count}`, updated_at: ago(0), starts_at: ago(0) }),
    );
    site.emit('alert', site.world.alerts[0]);
  }, 40);
  try {
    await page.getByText('Storm 1', { exact: true }).waitFor({ timeout: 3000 });
  } finally {
    clearInterval(storm);
  }
  await page.waitForFunction(
    (wanted) => document.querySelector('#nav a[data-place=alerts]').textContent.includes(wanted),
    String(site.world.alerts.filter((one) => one.status === 'firing').length),
  );
  await page.done();
});

test('an alert that is being read keeps its place; its state changes at once, its story when focus leaves', async () => {
  const page = await open({ hash: '#/alerts/al_0' });
  await page.getByRole('heading', { name: 'History' }).waitFor();
  await page.getByText('Raw payload of the last event').focus();
  await page.evaluate(() => {
    window.marked = document.activeElement;
  });
  Object.assign(site.world.alerts[0], { status: 'resolved', ends_at: ago(0) });
  site.emit('alert', site.world.alerts[0]);
  await page.locator('.page-head .badge', { hasText: 'Resolved' }).waitFor();
  assert.ok(await page.evaluate(() => window.marked === document.activeElement));
  assert.equal(await page.locator('dt', { hasText: 'Resolved' }).count(), 0);
  await page.locator('a.crumb').focus();
  await page.locator('dt', { hasText: 'Resolved' }).waitFor();
  await page.done();
});
