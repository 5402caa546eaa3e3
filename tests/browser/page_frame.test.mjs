// Sign-in, navigation, theme, times, live state, and what the first view costs. Against the mock host.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { open_page, sideways, start_browser } from './support/browser.mjs';
import { start_mock } from './mock_host.mjs';

let chromium;
let site;
before(async () => {
  chromium = await start_browser();
  site = await start_mock();
});
after(async () => {
  await chromium.close();
  await site.close();
});

test('where the token is, is said before the first try; a wrong one is refused in one sentence', async () => {
  const page = await open_page(chromium, site, { signed_in: false });
  const words = await page.locator('.signin').innerText();
  assert.match(words, /link that serve prints[\s\S]*admin\.token/);
  assert.match(await page.locator('#token-help').innerText(), /admin\.token/);
  await page.fill('#token', 'nonsense');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').filter({ hasText: 'This is not the admin token.' }).waitFor();
  assert.equal(await page.locator('#token').getAttribute('aria-invalid'), 'true');
  const more = (await page.locator('.signin').innerText()).replace(words, '').split('\n');
  assert.deepEqual(
    more.filter((line) => !words.includes(line)),
    ['This is not the admin token.'],
  );
  await page.fill('#token', site.token);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Integrations', level: 1 }).waitFor();
  await page.done();
});

test('a token in the address is used once and does not stay there', async () => {
  const page = await open_page(chromium, site);
  assert.ok(!(await page.evaluate(() => location.href)).includes(site.token));
  assert.equal(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage })), '{}');
  await page.done();
});

for (const { where, leave } of [
  { where: 'the sign-in view', leave: (page) => page.getByRole('button', { name: 'Sign out' }).click() },
  { where: 'a view whose session is over', leave: (page) => page.context().clearCookies() },
]) {
  test(`the link that serve prints signs in from ${where} too, and its token does not stay`, async () => {
    const page = await open_page(chromium, site, { hash: '#/alerts' });
    await page.locator('tbody tr').first().waitFor();
    await leave(page);
    await page.goto(`${site.url}/#/?token=${site.token}`); // the same document: only the hash changes
    await page.getByRole('heading', { name: 'Integrations', level: 1 }).waitFor();
    await page.locator('.tile').first().waitFor();
    assert.ok(await page.locator('#token').isHidden());
    assert.ok(!page.url().includes(site.token));
    await page.goBack();
    assert.ok(!page.url().includes(site.token));
    await page.done();
  });
}

test('a link with a wrong token asks for the right one', async () => {
  const page = await open_page(chromium, site, { signed_in: false });
  await page.goto(`${site.url}/#/?token=old`);
  await page.locator('#token').waitFor();
  await page.waitForFunction(() => !location.hash.includes('token'));
  await page.getByText('The token of this link is not right.').waitFor();
  await page.done();
});

test('a session that ends asks for the token again and comes back to the same view', async () => {
  const page = await open_page(chromium, site, { hash: '#/alerts?severity=high' });
  await page.context().clearCookies();
  await page.evaluate(() => {
    location.hash = '#/console';
  });
  await page.getByText('Your session has ended').waitFor();
  await page.fill('#token', site.token);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Agent console', level: 1 }).waitFor();
  await page.done();
});

test('sign out ends the session', async () => {
  const page = await open_page(chromium, site);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.locator('#token').waitFor();
  assert.equal(await page.evaluate(async () => (await fetch('/api/integrations')).status), 401);
  await page.done();
});

test('an address that leads nowhere says so', async () => {
  const page = await open_page(chromium, site, { hash: '#/nonsense/%E0%A4%A' });
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.evaluate(() => {
    location.hash = '#/nonsense';
  });
  await page.getByText('This address leads nowhere').waitFor();
  await page.done();
});

test('an alert that does not exist says so', async () => {
  const page = await open_page(chromium, site, { hash: '#/integrations' });
  await page.evaluate(() => {
    location.hash = '#/alerts/none';
  });
  await page.getByText('There is no such alert').waitFor();
  await page.done();
});

test('a new view takes focus to its heading and names the tab', async () => {
  const page = await open_page(chromium, site);
  await page.locator('#nav a[data-place=alerts]').focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.title.startsWith('Alerts'));
  assert.equal(
    await page.locator('#nav a[aria-current=page]').innerText(),
    await page.locator('#nav a[data-place=alerts]').innerText(),
  );
  await page.done();
});

test('the theme follows the system until it is chosen, and the choice is remembered', async () => {
  const page = await open_page(chromium, site, { theme: 'dark' });
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const dark = await ground();
  await page.locator('#theme').click();
  const light = await ground();
  assert.notEqual(light, dark);
  await page.reload();
  await page.waitForSelector('#nav a');
  assert.equal(await ground(), light);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.locator('#theme').click();
  assert.equal(await ground(), dark, 'dark by choice on a light system');
  await page.done();
});

test('times are relative, with the absolute time and zone on hover, and switch between UTC and local', async () => {
  const page = await open_page(chromium, site, { hash: '#/alerts/al_1' });
  const time = page.locator('dd time').first();
  assert.match(await time.innerText(), /ago|now/);
  assert.match(await time.getAttribute('datetime'), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  assert.match(await time.getAttribute('data-tip'), /\+0[12]:00$/);
  await page.locator('#zone').click();
  assert.match(await time.getAttribute('data-tip'), /UTC$/);
  await time.hover();
  assert.match(await time.evaluate((one) => getComputedStyle(one, '::after').content), /UTC/);
  await page.reload();
  await page.waitForSelector('dd time');
  assert.match(await page.locator('dd time').first().getAttribute('data-tip'), /UTC$/, 'remembered');
  await page.done();
});

for (const hash of [
  '#/integrations',
  '#/integrations/Production%20PagerDuty',
  '#/integrations/new/pagerduty',
  '#/alerts',
  '#/alerts/al_1',
  '#/console',
]) {
  test(`nothing scrolls sideways at 320 px: ${hash}`, async () => {
    const page = await open_page(chromium, site, { hash, width: 320, height: 640 });
    await page.waitForTimeout(150);
    assert.equal(await sideways(page), 0);
    await page.done();
  });
}

test('reduced motion stops the animations', async () => {
  const page = await open_page(chromium, site, { reduced: true });
  await page.evaluate(() => {
    const one = document.createElement('span');
    one.className = 'spinner';
    document.querySelector('main').append(one);
  });
  assert.equal(await page.locator('.spinner').evaluate((one) => getComputedStyle(one).animationIterationCount), '1');
  await page.done();
});
