// The official TypeScript SDK's client, over both transports.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { assert } from './checks.mjs';
import { bin, setLatency } from './stack.mjs';
import { callForEveryTool, questions } from './questions.mjs';

const kMaxCatalogue = 16000;

export async function connect(stack, transport) {
  const client = new Client({ name: 'autoheal-tests', version: '1.0.0' });
  const wire =
    transport === 'stdio'
      ? new StdioClientTransport({
          command: join(bin, 'autoheal-host-stub'),
          args: ['mcp'],
          env: stack.env,
          stderr: 'ignore',
        })
      : new StreamableHTTPClientTransport(new URL(stack.mcpUrl), {
          requestInit: { headers: { Authorization: `Bearer ${stack.token}` } },
        });
  await client.connect(wire);
  return client;
}

async function everyTool(checks, client, name) {
  const { tools } = await client.listTools();
  for (const tool of tools) {
    await checks.check(`${name}: ${tool.name} answers, and its answer fits its schema`, async () => {
      assert(tool.name in callForEveryTool, 'no call is written down for this tool');
      const result = await client.callTool({ name: tool.name, arguments: callForEveryTool[tool.name] });
      assert(!result.isError, result.content?.[0]?.text ?? 'isError');
      assert(result.structuredContent?.summary, 'no summary');
      assert(
        result.content.length === 1 && isDeepStrictEqual(JSON.parse(result.content[0].text), result.structuredContent),
        'the text form is not the whole answer',
      );
    });
  }
}

async function largestAnswer(checks, client, name) {
  await checks.check(`${name}: an answer longer than what may wait in a stream arrives whole`, async () => {
    const all = { status: 'any', window: 'last 2 years', limit: 1000, max_bytes: 262144 };
    const result = await client.callTool({ name: 'list_incidents', arguments: all });
    const bytes = Buffer.byteLength(JSON.stringify(result));
    assert(!result.isError && bytes > 256 * 1024, `${bytes} bytes`);
  });
}

async function errors(checks, client, name) {
  await checks.check(`${name}: an ambiguous name is an error with choices`, async () => {
    const result = await client.callTool({ name: 'get_service_status', arguments: { service: 'pay' } });
    assert(result.isError, 'not an error');
    assert(result.structuredContent?.error?.choices?.length > 1, JSON.stringify(result.structuredContent));
    for (const choice of result.structuredContent.error.choices) {
      assert(result.content[0].text.includes(choice.id), `the text form lacks the choice ${choice.id}`);
    }
  });
  await checks.check(`${name}: a wrong argument is an error with its pointer`, async () => {
    const result = await client.callTool({ name: 'list_incidents', arguments: { colour: 'red' } });
    assert(result.isError && result.structuredContent.error.problems?.length > 0, JSON.stringify(result));
  });
  await checks.check(`${name}: an unknown tool is refused`, async () => {
    let refused = false;
    try {
      await client.callTool({ name: 'delete_everything', arguments: {} });
    } catch {
      refused = true;
    }
    assert(refused, 'it was called');
  });
}

