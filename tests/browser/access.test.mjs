// For everybody: axe on every view in both themes, and the whole set-up by keyboard alone. Against the mock host.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axe_findings, focused } from './support/browser.mjs';
import { open, site } from './support/mock_site.mjs';

const views = [
  ['integrations', '#/integrations', async (page) => page.locator('.tile').first().waitFor()],
  [
    'a new integration with mistakes',
    '#/integrations/new/pagerduty',
    async (page) => page.getByRole('button', { name: 'Test Connection' }).click(),
  ],
  [
    'a failed test',
    '#/integrations/new/pagerduty',
    async (page) => {
      await page.locator('[data-field=api_key] input').fill('u+wrong56789');
      await page.getByRole('button', { name: 'Test Connection' }).click();
      await page.locator('.verdict').waitFor();
    },
  ],
  [
    'an integration',
    '#/integrations/Production%20PagerDuty',
    async (page) => {
      await page.locator('table[aria-labelledby=log-title] .expand').first().click();
      await page.getByText('Headers').first().waitFor();
      for (const one of await page.locator('details').all())
        await one.evaluate((fold) => {
          fold.open = true;
        });
    },
  ],
  [
    'a dialog',
    '#/integrations/Production%20PagerDuty',
    async (page) => page.getByRole('button', { name: 'Delete integration' }).click(),
  ],
  ['alerts', '#/alerts?status=any', async (page) => page.locator('tbody tr').first().waitFor()],
  ['no alert', '#/alerts?text=nothing', async (page) => page.getByText('No alert matches').waitFor()],
  ['an alert', '#/alerts/al_2', async (page) => page.getByText('Raw payload of the last event').click()],
  [
    'the console with who is on call',
    '#/console',
    async (page) => {
      await page.locator('.example').first().click();
      await page.locator('[data-picture]').waitFor();
    },
  ],
  [
    'the console with a timeline',
    '#/console',
    async (page) => {
      await page.locator('.example').nth(3).click();
      await page.locator('.story').waitFor();
      await page.getByText('As the agent sees it').click();
    },
  ],
  [
    'the console with a cut',
    '#/console',
    async (page) => {
      await page.locator('.example').nth(1).click();
      await page.getByText('Get the rest').waitFor();
    },
  ],
];
for (const theme of ['light', 'dark']) {
  for (const [name, hash, prepare] of views) {
    test(`axe finds nothing serious: ${name}, ${theme}`, async () => {
      const page = await open({ hash, theme });
      await prepare(page);
      assert.deepEqual(await axe_findings(page), []);
      await page.done();
    });
  }
  test(`axe finds nothing serious: sign in, ${theme}`, async () => {
    const page = await open({ signed_in: false, theme });
    assert.deepEqual(await axe_findings(page), []);
    await page.done();
  });
  test(`axe finds nothing serious: alerts at 320 px, ${theme}`, async () => {
    const page = await open({ hash: '#/alerts', theme, width: 320 });
    await page.locator('tbody tr').first().waitFor();
    assert.deepEqual(await axe_findings(page), []);
    await page.done();
  });
}

/** Presses Tab until what has focus fits; fails after `most` presses. */
async function tab_to(page, words, most = 40) {
  for (let press = 0; press < most; press += 1) {
    if (words.test(await focused(page))) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab never came to ${words}; last was ${await focused(page)}`);
}

test('the whole set-up with the keyboard alone', async () => {
  site.world.integrations.clear();
  const page = await open();
  await page.locator('.tile').first().waitFor();
  await tab_to(page, /PagerDuty/);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Connect PagerDuty' }).waitFor();
  await tab_to(page, /^Name/);
  await page.keyboard.type('Production PagerDuty');
  await tab_to(page, /^API key/);
  await page.keyboard.type('u+0123456789');
  await tab_to(page, /^Test Connection/);
  await page.keyboard.press('Enter');
  await page.locator('.verdict[data-verdict=pass]').waitFor();
  await tab_to(page, /^Save$/);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Production PagerDuty', level: 1 }).waitFor();
  await tab_to(page, /source-switch/, 60);
  await page.keyboard.press('Space');
  await page.locator('#source-switch[aria-checked=true]').waitFor();
  await tab_to(page, /^Copy webhook URL/);
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.getElementById('say').textContent === 'Webhook URL copied');
  await tab_to(page, /^Signing secret/);
  await page.keyboard.type('a-secret');
  await tab_to(page, /^Save alert settings/);
  await page.keyboard.press('Enter');
  await page.getByText('Alert settings saved').first().waitFor();
  assert.ok(site.world.integrations.get('Production PagerDuty').secrets.signing_secret.set);
  await page.done();
});

test('a dialog takes focus, keeps it, closes on Escape and gives focus back', async () => {
  const page = await open({ hash: '#/integrations/Production%20PagerDuty' });
  const button = page.getByRole('button', { name: 'Regenerate URL' });
  await button.focus();
  await page.keyboard.press('Enter');
  const box = page.getByRole('dialog');
  await box.waitFor();
  for (let press = 0; press < 8; press += 1) {
    await page.keyboard.press('Tab');
    assert.ok(
      await page.evaluate(
        () =>
          document.activeElement === document.body || document.querySelector('dialog').contains(document.activeElement),
      ),
      'focus stays in the dialog',
    );
  }
  await page.keyboard.press('Escape');
  await box.waitFor({ state: 'detached' });
  assert.equal(await focused(page), 'Regenerate URL');
  await page.done();
});

test('focus is always to be seen', async () => {
  const page = await open({ hash: '#/alerts' });
  await page.locator('tbody tr').first().waitFor();
  for (let press = 0; press < 24; press += 1) {
    await page.keyboard.press('Tab');
    const seen = await page.evaluate(() => {
      const one = document.activeElement;
      const style = getComputedStyle(one);
      return (
        one === document.body ||
        one.id === 'main' ||
        (style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 2)
      );
    });
    assert.ok(seen, `no outline on ${await focused(page)}`);
  }
  await page.done();
});

test('skip to content', async () => {
  const page = await open();
  await page.reload();
  await page.locator('.tile').first().waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await focused(page), 'Skip to content');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  await page.done();
});

test('status is never told by colour alone', async () => {
  const page = await open({ hash: '#/alerts?status=any' });
  await page.locator('tbody tr').first().waitFor();
  const marks = await page
    .locator('tbody .badge')
    .evaluateAll((all) => all.map((one) => [one.innerText, one.querySelector('svg').innerHTML]));
  const shapes = new Map();
  for (const [word, shape] of marks) {
    assert.ok(word.trim());
    shapes.set(word, shape);
  }
  assert.ok(shapes.size >= 8);
  assert.equal(new Set(shapes.values()).size, shapes.size, 'each word has a shape of its own');
  await page.done();
});
