// The inspector's command line, which is how many people look at a server first.
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { assert } from './checks.mjs';
import { bin } from './stack.mjs';

const inspector = join(dirname(fileURLToPath(import.meta.url)), 'node_modules', '.bin', 'mcp-inspector');
const run = promisify(execFile);

async function inspect(stack, ...args) {
  // It hands the server only the variables that it is told to.
  const variables = Object.entries(stack.env)
    .filter(([name]) => name.startsWith('AUTOHEAL_'))
    .flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  const { stdout } = await run(
    process.execPath,
    [inspector, '--cli', ...variables, join(bin, 'autoheal-host-stub'), 'mcp', ...args],
    { env: stack.env, maxBuffer: 1 << 24 },
  );
  return JSON.parse(stdout);
}

export async function runInspectorChecks(checks, stack) {
  await checks.check('inspector: tools/list', async () => {
    assert((await inspect(stack, '--method', 'tools/list')).tools.length === 14, 'not fourteen');
  });
  await checks.check('inspector: tools/call', async () => {
    const answer = await inspect(
      stack,
      '--method',
      'tools/call',
      '--tool-name',
      'who_is_on_call',
      '--tool-arg',
      'team=payments',
    );
    assert(!answer.isError && answer.structuredContent.summary, JSON.stringify(answer).slice(0, 200));
  });
  await checks.check('inspector: prompts/list and resources/list', async () => {
    assert((await inspect(stack, '--method', 'prompts/list')).prompts.length >= 4, 'not four');
    assert((await inspect(stack, '--method', 'resources/list')).resources.length >= 2, 'not two');
  });
}
