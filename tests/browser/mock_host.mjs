// A stand-in for the host's admin listener, for work on the page and for tests of states that are hard to bring about:
// node tests/browser/mock_host.mjs [PORT]. It keeps everything in memory and speaks the API of docs/http-api.md.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { answer_query } from './mock_answers.mjs';
import { ago, make_alert, make_delivery, make_table } from './mock_data.mjs';
import { pagerduty, weather } from './mock_plugin.mjs';

const kWeb = fileURLToPath(new URL('../../host_stub/web/', import.meta.url));
const kTypes = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
export const kPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const kOrder = {
  severity: ['unknown', 'info', 'low', 'medium', 'high', 'critical'],
  status: ['firing', 'acknowledged', 'resolved'],
};

class Problem extends Error {
  constructor(status, code, message, more = {}) {
    super(message);
    this.status = status;
    this.body = { error: { code, message, ...more } };
  }
}

function integration_of(name, plugin, settings) {
  const secrets = {};
  const kept = {};
  for (const [key, schema] of Object.entries(plugin.describe.settings.properties)) {
    if (schema.writeOnly)
      secrets[key] = {
        set: Boolean(settings[key]),
        ...(settings[key] ? { fingerprint: 'a1b2c3', updated_at: ago(1) } : {}),
      };
    else if (settings[key] !== undefined) kept[key] = settings[key];
  }
  return {
    name,
    plugin: plugin.id,
    settings: kept,
    secrets,
    status: 'not_tested',
    last_test: null,
    created_at: ago(0),
    updated_at: ago(0),
    alert_source: {
      enabled: false,
      public_url_warning: true,
      signature: { required: secrets.signing_secret?.set ?? false },
      deliveries_total: 0,
      rejected_in_a_row: 0,
      strike: 'none',
      waiting: true,
    },
  };
}

