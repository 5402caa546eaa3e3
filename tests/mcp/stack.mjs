// Starts a simulator and a host on free ports with one integration, and gives what a client needs to reach them.
import { spawn, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const bin = join(root, 'build', 'bin');

async function readyFile(file, child) {
  for (let i = 0; i < 1000; i++) {
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
    if (child.exitCode !== null) throw new Error(`program ended with ${child.exitCode} before it was ready`);
    await new Promise((done) => setTimeout(done, 20));
  }
  throw new Error(`no ready file after 20 s: ${file}`);
}

function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return undefined;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
  return new Promise((done) => child.once('exit', done)).finally(() => clearTimeout(timer));
}

export async function startStack(simulatorOptions = []) {
  const work = mkdtempSync(join(tmpdir(), 'autoheal-mcp-'));
  const children = [];
  const start = (program, args, env, log) => {
    const child = spawn(join(bin, program), args, { env, stdio: ['ignore', 'ignore', log ? 'inherit' : 'ignore'] });
    children.push(child);
    return child;
  };
  // The folder goes once nobody writes into it any more; a client's own host may take a moment longer.
  const stop = async () => {
    await Promise.all(children.map(end));
    rmSync(work, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };
  try {
    const simulatorReady = join(work, 'simulator.json');
    const simulator = start(
      'pagerduty-simulator',
      ['--data', 'demo', '--ready-file', simulatorReady, ...simulatorOptions],
      process.env,
    );
    const pagerduty = await readyFile(simulatorReady, simulator);
    const env = {
      ...process.env,
      AUTOHEAL_DATA_DIR: join(work, 'data'),
      AUTOHEAL_PLUGIN_DIR: join(root, 'build', 'plugins'),
      AUTOHEAL_MANIFEST_DIR: join(root, 'manifests'),
      AUTOHEAL_ALLOW_ENDPOINT: pagerduty.base_url,
    };
    const settings = join(work, 'settings.json');
    writeFileSync(settings, JSON.stringify({ api_key: pagerduty.keys.readonly, endpoint: pagerduty.base_url }));
    const cli = (...args) => execFileSync(join(bin, 'autoheal-host-stub'), args, { env, encoding: 'utf8' });
    cli('integrations', 'add', 'demo', '--plugin', 'pagerduty', '--settings', settings);
    const token = JSON.parse(cli('agents', 'add', 'tester', '--json')).token;
    const hostReady = join(work, 'host.json');
    const host = start(
      'autoheal-host-stub',
      ['serve', '--listen', '127.0.0.1:0', '--webhook-listen', '127.0.0.1:0', '--ready-file', hostReady],
      env,
      process.env.HOST_LOG,
    );
    const ready = await readyFile(hostReady, host);
    return { work, env, cli, settings, token, pagerduty, mcpUrl: `${ready.admin_url.replace(/\/$/, '')}/mcp`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

// How long the simulator takes for every answer.
export async function setLatency(stack, ms) {
  const answer = await fetch(`${stack.pagerduty.base_url}/_simulator/latency`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ latency_ms: ms }),
  });
  if (!answer.ok) throw new Error(`the simulator refused the latency: ${answer.status}`);
}
