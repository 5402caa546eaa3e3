// A real Chromium, and pages that watch themselves: an error on the page, a policy violation or a request that leaves the
// host fails the test that caused it.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const kFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];
const axe_source = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A browser with a profile of its own; `close` removes it. */
export async function start_browser() {
  const folder = await mkdtemp(join(tmpdir(), 'autoheal-browser-'));
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: kFlags,
    env: { ...process.env, HOME: folder },
  });
  return {
    browser,
    async close() {
      await browser.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 20 });
    },
  };
}

/** A page of `site` {url, token} in a context of its own, signed in unless told otherwise. `allowed`: console errors that the test expects. */
export async function open_page(
  { browser },
  site,
  {
    hash = '#/integrations',
    width = 1280,
    height = 900,
    theme = 'light',
    reduced = false,
    signed_in = true,
    allowed = [/status of (4|5)\d\d/],
  } = {},
) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion: reduced ? 'reduce' : 'no-preference',
    permissions: ['clipboard-read', 'clipboard-write'],
    timezoneId: 'Europe/Berlin',
    locale: 'en-GB',
  });
  context.setDefaultTimeout(8000);
  const page = await context.newPage();
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(`page error: ${error.stack}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !allowed.some((one) => one.test(message.text())))
      complaints.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(site.url)) complaints.push(`request to ${request.url()}`);
  });
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', (event) =>
      window.violations.push(`${event.violatedDirective} ${event.blockedURI}`),
    );
  });
  if (signed_in) {
    await page.goto(`${site.url}/#/?token=${site.token}`);
    await page.waitForSelector('#nav a');
    await page.evaluate((where) => {
      location.hash = where;
    }, hash);
  } else {
    await page.goto(`${site.url}/${hash}`);
  }
  await page.waitForSelector('h1');
  return Object.assign(page, {
    /** Ends the page; anything that it complained of is a failure. */
    async done() {
      const violations = await page.evaluate(() => window.violations);
      await context.close();
      assert.deepEqual([...complaints, ...violations], []);
    },
  });
}

/** Serious and critical findings of axe on the page as it stands. It is evaluated from outside, so that the policy stays as it is. */
export async function axe_findings(page) {
  await page.evaluate(await axe_source);
  const result = await page.evaluate(() =>
    window.axe.run(document, {
      resultTypes: ['violations'],
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    }),
  );
  return result.violations
    .filter((one) => one.impact === 'serious' || one.impact === 'critical')
    .map(
      (one) =>
        `${one.id}: ${one.nodes
          .slice(0, 4)
          .map(
            (node) =>
              `${node.target.join(' ')} (${node.any[0]?.message ?? node.all[0]?.message ?? node.none[0]?.message ?? ''})`,
          )
          .join('; ')}`,
    );
}

/** How far the page can be scrolled sideways, in pixels. */
export const sideways = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** What has focus, in words. */
export const focused = (page) =>
  page.evaluate(() => {
    const one = document.activeElement;
    return one === document.body
      ? 'nothing'
      : one.getAttribute('aria-label') ||
          one.labels?.[0]?.textContent ||
          one.textContent.trim().slice(0, 60) ||
          one.id ||
          one.tagName;
  });
