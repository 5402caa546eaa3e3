// Answers that are late: what the host said waits until the test lets it go.
import assert from 'node:assert/strict';

const kMostMs = 8000;

/** Waits until the page has done with everything that arrived. */
export const settled = (page) =>
  page.evaluate(async () => {
    await fetch('/assets/icon.svg');
    await new Promise((done) => {
      requestAnimationFrame(() => setTimeout(done, 61)); // announcements follow after 60 ms (lib/announce.js)
    });
  });

/**
 * Holds the answers to requests for `address` (as page.route takes it), of `method` alone if it is given. An answer says
 * what was true when it was asked for. Requests count from 0.
 */
export async function hold_answers(page, address, { method } = {}) {
  const held = [];
  const waiting = new Set();
  await page.route(address, async (route) => {
    if (method && route.request().method() !== method) {
      await route.fallback();
      return;
    }
    const one = { request: route.request() };
    const free = new Promise((go) => {
      one.go = go;
    });
    const answer = route.fetch().then((response) => async () => route.fulfill({ response }));
    one.gone = Promise.all([answer, free])
      .then(([give]) => give())
      .catch(() => {}); // whoever asked may have gone
    await answer.catch(() => {});
    held.push(one);
    waiting.forEach((look) => look());
  });
  const asked = (at) =>
    new Promise((done, fail) => {
      const look = () => {
        if (held.length <= at) return;
        clearTimeout(timer);
        waiting.delete(look);
        done(held[at].request);
      };
      const timer = setTimeout(() => {
        waiting.delete(look);
        fail(new assert.AssertionError({ message: `Request ${at} for ${address} was not made.` }));
      }, kMostMs);
      waiting.add(look);
      look();
    });
  return {
    /** Waits for request number `at`, and answers it. */
    asked,
    /** Lets answer number `at` go, and waits until the page has done with it. */
    async release(at) {
      await asked(at);
      held[at].go();
      await held[at].gone;
      await settled(page);
    },
    /** From now on nothing is held; what still is, never arrives. */
    end: () => page.unroute(address),
  };
}