/** Starts a mock; `world` may bring integrations, alerts and deliveries of its own. Answers {url, world, emit, close}. */
export async function start_mock({ port = 0, seeded = true, alerts = 60, slow_ms = 0 } = {}) {
  const world = {
    plugins: [pagerduty, weather],
    refused: [{ file: 'broken.so', reason: 'not an ELF file' }],
    integrations: new Map(),
    alerts: [],
    deliveries: [],
    streams: new Set(),
    slow_ms,
    fail: new Map(),
    hidden_values: new Map(),
    event: 0,
    tests: 0,
    csp: [],
  };
  if (seeded) {
    const one = integration_of('Production PagerDuty', pagerduty, {
      api_key: 'u+secret',
      region: 'us',
      labels: { env: 'prod' },
    });
    one.status = 'connected';
    one.last_test = { ...make_table({}), at: ago(240) };
    Object.assign(one.alert_source, {
      enabled: true,
      waiting: false,
      deliveries_total: 42,
      last_event: { at: ago(12), event_type: 'incident.triggered', outcome: 'stored' },
    });
    world.integrations.set(one.name, one);
    for (let i = 0; i < alerts; i += 1) world.alerts.push(make_alert(i));
    for (let i = 0; i < 30; i += 1) world.deliveries.push(make_delivery(i, one.name));
  }
  const emit = (type, value) => {
    world.event += 1;
    for (const stream of world.streams)
      stream.write(`id: ${world.event}\nevent: ${type}\ndata: ${JSON.stringify(value)}\n\n`);
  };
  const plugin_of = (id) => world.plugins.find((one) => one.id === id);
  const find = (name) =>
    world.integrations.get(name) ??
    (() => {
      throw new Problem(404, 'not_found', `There is no integration named "${name}".`);
    })();
  const check = (plugin, settings) => {
    const problems = plugin.describe.settings.required
      .filter((key) => !settings[key])
      .map((key) => ({ pointer: `/${key}`, message: `${plugin.describe.settings.properties[key].title} is needed.` }));
    if (`${settings.api_key}`.startsWith('R0'))
      problems.push({
        pointer: '/api_key',
        message: 'This looks like an Events API integration key. A REST API key is needed.',
      });
    if (problems.length) throw new Problem(422, 'bad_settings', 'Some settings are not right.', { problems });
  };

  function list_alerts(query) {
    const wanted = (name) => query.getAll(name).filter(Boolean);
    const text = (query.get('text') ?? '').toLowerCase();
    const base = world.alerts.filter(
      (one) =>
        (!wanted('severity').length || wanted('severity').includes(one.severity)) &&
        (!query.get('service') || one.labels.service === query.get('service')) &&
        (!query.get('source') || one.source === query.get('source')) &&
        (!query.get('integration') || one.integration === query.get('integration')) &&
        (!text || JSON.stringify([one.name, one.labels]).toLowerCase().includes(text)) &&
        (!query.get('since') || one.updated_at >= query.get('since')),
    );
    const counts = { firing: 0, acknowledged: 0, resolved: 0 };
    base.forEach((one) => {
      counts[one.status] += 1;
    });
    const rows = base.filter((one) => !wanted('status').length || wanted('status').includes(one.status));
    const sort = query.get('sort') || 'updated_at';
    const key = (one) =>
      kOrder[sort] ? kOrder[sort].indexOf(one[sort]) : sort === 'service' ? one.labels.service : (one[sort] ?? '');
    if (!['updated_at', 'starts_at', 'received_at', 'severity', 'status', 'name', 'service'].includes(sort))
      throw new Problem(400, 'invalid_argument', 'A filter is wrong: sort.');
    const turn = query.get('order') === 'asc' ? 1 : -1;
    rows.sort((a, b) => (key(a) < key(b) ? -turn : key(a) > key(b) ? turn : 0));
    const offset = Number(query.get('offset') ?? 0);
    return { alerts: rows.slice(offset, offset + Number(query.get('limit') ?? 50)), total: rows.length, counts };
  }

  const routes = [
    ['GET', /^\/api\/plugins$/, () => ({ plugins: world.plugins, refused: world.refused })],
    ['GET', /^\/api\/integrations$/, () => ({ integrations: [...world.integrations.values()] })],
    [
      'POST',
      /^\/api\/integrations$/,
      (_, body) => {
        if (!body.name)
          throw new Problem(422, 'bad_settings', 'A name is needed.', {
            problems: [{ pointer: '/name', message: 'A name is needed.' }],
          });
        if (world.integrations.has(body.name))
          throw new Problem(409, 'name_taken', `There is an integration named "${body.name}" already.`);
        check(plugin_of(body.plugin), body.settings);
        world.integrations.set(body.name, integration_of(body.name, plugin_of(body.plugin), body.settings));
        return [201, world.integrations.get(body.name)];
      },
    ],
    ['POST', /^\/api\/test$/, (_, body) => make_table(body.settings)],
    ['GET', /^\/api\/integrations\/([^/]+)$/, ([name]) => find(name)],
    [
      'PUT',
      /^\/api\/integrations\/([^/]+)$/,
      ([name], body) => {
        const one = find(name);
        if (body.name && body.name !== name) {
          if (world.integrations.has(body.name))
            throw new Problem(409, 'name_taken', `There is an integration named "${body.name}" already.`);
          world.integrations.delete(name);
          one.name = body.name;
          world.integrations.set(one.name, one);
        }
        for (const [key, value] of Object.entries(body.settings ?? {})) {
          if (one.secrets[key])
            one.secrets[key] =
              value === null ? { set: false } : { set: true, fingerprint: 'd4e5f6', updated_at: ago(0) };
          else if (value === null) delete one.settings[key];
          else one.settings[key] = value;
        }
        one.alert_source.signature.required = one.secrets.signing_secret?.set ?? false;
        if ('signing_secret' in (body.settings ?? {}))
          Object.assign(one.alert_source, { strike: 'none', rejected_in_a_row: 0 });
        one.updated_at = ago(0);
        return body.settings?.endpoint ? { ...one, notes: ['The stored API key was cleared.'] } : one;
      },
    ],
    [
      'DELETE',
      /^\/api\/integrations\/([^/]+)$/,
      ([name]) => {
        find(name);
        world.integrations.delete(name);
        return [204, null];
      },
    ],
    [
      'POST',
      /^\/api\/integrations\/([^/]+)\/test$/,
      ([name], body) => {
        const one = find(name);
        const table = make_table({ ...one.settings, ...body.settings });
        if (!Object.keys(body.settings ?? {}).length) {
          one.last_test = { ...table, at: ago(0) };
          one.status = { pass: 'connected', partial: 'partial', fail: 'error' }[table.verdict];
          emit('integration', one);
        }
        return table;
      },
    ],
    [
      'POST',
      /^\/api\/integrations\/([^/]+)\/query$/,
      ([name], body) => {
        find(name);
        return answer_query(body, Problem);
      },
    ],
    ['GET', /^\/api\/integrations\/([^/]+)\/alert-source$/, ([name]) => find(name).alert_source],
    [
      'PUT',
      /^\/api\/integrations\/([^/]+)\/alert-source$/,
      ([name], body) => {
        const one = find(name);
        one.alert_source.enabled = body.enabled;
        emit('integration', one);
        return one.alert_source;
      },
    ],
    [
      'GET',
      /^\/api\/integrations\/([^/]+)\/alert-source\/url$/,
      ([name]) => ({
        url: `http://127.0.0.1:8421/api/webhooks/${find(name).plugin}/wh_7c1d.${world.hidden_values.get(name) ?? 'k3J9vQpL2mXw8RtY'}`,
      }),
    ],
    [
      'POST',
      /^\/api\/integrations\/([^/]+)\/alert-source\/rotate$/,
      ([name]) => {
        world.hidden_values.set(name, 'NEWqpL2mXw8RtYk3J9');
        return { url: `http://127.0.0.1:8421/api/webhooks/${find(name).plugin}/wh_7c1d.NEWqpL2mXw8RtYk3J9` };
      },
    ],
    [
      'POST',
      /^\/api\/integrations\/([^/]+)\/alert-source\/test$/,
      ([name]) => {
        const one = find(name);
        world.tests += 1;
        const alert = make_alert(0, {
          id: `al_test_${world.tests}`,
          integration: name,
          fingerprint: `test:${world.tests}`,
          source: one.plugin,
          external_id: undefined,
          external_number: undefined,
          external_url: undefined,
          name: `Test alert from ${name}`,
          summary: 'Nothing is wrong.',
          description: undefined,
          severity: 'info',
          severity_source: 'none',
          labels: { test: 'true' },
          annotations: {},
          starts_at: ago(0),
          updated_at: ago(0),
          received_at: ago(0),
        });
        world.alerts.unshift(alert);
        emit('alert', alert);
        return [201, alert];
      },
    ],
    [
      'DELETE',
      /^\/api\/integrations\/([^/]+)\/alert-source\/test$/,
      ([name]) => {
        find(name);
        const firing = world.alerts.filter(
          (one) => one.integration === name && one.fingerprint.startsWith('test:') && one.status !== 'resolved',
        );
        for (const one of firing) {
          Object.assign(one, { status: 'resolved', ends_at: ago(0), updated_at: ago(0) });
          emit('alert', one);
        }
        return { resolved: firing.length };
      },
    ],
    [
      'POST',
      /^\/api\/integrations\/([^/]+)\/reconcile$/,
      () => ({
        events: 3,
        alerts_changed: 1,
        summary: 'Read 14 open incidents; one alert was behind and is up to date now.',
      }),
    ],
    [
      'GET',
      /^\/api\/integrations\/([^/]+)\/deliveries$/,
      ([name], _, query) => {
        const rows = world.deliveries.filter(
          (one) => one.integration === name && (!query.get('outcome') || one.outcome === query.get('outcome')),
        );
        const start = query.get('before') ? rows.findIndex((one) => one.id === query.get('before')) : 0;
        const limit = Number(query.get('limit') ?? 20);
        return { deliveries: rows.slice(start, start + limit), next_before: rows[start + limit]?.id };
      },
    ],
    [
      'GET',
      /^\/api\/deliveries\/([^/]+)$/,
      ([id]) => ({
        ...world.deliveries.find((one) => one.id === id),
        headers: [
          ['content-type', 'application/json'],
          ['x-pagerduty-signature', 'v1=[redacted]'],
        ],
        body: JSON.stringify({ event: { id, event_type: 'incident.triggered' } }),
      }),
    ],
    ['GET', /^\/api\/alerts$/, (_, __, query) => list_alerts(query)],
    [
      'GET',
      /^\/api\/alerts\/([^/]+)$/,
      ([id]) => {
        const alert = world.alerts.find((one) => one.id === id);
        if (!alert) throw new Problem(404, 'not_found', 'There is no such alert.');
        const kinds = [
          'triggered',
          ...(alert.acknowledged_at ? ['acknowledged'] : []),
          ...(alert.ends_at ? ['resolved'] : []),
        ];
        return {
          alert,
          events: kinds.map((kind, at) => ({
            event_id: `${id}_${at}`,
            kind,
            event_type: `incident.${kind}`,
            occurred_at: [alert.starts_at, alert.acknowledged_at, alert.ends_at][at],
            alert: { actor: at ? 'Alice Jensen' : 'Datadog' },
          })),
          deliveries: world.deliveries.slice(0, kinds.length),
        };
      },
    ],
    ['GET', /^\/healthz$/, () => ({ status: 'ok' })],
  ];

  async function serve_file(response, path) {
    const name = path === '/' ? 'index.html' : normalize(path.replace(/^\/assets\//, ''));
    if (name.startsWith('..')) throw new Problem(404, 'not_found', 'No such file.');
    const bytes = await readFile(join(kWeb, name)).catch(() => {
      throw new Problem(404, 'not_found', 'No such file.');
    });
    response.writeHead(200, {
      'Content-Type': kTypes[extname(name)] ?? 'application/octet-stream',
      'Content-Security-Policy': kPolicy,
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
    });
    response.end(bytes);
  }

  async function handle(request, response) {
    const url = new URL(request.url, 'http://mock');
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const send = (status, body, headers = {}) => {
      response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
      response.end(body === null ? undefined : JSON.stringify(body));
    };
    try {
      if (url.pathname === '/' || url.pathname.startsWith('/assets/')) return await serve_file(response, url.pathname);
      const signed_in = /autoheal_session=ok/.test(request.headers.cookie ?? '');
      const body = chunks.length && request.method !== 'GET' ? JSON.parse(Buffer.concat(chunks).toString()) : {};
      if (url.pathname === '/api/session') {
        if (request.method === 'DELETE')
          return send(204, null, { 'Set-Cookie': 'autoheal_session=; Max-Age=0; Path=/' });
        if (request.method === 'POST') {
          if (body.token !== 'mock-token') throw new Problem(401, 'unauthenticated', 'The token is not right.');
          return send(
            200,
            { csrf_token: 'c', user: 'admin' },
            { 'Set-Cookie': 'autoheal_session=ok; HttpOnly; SameSite=Strict; Path=/' },
          );
        }
        if (!signed_in) throw new Problem(401, 'unauthenticated', 'Sign in first.');
        return send(200, { csrf_token: 'c', user: 'admin' });
      }
      if (!signed_in) throw new Problem(401, 'unauthenticated', 'Sign in first.');
      if (request.method !== 'GET' && request.headers['x-csrf-token'] !== 'c')
        throw new Problem(403, 'csrf', 'The CSRF token is missing.');
      if (url.pathname === '/api/stream') {
        response.writeHead(200, { 'Content-Type': 'text/event-stream' });
        response.write(': hello\n\n');
        world.streams.add(response);
        response.on('close', () => world.streams.delete(response));
        return undefined;
      }
      for (const [method, pattern, run] of routes) {
        const match = method === request.method && pattern.exec(url.pathname);
        if (!match) continue;
        const planned = [...world.fail].find(([prefix]) => url.pathname.startsWith(prefix));
        if (planned) throw new Problem(planned[1].status, planned[1].code, planned[1].message, planned[1]);
        if (world.slow_ms && /test|query/.test(url.pathname))
          await new Promise((done) => {
            setTimeout(done, world.slow_ms);
          });
        const answer = run(match.slice(1).map(decodeURIComponent), body, url.searchParams);
        return Array.isArray(answer) ? send(...answer) : send(200, answer);
      }
      throw new Problem(404, 'not_found', 'No such path.');
    } catch (error) {
      if (!(error instanceof Problem)) console.error(error);
      send(error.status ?? 500, error.body ?? { error: { code: 'internal', message: 'The mock broke.' } });
    }
    return undefined;
  }

  const server = createServer(handle);
  await new Promise((done) => {
    server.listen(port, '127.0.0.1', done);
  });
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    token: 'mock-token',
    world,
    emit,
    close: () => {
      world.streams.forEach((one) => one.end());
      server.closeAllConnections();
      return new Promise((done) => {
        server.close(done);
      });
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const mock = await start_mock({ port: Number(process.argv[2] ?? 0) });
  console.log(`${mock.url}/#/?token=${mock.token}`);
}
