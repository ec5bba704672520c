import { createPrometheus, type RequestMetric } from '@org/host-bindings';
import { createMemoryKv } from '@org/host-bindings/providers/memory';
import { describe, expect, it } from 'vitest';
import { buildDirectGuest } from './direct-guest.js';
import { ask, type LoggedHostOptions, startHost } from './function-harness.js';

const source = `
  import { run, kv, serveRpc } from '@org/wajs';
  const bucket = kv.open('b');
  serveRpc({ echo: (payload) => payload });
  run(async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === '/throw') throw new Error('thrown');
    if (pathname === '/loop') for (;;);
    if (pathname === '/hang') await new Promise(() => {});
    if (pathname === '/kv') await Promise.all([bucket.get('a'), bucket.put('b', 'c'), bucket.get('b')]);
    if (pathname === '/wait') await new Promise((resolve) => setTimeout(resolve, 30));
    return new Response('fine');
  });
`;

async function start(options: LoggedHostOptions = {}) {
  const metrics: RequestMetric[] = [];
  const subject = await startHost({
    providers: { kv: createMemoryKv() },
    onRequest: (metric) => metrics.push(metric),
    ...options,
  });
  return { ...subject, metrics };
}

describe('the observer of requests', () => {
  it('is told of each request, how it ended and what it called', async () => {
    const { load, metrics, host } = await start({ limits: { cpuKillMs: 300, wallMs: 1000 } });
    const fn = await load(source);
    for (const path of ['/', '/kv', '/throw', '/loop', '/hang']) {
      await (await fn.fetch(ask(path), { requestId: path })).text();
    }
    await fn.call('echo', new Uint8Array(3));
    expect(metrics.map(({ requestId, kind, outcome }) => [requestId, kind, outcome])).toEqual([
      ['/', 'http', 'ok'],
      ['/kv', 'http', 'ok'],
      ['/throw', 'http', 'internal'],
      ['/loop', 'http', 'trap'],
      ['/hang', 'http', 'timeout'],
      [expect.any(String), 'rpc', 'ok'],
    ]);
    expect(metrics[1]).toMatchObject({ functionName: 'subject', waitMs: 0 });
    expect(metrics[1]!.hostcalls.get('wajs:platform/kv@0.1.0')).toBe(3);
    expect(metrics[3]!.cpuMs).toBeGreaterThan(5);
    expect(metrics[4]!.durationMs).toBeGreaterThan(900);
    expect(metrics[4]!.cpuMs).toBeLessThan(metrics[4]!.durationMs);
    expect(host.status()).toMatchObject({ functions: 1, live: 1, idle: 1, waiting: 0 });
    expect(host.status().restores).toBeGreaterThanOrEqual(6);
    expect(host.status().memoryBytes).toBeGreaterThan(1_000_000);
  });

  it('is told of the wait, and of requests that found the queue full', async () => {
    const { load, metrics, host } = await start({ instances: { maximum: 1, queue: 1 } });
    const fn = await load(source);
    const all = [1, 2, 3].map(() => fn.fetch(ask('/wait')));
    await expect.poll(() => host.status(), { interval: 2 }).toMatchObject({ waiting: 1, idle: 0 });
    const statuses = (await Promise.all(all)).map(({ status, headers }) => [
      status,
      headers.get('retry-after'),
    ]);
    expect(statuses).toContainEqual([503, '1']);
    expect(statuses.filter(([status]) => status === 200)).toHaveLength(2);
    expect(metrics.map(({ outcome }) => outcome).toSorted()).toEqual(['ok', 'ok', 'unavailable']);
    const waited = metrics.filter(({ waitMs }) => waitMs > 5);
    expect(waited.map(({ outcome }) => outcome)).toEqual(['ok']);
  });

  it('is told of components too, with their hostcalls', async () => {
    const { host, metrics } = await start({ policy: { interfaces: ['kv'] } });
    const fn = await host.load(await buildDirectGuest(), { name: 'direct' });
    for (const answer of ['1', '2']) expect(await (await fn.fetch(ask('/'))).text()).toBe(answer);
    expect(metrics.map(({ functionName, outcome }) => [functionName, outcome])).toEqual([
      ['direct', 'ok'],
      ['direct', 'ok'],
    ]);
    expect([...metrics[0]!.hostcalls]).toEqual([
      ['wajs:platform/logging@0.1.0', 1],
      ['wajs:platform/kv@0.1.0', 1],
    ]);
    expect(host.status()).toMatchObject({ functions: 1, live: 1, idle: 1, restores: 1 });
  });

  it('harms nothing where it throws: the log says so', async () => {
    const { load, logs } = await start({
      onRequest: () => {
        throw new Error('no room for metrics');
      },
    });
    const fn = await load(source);
    expect(await (await fn.fetch(ask('/'))).text()).toBe('fine');
    await new Promise(setImmediate);
    expect(logs[0]!.message).toMatch(
      /^the observer of requests failed: Error: no room for metrics/,
    );
  });
});

