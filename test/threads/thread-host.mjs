// What the hosts of the threads that the tests start are made of.
import { readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { kv } from '@org/host-bindings/contract';
import { createMemoryKv } from '@org/host-bindings/providers/memory';
import { readEngine } from '@org/wajs/engine';

/** A kv whose keys do to their thread what providers should not. */
function createFaultyKv(inner, pipe) {
  const own = createMemoryKv();
  const faults = {
    // Blocks in native code, as a synchronous read of a dead disk does.
    block: () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0),
    // Blocks once the hostcall is answered, when no guest runs.
    later: async () => {
      await nextTurn();
      faults.block();
    },
    exit: () => process.exit(3),
    throw: () => void setImmediate(() => faults.nowhere()),
    // Blocks in the system, where nothing ends it.
    pipe: () => void readFileSync(pipe),
    // Answers at once, so that a guest that asks again and again never leaves its thread.
    own: () => own.get('bucket', 'own', {}),
  };
  return new Proxy(inner, {
    get(target, name) {
      if (name !== 'get') return target[name];
      return (bucket, key, call) => (faults[key] ?? (() => target.get(bucket, key, call)))();
    },
  });
}

/** @type {import('@org/host-bindings/threads').ThreadModule['hostOptions']} */
export async function hostOptions(thread) {
  const { fail, pipe, interfaces = ['kv'] } = thread.data ?? {};
  if (fail === 'start') throw new TypeError('the store is not there');
  if (fail === 'again' && thread.thread === 0 && globalThis.process.env.THREADS_TEST_FAIL)
    throw new Error('gone');
  return {
    engine: await readEngine(),
    policy: { interfaces },
    providers: {
      logging: { log: () => {} },
      kv: createFaultyKv(thread.provider(kv), pipe),
    },
  };
}
