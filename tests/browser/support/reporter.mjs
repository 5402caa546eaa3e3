// One line a test, failures with their reason, and a closing line of counts.

export default async function* report(events) {
  const count = { passed: 0, failed: 0, skipped: 0 };
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.details?.type === 'suite' || data.name.endsWith('.mjs')) {
      if (type === 'test:fail' && data.name.endsWith('.mjs')) {
        count.failed += 1;
        yield `FAIL  ${data.name}\n${data.details.error?.message ?? ''}\n`;
      }
      continue;
    }
    const skipped = data.skip !== undefined;
    count[skipped ? 'skipped' : type === 'test:pass' ? 'passed' : 'failed'] += 1;
    yield `${skipped ? 'skip' : type === 'test:pass' ? 'ok  ' : 'FAIL'}  ${data.name} (${Math.round(data.details.duration_ms)} ms)\n`;
    if (type === 'test:fail') {
      const cause = data.details.error?.cause ?? data.details.error;
      yield `${String(cause?.stack ?? cause)
        .split('\n')
        .slice(0, 14)
        .map((line) => `      ${line}`)
        .join('\n')}\n`;
    }
  }
  yield `browser tests: ${count.passed + count.failed + count.skipped} found, ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`;
}
