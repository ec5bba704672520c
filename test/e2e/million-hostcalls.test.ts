import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { HostError } from '@org/host-bindings';
import { createMemoryKv } from '@org/host-bindings/providers/memory';
import { describe, expect, it } from 'vitest';
import { ask, startHost } from './function-harness.js';
import { watchMemories } from './instance-memories.js';

const perRequest = 5000;
const requests = 200;
const mebibyte = 2 ** 20;

const memories = watchMemories();
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Makes hostcalls of each kind: many at once, one after the other, answered later, and refused. */
const caller = `
  import { run, kv, log } from '@org/wajs';
  const now = kv.open('now');
  const later = kv.open('later');
  const many = (count, make) => Promise.all(Array.from({ length: count }, (_, number) => make(number)));
  run(async () => {
    let right = 0;
    for (let round = 0; round < 6; round++) {
      for (const found of await many(600, (number) => now.has('key' + number))) right += found;
    }
    for (let number = 0; number < 500; number++) right += await now.has('k' + number);
    for (const found of await many(700, (number) => later.has('l' + number))) right += found;
    for (let number = 0; number < 100; number++) log.info('line', { number });
    for (const found of await many(100, () => now.has('refused').catch((error) => error.code === 'denied'))) right += found;
    return new Response(String(right + 100));
  });
`;

describe('a million hostcalls', () => {
  it.each(['shared', 'request'] as const)(
    'do not grow host or guest: isolation "%s"',
    async (isolation) => {
      memories.length = 0;
      let calls = 0;
      const kv = createMemoryKv();
      kv.exists = (bucket, key) => {
        calls++;
        if (key === 'refused') throw new HostError('denied', 'this key is refused');
        return bucket === 'now' ? true : Promise.resolve(true);
      };
      const { host, logs, load } = await startHost({
        instances: 1,
        providers: { kv },
        limits: { instanceRequests: 1_000_000, wallMs: 60_000, kvOperations: perRequest },
      });
      const fn = await load(caller, { isolation });
      const send = async (count: number): Promise<void> => {
        for (let number = 0; number < count; number++) {
          const response = await fn.fetch(ask());
          expect(await response.text()).toBe(String(perRequest));
          expect(logs.splice(0)).toHaveLength(100);
        }
      };
      const look = (): { heap: number; external: number; guest: number[] } => {
        collect();
        const { heapUsed, external } = process.memoryUsage();
        return {
          heap: heapUsed,
          external,
          guest: memories.map(({ buffer }) => buffer.byteLength),
        };
      };
      const half = requests / 2;
      // Until the allocator has found its places.
      await send(40);
      const before = look();
      await send(half - 40);
      const after = look();
      expect(calls).toBe(half * (perRequest - 100));
      expect(after.heap - before.heap, 'growth of the heap').toBeLessThan(8 * mebibyte);
      expect(after.external - before.external, 'growth of buffers').toBeLessThan(8 * mebibyte);
      expect(after.guest, 'memory of the guest').toEqual(before.guest);
      host.dispose();
    },
    60_000,
  );
});