describe('metrics for Prometheus', () => {
  const metric: RequestMetric = {
    functionName: 'a "b"\\\n',
    requestId: 'r',
    kind: 'http',
    outcome: 'ok',
    durationMs: 2,
    waitMs: 0,
    cpuMs: 1.5,
    hostcalls: new Map([['wajs:platform/kv@0.1.0', 2]]),
  };
  const status = {
    functions: 1,
    imageBytes: 1_000,
    live: 3,
    idle: 2,
    waiting: 0,
    memoryBytes: 65_536,
    created: 4,
    retired: 1,
    reclaimed: 0,
    restores: 7,
  };

  it('are counted by function, and escaped', () => {
    const prometheus = createPrometheus();
    prometheus.onRequest(metric);
    prometheus.onRequest({ ...metric, durationMs: 60_000 });
    const lines = prometheus.render(status).split('\n');
    const name = String.raw`function="a \"b\"\\\n"`;
    expect(lines).toContain(`wajs_requests_total{${name},kind="http",outcome="ok"} 2`);
    expect(lines).toContain(`wajs_request_duration_seconds_bucket{${name},le="0.001"} 0`);
    expect(lines).toContain(`wajs_request_duration_seconds_bucket{${name},le="0.0025"} 1`);
    expect(lines).toContain(`wajs_request_duration_seconds_bucket{${name},le="+Inf"} 2`);
    expect(lines).toContain(`wajs_request_duration_seconds_count{${name}} 2`);
    expect(lines).toContain(`wajs_request_duration_seconds_sum{${name}} 60.002`);
    expect(lines).toContain(`wajs_hostcalls_total{${name},interface="wajs:platform/kv@0.1.0"} 4`);
    expect(lines).toContain(`wajs_request_cpu_seconds_total{${name}} 0.003`);
    expect(lines).toContain('wajs_instances{state="busy"} 1');
    expect(lines).toContain('wajs_restores_total 7');
  });

  it('are all of the format: a help and a type before the samples, each name once', () => {
    const prometheus = createPrometheus();
    prometheus.onRequest(metric);
    const text = prometheus.render(status);
    expect(text.endsWith('\n')).toBe(true);
    const names: string[] = [];
    for (const line of text.trimEnd().split('\n')) {
      const type = /^# TYPE (\w+) (counter|gauge|histogram)$/.exec(line);
      if (type !== null) names.push(type[1]!);
      else if (!line.startsWith('# HELP ')) {
        expect(line).toMatch(/^\w+(\{(\w+="([^"\\\n]|\\["\\n])*",?)*\})? [\d.e+-]+$/);
        expect(line.startsWith(names.at(-1)!), line).toBe(true);
      }
    }
    expect(new Set(names).size).toBe(names.length);
  });
});
