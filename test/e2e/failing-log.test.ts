import { KvBase } from '@org/host-bindings/contract';
import { expect, test } from 'vitest';
import { ask, startHost } from './function-harness.js';

/** Fails in a way that the host wants to log. */
class BrokenKv extends KvBase {
  override get(): never {
    throw new TypeError('the store is gone');
  }
}

test('a log that throws costs no request, where a provider fails too', async () => {
  const told: string[] = [];
  const { load } = await startHost({
    providers: {
      kv: new BrokenKv(),
      logging: {
        log(_level, message) {
          told.push(message);
          throw new Error('the disk is full');
        },
      },
    },
  });
  const fn = await load(`
    import { kv, log, run, WajsError } from '@org/wajs';
    run(async () => {
      log.info('before');
      const error = await kv.open('b').get('visits').catch((thrown: unknown) => thrown);
      return new Response(error instanceof WajsError ? error.code : 'found');
    });`);
  for (const _ of [1, 2]) {
    const response = await fn.fetch(ask());
    expect(await response.text()).toBe('internal');
  }
  expect(told.filter((one) => one.includes('the store is gone'))).toHaveLength(2);
});
