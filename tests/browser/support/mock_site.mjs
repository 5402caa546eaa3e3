// For files that work against the mock host: one browser a file, and a host of its own for each test.
import { after, before, beforeEach } from 'node:test';
import { start_mock } from '../mock_host.mjs';
import { open_page, start_browser } from './browser.mjs';

/** The host of the test that runs: {url, token, world, emit}. */
export let site;
let chromium;

/** A page of that host, as open_page of browser.mjs. */
export const open = (options) => open_page(chromium, site, options);

before(async () => {
  chromium = await start_browser();
});
after(async () => {
  await chromium.close();
});
beforeEach(async (context) => {
  site = await start_mock();
  context.after?.(() => site.close());
});
