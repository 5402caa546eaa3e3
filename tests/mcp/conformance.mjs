// The protocol's own conformance suite for servers. It cannot send a bearer token, so a small proxy adds it.
import { spawn } from 'node:child_process';
import { createServer, request } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assert } from './checks.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const suite = join(here, 'node_modules', '@modelcontextprotocol', 'conformance', 'dist', 'index.js');

export const applicable = [
  'server-initialize',
  'ping',
  'tools-list',
  'logging-set-level',
  'resources-list',
  'prompts-list',
  'completion-complete',
  'server-sse-multiple-streams',
  'dns-rebinding-protection',
];
// Scenarios that call a fixture of the suite's reference server, or a feature that a read-only tool server has no use for.
export const notApplicable = {
  'tools-call-simple-text, -image, -audio, -embedded-resource, -mixed-content, -error':
    'they call tools named test_..., which only the reference server has; ours come from plugins',
  'tools-call-with-logging, -with-progress': 'the same; logging and progress are checked with the SDK client above',
  'tools-call-sampling, tools-call-elicitation, elicitation-sep1034-defaults, elicitation-sep1330-enums':
    'the server never asks its client for a completion or for input',
  'json-schema-2020-12':
    'it wants a tool with $defs and $ref; our schemas have neither, for the clients that cannot follow them',
  'server-sse-polling': 'it calls a tool named test_reconnection; resuming is checked with raw requests above',
  'resources-read-text, resources-read-binary, resources-templates-read':
    'they read resources named test://...; ours are read with the SDK client above',
  'resources-subscribe, resources-unsubscribe': 'not offered: capabilities do not announce it',
  'prompts-get-simple, -with-args, -embedded-resource, -with-image':
    'they get prompts named test_...; ours come from manifests',
};

function startProxy(stack) {
  const target = new URL(stack.mcpUrl);
  const server = createServer((incoming, outgoing) => {
    const onward = request(
      target,
      { method: incoming.method, headers: { ...incoming.headers, authorization: `Bearer ${stack.token}` } },
      (answer) => {
        outgoing.writeHead(answer.statusCode, answer.headers);
        answer.pipe(outgoing);
      },
    );
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)));
}

function runScenario(url, scenario) {
  return new Promise((done) => {
    const child = spawn(process.execPath, [suite, 'server', '--url', url, '--scenario', scenario], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
    });
    child.stderr.on('data', (chunk) => {
      text += chunk;
    });
    child.on('exit', (code) => done({ code, text }));
  });
}

export async function runConformance(checks, stack) {
  const proxy = await startProxy(stack);
  const url = `http://localhost:${proxy.address().port}/mcp`;
  for (const scenario of applicable) {
    await checks.check(`conformance: ${scenario}`, async () => {
      const { code, text } = await runScenario(url, scenario);
      const closing =
        text
          .trim()
          .split('\n')
          .filter((line) => /passed|failed|Passed|Failed/.test(line))
          .slice(-1)[0] ?? '';
      console.log(`      ${closing.trim()}`);
      assert(code === 0, text.trim().split('\n').slice(-12).join(' | '));
    });
  }
  console.log('conformance scenarios that do not apply:');
  for (const [names, why] of Object.entries(notApplicable)) console.log(`      ${names}: ${why}`);
  proxy.close();
}