export async function runSdkChecks(checks, stack) {
  for (const transport of ['stdio', 'http']) {
    const client = await connect(stack, transport);
    await checks.check(
      `${transport}: fourteen tools under ${kMaxCatalogue} characters, valid names, read-only, no $ref`,
      async () => {
        const { tools } = await client.listTools();
        assert(tools.length === 14, `${tools.length} tools`);
        const size = tools.reduce(
          (sum, t) => sum + t.name.length + t.description.length + JSON.stringify(t.inputSchema).length,
          0,
        );
        assert(size < kMaxCatalogue, `${size} characters`);
        console.log(`      ${tools.length} tools, ${size} characters`);
        for (const tool of tools) {
          assert(/^[a-z][a-z_]{0,63}$/.test(tool.name), tool.name);
          assert(tool.annotations?.readOnlyHint === true, `${tool.name} is not read-only`);
          assert(!JSON.stringify(tool).includes('$ref'), `${tool.name} has a $ref`);
        }
      },
    );
    await everyTool(checks, client, transport);
    await largestAnswer(checks, client, transport);
    await errors(checks, client, transport);
    await checks.check(`${transport}: resources and prompts`, async () => {
      const { resources } = await client.listResources();
      for (const resource of resources)
        assert((await client.readResource({ uri: resource.uri })).contents.length === 1, resource.uri);
      const { prompts } = await client.listPrompts();
      const wanted = questions.map(([question]) => question);
      for (const question of wanted)
        assert(
          prompts.some((p) => p.title === question),
          `no prompt: ${question}`,
        );
      assert((await client.getPrompt({ name: prompts[0].name })).messages.length === 1, 'no message');
    });
    await checks.check(`${transport}: 64 concurrent calls answer correctly`, async () => {
      const calls = Array.from({ length: 64 }, (_, i) => {
        const [, name, args] = questions[i % questions.length];
        return client.callTool({ name, arguments: args });
      });
      const results = await Promise.all(calls);
      results.forEach((result, i) => {
        assert(!result.isError, result.content[0].text);
        assert(
          result.structuredContent.summary === results[i % questions.length].structuredContent.summary,
          `answer ${i} belongs to another call`,
        );
      });
    });
    await checks.check(`${transport}: progress is reported on request`, async () => {
      let last = -1;
      await client.callTool({ name: 'find_similar_incidents', arguments: { incident: '#12345' } }, undefined, {
        onprogress: (p) => {
          assert(p.progress > last, 'progress went back');
          last = p.progress;
        },
      });
      assert(last >= 0, 'no progress came');
    });
    await client.close();
  }
}

export async function runLifeChecks(checks, stack) {
  for (const transport of ['stdio', 'http']) {
    await checks.check(`${transport}: a client may give a call up, and a slow one delays nobody`, async () => {
      const client = await connect(stack, transport);
      await client.callTool({ name: 'get_account', arguments: {} });
      await setLatency(stack, 5000);
      try {
        const abort = new AbortController();
        const slow = client
          .callTool({ name: 'list_incidents', arguments: { window: 'last 30 days', status: 'any' } }, undefined, {
            signal: abort.signal,
          })
          .then(
            () => 'answered',
            () => 'cancelled',
          );
        await client.ping();
        const begin = performance.now();
        await client.listTools();
        assert(performance.now() - begin < 1000, 'the slow call delayed another');
        const cancelled = performance.now();
        abort.abort('not needed');
        assert((await slow) === 'cancelled', 'it was answered');
        assert(performance.now() - cancelled < 250, `${performance.now() - cancelled} ms`);
      } finally {
        await setLatency(stack, 0);
      }
      await client.close();
    });
  }
  await checks.check(
    'stdio: tools change when an integration is added, and `integration` tells two apart',
    async () => {
      const client = await connect(stack, 'stdio');
      await client.listTools();
      const changed = new Promise((done) => client.setNotificationHandler(ToolListChangedNotificationSchema, done));
      await new Promise((done) => setTimeout(done, 1200)); // the server takes its first look
      stack.cli('integrations', 'add', 'second', '--plugin', 'pagerduty', '--settings', stack.settings);
      try {
        const timeout = new Promise((_, fail) =>
          setTimeout(() => fail(new Error('no notification in 5 s')), 5000).unref(),
        );
        await Promise.race([changed, timeout]);
        const tool = (await client.listTools()).tools[0];
        assert(
          JSON.stringify(tool.inputSchema.properties.integration?.enum) === '["demo","second"]',
          JSON.stringify(tool.inputSchema),
        );
        const vague = await client.callTool({ name: 'get_account', arguments: {} });
        assert(vague.isError && vague.structuredContent.error.choices.length === 2, 'no choices');
        const exact = await client.callTool({ name: 'get_account', arguments: { integration: 'second' } });
        assert(!exact.isError, exact.content[0].text);
      } finally {
        stack.cli('integrations', 'remove', 'second');
        await client.close();
      }
    },
  );
}

export async function printTranscript(stack) {
  const client = await connect(stack, 'stdio');
  console.log('\nThe four example questions over stdio:');
  for (const [question, name, args] of questions) {
    const result = await client.callTool({ name, arguments: args });
    const bytes = Buffer.byteLength(JSON.stringify(result.structuredContent));
    console.log(
      `\n> ${question}\n  ${name} ${JSON.stringify(args)}\n  ${result.structuredContent.summary}\n  (${bytes} bytes structured, ${Buffer.byteLength(result.content[0].text)} bytes text)`,
    );
  }
  await client.close();
}
