import { beforeEach, describe, expect, it, vi } from 'vitest';

const load = async (): Promise<typeof import('../index.js')> => {
  vi.resetModules();
  return import('../index.js');
};

let sdk: typeof import('../index.js');

beforeEach(async () => {
  sdk = await load();
});

describe('run', () => {
  it('registers one handler', async () => {
    const { describe: describeGuest } = await import('../codegen-v1/index.js');
    sdk.run(() => new Response('a') as never);
    expect(describeGuest().exports).toEqual(['wajs:platform/http-handler@0.1.0#handle']);
    expect(() => sdk.run(() => new Response('b') as never)).toThrow(
      '[invalid] run() was called after run(); a function has one handler, dispatch inside it',
    );
    expect(() => sdk.addEventListener('fetch', () => {})).toThrow(
      /addEventListener\('fetch'\) was called after run\(\)/,
    );
  });

  it('has another spelling', () => {
    sdk.addEventListener('fetch', (event) => event.respondWith(new Response('a') as never));
    expect(() => sdk.run(() => new Response('b') as never)).toThrow(
      /run\(\) was called after addEventListener\('fetch'\)/,
    );
  });

  it('says what is no handler', () => {
    expect(() => sdk.run('x' as never)).toThrow('a handler must be a function, got string');
    expect(() => sdk.addEventListener('install' as never, () => {})).toThrow(
      /there is no event "install" here; listen to 'fetch', or use run\(\)/,
    );
    expect(() => sdk.addEventListener('fetch', null as never)).toThrow(TypeError);
    sdk.run(() => new Response('fine after mistakes') as never);
  });
});

describe('outside of the engine', () => {
  it('hostcalls say so, at once', () => {
    const bucket = sdk.kv.open('a');
    const calls: (() => unknown)[] = [
      () => bucket.get('b'),
      () => bucket.put('b', 1),
      () => bucket.batch(['b']),
      () => bucket.list().page(),
      () => sdk.cache.get('b'),
      () => sdk.rpc.call('a', 'b'),
      () => sdk.config.get('A'),
    ];
    for (const call of calls) {
      expect(call).toThrow(sdk.WajsError);
      expect(call).toThrow(/^\[invalid\] .* works only in the engine, where there is a host/);
    }
    expect(() => sdk.log.info('quiet')).not.toThrow();
  });

  it('nothing is changed in the platform', () => {
    expect(Object.keys(globalThis)).not.toContain('wajs');
    expect(Math.random.toString()).toContain('native code');
    expect(Response.toString()).not.toContain('extends Body');
  });
});

describe('module level, in the engine', () => {
  it('has no host', async () => {
    const { enterEngine } = await import('./serving.js');
    const { hostPlatform } = await import('./platform.js');
    const { fetch } = await import('./fetch.js');
    enterEngine();
    const calls: [string, () => unknown][] = [
      ['kv.get', () => sdk.kv.open('a').get('b')],
      ['fetch', () => fetch('http://h/')],
      ['a timer', () => hostPlatform.sleep(1, () => {})],
      ['randomness', () => hostPlatform.entropy(1)],
    ];
    for (const [what, call] of calls) {
      expect(call).toThrow(
        `[invalid] ${what} works only while a request is being served; move it into the handler`,
      );
    }
  });
});

describe('installWebApis', () => {
  it('defines globals that are not enumerable', async () => {
    const { defineWebApis } = await import('../web/define.js');
    const random = Math.random;
    const target: Record<string, unknown> = {};
    try {
      defineWebApis(target, { fetch: () => {} });
      expect(Object.keys(target)).toEqual([]);
      const names = ['Request', 'Response', 'Headers', 'URL', 'console', 'crypto', 'setTimeout'];
      for (const name of [...names, 'fetch', 'structuredClone'])
        expect(target).toHaveProperty(name);
      expect(Math.random).not.toBe(random);
    } finally {
      Math.random = random;
    }
  });
});

describe('capabilities', () => {
  it('are known for every public export', async () => {
    const { CAPABILITIES, AMBIENT_CAPABILITIES } = await import('./capabilities.js');
    expect(Object.keys(CAPABILITIES).sort()).toEqual(Object.keys(sdk).sort());
    for (const name of [...Object.values(CAPABILITIES).flat(), ...AMBIENT_CAPABILITIES]) {
      expect(name).toMatch(/^wajs:platform\/[a-z]+@0\.1\.0$/);
    }
  });
});
