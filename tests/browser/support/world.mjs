// The real thing: a PagerDuty simulator and the host with its plugin, on free ports of loopback, in a folder of their own.
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const kRoot = fileURLToPath(new URL('../../../', import.meta.url));
const kBuild = process.env.BUILD_DIR ?? join(kRoot, 'build');
const bin = (name) => join(kBuild, 'bin', name);
const run_file = promisify(execFile);

/** Calls `ready` until it answers something, for at most `ms`. */
export async function until(ready, ms = 10000, what = 'that') {
  const end = Date.now() + ms;
  for (;;) {
    const answer = await ready().catch(() => null);
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`Waited ${ms} ms for ${what}.`);
    await sleep(20);
  }
}

function start(program, options, env) {
  const child = spawn(bin(program), options, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = [];
  child.stdout.on('data', (bytes) => said.push(bytes));
  child.stderr.on('data', (bytes) => said.push(bytes));
  return { child, said: () => Buffer.concat(said).toString() };
}

async function stop({ child }) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((done) => {
    child.once('exit', done);
  });
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
  await ended;
  clearTimeout(timer);
}

const read_json = async (file) => JSON.parse(await readFile(file, 'utf8'));

/** `settings`: what the host was given; keys and controls of the simulator; `api` of the host with the admin's token. */
export async function start_world({ data = 'demo' } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'autoheal-world-'));
  const simulator_file = join(folder, 'simulator.json');
  const host_file = join(folder, 'host.json');
  const simulator = start('pagerduty-simulator', [
    '--listen',
    '127.0.0.1:0',
    '--data',
    data,
    '--ready-file',
    simulator_file,
  ]);
  const pagerduty = await until(() => read_json(simulator_file), 10000, `the simulator; it said: ${simulator.said()}`);
  const env = {
    AUTOHEAL_DATA_DIR: join(folder, 'data'),
    AUTOHEAL_PLUGIN_DIR: join(kBuild, 'plugins'),
    AUTOHEAL_MANIFEST_DIR: join(kRoot, 'manifests'),
    AUTOHEAL_ALLOW_ENDPOINT: pagerduty.base_url,
  };
  const host = start(
    'autoheal-host-stub',
    ['serve', '--listen', '127.0.0.1:0', '--webhook-listen', '127.0.0.1:0', '--ready-file', host_file],
    env,
  );
  const ready = await until(() => read_json(host_file), 10000, `the host; it said: ${host.said()}`).catch(
    async (error) => {
      await stop(simulator);
      throw new Error(`${error.message} ${host.said()}`);
    },
  );

  const send = async (base, method, path, body, headers = {}) => {
    const response = await fetch(base + path, {
      method,
      headers: { 'Content-Type': 'application/json', ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return text ? JSON.parse(text) : null;
  };
  const world = {
    url: ready.admin_url.replace(/\/$/, ''),
    token: ready.admin_token,
    pagerduty,
    host_said: host.said,
    /** The host's API, as an admin's script would use it. */
    api: (method, path, body) => send(world.url, method, path, body, { Authorization: `Bearer ${ready.admin_token}` }),
    /** The simulator's controls. */
    control: (name, body, method = 'POST') => send(pagerduty.base_url, method, `/_simulator/${name}`, body),
    /** PagerDuty's REST API, as its account's owner. */
    rest: (method, path, body) =>
      send(pagerduty.base_url, method, path, body, {
        Authorization: `Token token=${pagerduty.keys.full}`,
        Accept: 'application/vnd.pagerduty+json;version=2',
        From: 'owner@example.com',
      }),
    /** trigger, ack, resolve: the simulator's own commands. */
    act: (...options) => run_file(bin('pagerduty-simulator'), [...options, '--ready-file', simulator_file]),
    /** A webhook in PagerDuty with the URL of integration `name`; answers its signing secret. */
    async subscribe(name) {
      const { url } = await world.api('GET', `/api/integrations/${encodeURIComponent(name)}/alert-source/url`);
      const { webhook_subscription: made } = await world.rest('POST', '/webhook_subscriptions', {
        webhook_subscription: {
          type: 'webhook_subscription',
          description: 'Autoheal',
          delivery_method: { type: 'http_delivery_method', url },
          filter: { type: 'account_reference' },
          events: [
            'incident.triggered',
            'incident.acknowledged',
            'incident.resolved',
            'incident.unacknowledged',
            'incident.reopened',
            'incident.priority_updated',
          ],
        },
      });
      return { id: made.id, secret: made.delivery_method.secret };
    },
    connect: (name, more = {}) =>
      world.api('POST', '/api/integrations', {
        name,
        plugin: 'pagerduty',
        settings: { api_key: pagerduty.keys.readonly, endpoint: pagerduty.base_url, ...more },
      }),
    async stop() {
      await stop(host);
      await stop(simulator);
      await rm(folder, { recursive: true, force: true, maxRetries: 20 });
    },
  };
  return world;
}
