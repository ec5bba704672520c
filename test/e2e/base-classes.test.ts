import { bindInterface } from '@org/host-bindings';
import { KvBase } from '@org/host-bindings/contract';
import type { ImportInterface } from '@org/host-bindings/contract';
import { parseWit } from '@org/host-bindings/generator';
import { describe, expect, it } from 'vitest';
import { emitEnds } from './emitted-world.js';
import { ask, buildSource, startHost } from './function-harness.js';

/** Offers one operation, and leaves the others to the base class. */
class CountingKv extends KvBase {
  #count = 0;

  override increment(_bucket: string, _key: string, delta: number): number {
    this.#count += delta;
    return this.#count;
  }
}

describe('a provider that extends a base class', () => {
  it('answers what it overrides, and tells functions what it does not offer', async () => {
    const { load, logs } = await startHost({ providers: { kv: new CountingKv() } });
    const fn = await load(`
      import { kv, run, WajsError } from '@org/wajs';
      run(async () => {
        const visits = await kv.open('b').increment('visits');
        const error = await kv.open('b').get('visits').catch((thrown: unknown) => thrown);
        const known = error instanceof WajsError;
        return Response.json({ visits, code: known && error.code, message: known && error.message });
      });`);
    const response = await fn.fetch(ask());
    expect(await response.json()).toEqual({
      visits: 1,
      code: 'unavailable',
      message: expect.stringContaining('the host does not offer "get" of "wajs:platform/kv@0.1.0"'),
    });
    expect(logs).toEqual([]);
  });

  it('says in the log what a call that awaits nothing does not hear', async () => {
    const text = 'package acme:bells; interface bell { ring: func(); } world w { import bell; }';
    const { world } = await parseWit([{ file: 'bell.wit', text }]);
    const { host, guest } = await emitEnds<{
      bell: { bell: ImportInterface<object>; BellBase: new () => object };
    }>(world);
    const source = `
      import { run } from '@org/wajs';
      import { ring } from './bell.js';
      run(() => { ring(); return new Response('rang'); });`;
    const { artifact } = await buildSource(source, { files: guest });
    const { bell, BellBase } = host.bell;
    const { host: loader, logs } = await startHost({
      interfaces: [bindInterface(bell, new BellBase())],
      policy: { interfaces: [bell.name] },
    });
    const response = await (await loader.load(artifact)).fetch(ask());
    expect(await response.text()).toBe('rang');
    expect(logs.filter(({ level }) => level === 'error')).toMatchObject([
      {
        level: 'error',
        message: expect.stringContaining(
          'the host does not offer "ring" of "acme:bells/bell"',
        ) as string,
        functionName: 'subject',
      },
    ]);
  });
});
