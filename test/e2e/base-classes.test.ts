import { KvBase } from '@org/host-bindings/contract';
import { describe, expect, it } from 'vitest';
import { ask, startHost } from './function-harness.js';

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
});
