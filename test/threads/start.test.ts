import { bindInterface } from '@org/host-bindings';
import { config } from '@org/host-bindings/contract';
import { createConfig } from '@org/host-bindings/providers/system';
import { createThreadedHost } from '@org/host-bindings/threads';
import { describe, expect, it } from 'vitest';
import { artifactOf, startThreads, threadModule } from './threads-harness.js';

describe('starting threads', () => {
  it('fails with what the module throws', async () => {
    await expect(startThreads({ data: { fail: 'start' } })).rejects.toThrow(
      /a thread of the host does not start: "file:.*thread-host\.mjs": the store is not there/,
    );
  });

  it('fails where there is no such module, or it says nothing of a host', async () => {
    await expect(createThreadedHost({ host: '/nowhere/host.mjs', threads: 1 })).rejects.toThrow(
      /does not start: "file:\/\/\/nowhere\/host\.mjs": Cannot find module/,
    );
    const other = new URL('../../vitest.config.ts', import.meta.url);
    await expect(createThreadedHost({ host: other, threads: 1 })).rejects.toThrow(/does not start/);
    const empty = 'data:text/javascript,export const host = 1';
    await expect(createThreadedHost({ host: new URL(empty), threads: 1 })).rejects.toThrow(
      'it exports no function "hostOptions"',
    );
  });

  it('fails where a provider is asked for that is not shared, or cannot be', async () => {
    await expect(createThreadedHost({ host: threadModule, threads: 1 })).rejects.toThrow(
      'there is no shared provider of "wajs:platform/kv@0.1.0": bind one in the option shared, which has none',
    );
    await expect(startThreads({ shared: [bindInterface(config, createConfig())] })).rejects.toThrow(
      /"wajs:platform\/config@0\.1\.0" cannot be shared by threads, since its/,
    );
  });

  it('fails with options out of range', async () => {
    for (const threads of [0, 1.5, Number.NaN]) {
      await expect(startThreads({ threads })).rejects.toThrow(RangeError);
    }
    await expect(startThreads({ limits: { wallMs: -1 } })).rejects.toThrow(/limit "wallMs"/);
  });

  it('loads what can be loaded, and says of the rest why not, as a host on one thread does', async () => {
    const { host, ask } = await startThreads({ data: { interfaces: [] } }).catch(
      async (error: unknown) => {
        expect(error).toMatchObject({ name: 'HostError', code: 'denied' });
        return startThreads();
      },
    );
    await expect(host.load(new Uint8Array(9))).rejects.toMatchObject({
      name: 'LinkError',
      code: 'malformed',
    });
    await expect(host.load('/nowhere.wajs')).rejects.toMatchObject({ code: 'ENOENT' });
    const named = await host.load(await artifactOf(), { name: 'other' });
    expect(named.name).toBe('other');
    expect((await ask('/')).text).toBe('fine');
  });
});
