// Pictures of every view, light and dark, wide and narrow, of the real host with a day's worth of events. They are written
// to build/browser, to be looked at; the test fails if one cannot be taken.
import { mkdir, stat } from 'node:fs/promises';
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { open_page, start_browser } from './support/browser.mjs';
import { start_world, until } from './support/world.mjs';

const kFolder = join(process.env.BUILD_DIR ?? fileURLToPath(new URL('../../build', import.meta.url)), 'browser');
const kName = 'Production PagerDuty';
const kThere = `#/integrations/${encodeURIComponent(kName)}`;
const kIncidents = [
  ['checkout', 'Checkout latency above 2 s in eu-west-1', 'critical'],
  ['payments-api', 'Card declines at 14 %, usually 3 %', 'critical'],
  ['checkout', 'Error rate above 5 % on POST /order', 'error'],
  ['payments-api', 'Queue settlement-retry is growing', 'warning'],
  ['checkout', 'Certificate of pay.example.com expires in 3 days', 'info'],
  ['payments-api', 'Replica lag above 30 s on payments-db-3', 'warning'],
];
let chromium;
let world;

before(async () => {
  chromium = await start_browser();
  world = await start_world();
  await mkdir(kFolder, { recursive: true });
  await world.connect(kName, { time_zone: 'Europe/Berlin', labels: { env: 'prod' } });
  await world.api('POST', `/api/integrations/${encodeURIComponent(kName)}/test`, {});
  await world.api('PUT', `/api/integrations/${encodeURIComponent(kName)}/alert-source`, { enabled: true });
  const { secret, id } = await world.subscribe(kName);
  await world.api('PUT', `/api/integrations/${encodeURIComponent(kName)}`, { settings: { signing_secret: secret } });
  await world.rest('POST', `/webhook_subscriptions/${id}/ping`);
  for (const [index, [service, title, severity]] of kIncidents.entries()) {
    await world.act(
      'trigger',
      '--service',
      service,
      '--title',
      title,
      '--severity',
      severity,
      '--dedup-key',
      `shot-${index}`,
    );
    if (index % 2) await world.act('ack', '--dedup-key', `shot-${index}`);
    if (index === 4) await world.act('resolve', '--dedup-key', `shot-${index}`);
  }
  await until(async () => (await world.api('GET', '/api/alerts')).total === kIncidents.length, 10000, 'the alerts');
  await world.act('ack', '--dedup-key', 'shot-0');
});
after(async () => {
  await chromium?.close();
  await world?.stop();
});

const ask = (words) => async (page) => {
  await page.getByRole('button', { name: words }).click();
  await page.locator('.answer').waitFor();
};
const views = [
  ['sign-in', null, async () => {}],
  ['integrations', '#/integrations', (page) => page.locator('.tile').first().waitFor()],
  ['integration', kThere, (page) => page.locator('table[aria-labelledby=log-title] tbody').first().waitFor()],
  ['new-integration', '#/integrations/new/pagerduty', (page) => page.locator('#test').waitFor()],
  ['alerts', '#/alerts', (page) => page.locator('tbody tr').nth(3).waitFor()],
  [
    'alert',
    '#/alerts',
    async (page) => {
      await page.locator('tbody tr', { hasText: 'Checkout latency' }).locator('a').click();
      await page.getByRole('heading', { name: 'History' }).waitFor();
    },
  ],
  ['console-on-call', '#/console', ask(/on call for the payments team/i)],
  ['console-timeline', '#/console', ask(/timeline of incident #12345/i)],
  ['console-incidents', '#/console', ask(/open incidents/i)],
];

for (const theme of ['light', 'dark']) {
  for (const width of [1360, 360]) {
    for (const [name, hash, prepare] of views) {
      test(`picture of ${name}, ${theme}, ${width} px`, async () => {
        const page = await open_page(chromium, world, {
          hash: hash ?? '',
          theme,
          width,
          height: width > 700 ? 900 : 760,
          signed_in: hash !== null,
        });
        await prepare(page);
        await page.locator('.toast').waitFor({ state: 'detached' });
        await page.evaluate(() => document.activeElement?.blur());
        const file = join(kFolder, `${name}-${theme}-${width}.png`);
        await page.screenshot({ path: file.replace('.png', '-window.png'), animations: 'disabled' });
        await page.screenshot({ path: file, fullPage: true, animations: 'disabled' });
        assert.ok((await stat(file)).size > 5000);
        await page.done();
      });
    }
  }
}
