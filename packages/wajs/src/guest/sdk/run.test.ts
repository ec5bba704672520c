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
  it('hostcalls say so', async () => {
    const bucket = sdk.kv.open('a');
    await expect(bucket.get('b')).rejects.toThrow(sdk.WajsError);
    await expect(bucket.get('b')).rejects.toMatchObject({ code: 'invalid' });
    await expect(sdk.cache.get('b')).rejects.toThrow(/move the call into the handler/);
    await expect(sdk.rpc.call('a', 'b')).rejects.toThrow(sdk.WajsError);
    expect(() => sdk.config.get('A')).toThrow(/move the call into the handler/);
    expect(() => sdk.log.info('quiet')).not.toThrow();
  });

  it('nothing is changed in the platform', () => {
    expect(Object.keys(globalThis)).not.toContain('wajs');
    expect(Math.random.toString()).toContain('native code');
    expect(Response.toString()).not.toContain('extends Body');
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
