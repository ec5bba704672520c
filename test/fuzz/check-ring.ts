import { HandleTable, Trap } from '../../packages/host-bindings/src/codegen-v1/index.js';
import {
  cache,
  clock,
  config,
  defaultLimits,
  HostError,
  kv,
  logging,
  random,
  rpc,
} from '../../packages/host-bindings/src/contract/index.js';
import { createClock } from '../../packages/host-bindings/src/providers/clock.js';
import {
  createMemoryCache,
  createMemoryKv,
  createMemoryRpc,
} from '../../packages/host-bindings/src/providers/memory/index.js';
import { createRandom } from '../../packages/host-bindings/src/providers/random.js';
import { RequestCall } from '../../packages/host-bindings/src/runtime/call.js';
import type { GuestInstance } from '../../packages/host-bindings/src/runtime/guest-instance.js';
import {
  bindInterface,
  type BoundInterface,
} from '../../packages/host-bindings/src/runtime/host-interfaces.js';
import { RingCarrier } from '../../packages/host-bindings/src/runtime/ring-carrier.js';
import { readSubmissions } from '../../packages/host-bindings/src/runtime/ring-entries.js';

/** What one batch of submissions came to. */
export interface RingOutcome {
  /** How many calls were in the batch. */
  readonly submitted: number;
  /** How many were answered, whatever the answer. */
  readonly completed: number;
  /** Whether the batch ended the instance. */
  readonly isTrap: boolean;
}

const limits = { ...defaultLimits, ringBytes: 1 << 20, liftBytes: 1 << 16, liftElements: 4096 };

/** The contract's interfaces, with providers that reach nothing outside. */
function bindContract(): BoundInterface[] {
  return [
    bindInterface(kv, createMemoryKv({ limits })),
    bindInterface(cache, createMemoryCache({ limits })),
    bindInterface(config, { get: () => undefined, names: () => [], getSecret: () => undefined }),
    bindInterface(logging, { log: () => {} }),
    bindInterface(clock, createClock()),
    bindInterface(random, createRandom()),
    bindInterface(rpc, createMemoryRpc()),
  ];
}

/**
 * Takes bytes for what a guest submits: two bytes say how much of the rest is text, in UTF-16. All
 * that may come of it is answers and a trap: never another exception, never a fault of the host's
 * own, never two answers or one that nobody waits for.
 */
export async function checkRing(input: Uint8Array): Promise<RingOutcome> {
  const { bytes, text } = splitInput(input);
  const faults: unknown[] = [];
  const traps: unknown[] = [];
  const guest = { handles: new HandleTable() } as unknown as GuestInstance;
  const ignore = (): void => {};
  const carrier = new RingCarrier(
    guest,
    limits,
    {
      finish: ignore,
      fail: ignore,
      end: ignore,
      wake: ignore,
      trap: (error) => traps.push(error),
    },
    new RequestCall('fuzzed', 'request', Number.MAX_SAFE_INTEGER),
  );
  carrier.imports = bindContract();
  carrier.onFault = (error) => {
    // A call that nobody waits for tells the log alone how it failed.
    if (!(error instanceof HostError)) faults.push(error);
  };
  const answers = new Map<number, number>();
  const take = ({ bytes: taken, text: with_ }: { bytes: Uint8Array; text: string }): void => {
    for (const { event } of readSubmissions(Uint8Array.from(taken), with_))
      answers.set(event, (answers.get(event) ?? 0) + 1);
  };
  const asked = new Map<number, number>();
  let isTrap = false;
  try {
    for (const { event } of readSubmissions(bytes, text))
      asked.set(event, (asked.get(event) ?? 0) + 1);
    take(carrier.submit(bytes, text));
    // What the providers answer later, in a few turns of the loop at most.
    for (let turn = 0; turn < 3; turn++) {
      await new Promise(setImmediate);
      take(carrier.takeCompleted());
    }
  } catch (error) {
    if (!(error instanceof Trap)) throw error;
    isTrap = true;
  } finally {
    carrier.reset(new Error('the input is over'));
    guest.handles.clear();
  }
  for (const error of traps) if (!(error instanceof Trap)) throw error;
  if (faults.length > 0) throw faults[0];
  for (const [event, count] of answers) {
    if (event === 0 || count > (asked.get(event) ?? 0))
      throw new Error(`event ${event} was answered ${count} times`);
  }
  return { submitted: sum(asked), completed: sum(answers), isTrap };
}

function splitInput(input: Uint8Array): { bytes: Uint8Array; text: string } {
  const units = Math.min((input[0] ?? 0) | ((input[1] ?? 0) << 8), (input.length - 2) >> 1);
  let text = '';
  for (let unit = 0; unit < units; unit++) {
    const at = 2 + unit * 2;
    text += String.fromCharCode(input[at]! | (input[at + 1]! << 8));
  }
  // The guest's text comes out of its memory as UTF-8: a lone surrogate has trapped before.
  return {
    bytes: Uint8Array.from(input.subarray(2 + 2 * Math.max(0, units))),
    text: text.toWellFormed(),
  };
}

function sum(counts: ReadonlyMap<number, number>): number {
  let total = 0;
  for (const count of counts.values()) total += count;
  return total;
}
