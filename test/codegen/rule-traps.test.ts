import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type {
  ExportInterface,
  ImportInterface,
} from '../../packages/host-bindings/src/codegen-v1/index.js';
import { parseWit } from '../../packages/host-bindings/src/generator/index.js';
import { RunningGuest } from './as-guest.js';
import { loadEmitted } from './emitted-module.js';
import type { Emitted } from './emitted-module.js';
import { buildRuleGuest, ruleWit } from './rule-guest.js';

interface HostModules {
  readonly host: { readonly host: ImportInterface<never> };
  readonly runner: { readonly runner: ExportInterface<unknown> };
}

/**
 * The traps of component-model's CanonicalABI.md that a guest can reach, and the suite that holds each:
 *
 * - `load_string`, `load_list`, `load_variant`, `i32_to_char`, `lift_flat_variant`, `lift_flat_values`
 *   (encoding, alignment, bounds, cases, characters): spec-traps, lists-and-maps; on the ring, where there
 *   are no pointers: malformed-values, value-reader
 * - `store_string`, `store_list`, `lower_flat_values` (what `realloc` answers, areas of results): here,
 *   guest-memory
 * - `Table.get`, `lift_own`, `lift_borrow`, `resource.*` (handles): here, handle-table, e2e/direct-resources
 * - `num_borrows` (a borrowed handle is dropped before the call returns): e2e/direct-resources
 * - `num_lends` (nothing is dropped that a call has borrowed): here
 * - `may_leave` (no call of the host from `realloc` or `post-return`): here
 * - `may_enter` (no call of a guest that is inside): e2e/direct-resources, e2e/direct-channels
 * - `Task.return_`, `Task.cancel`, `task.return`, `unpack_callback_result`, `backpressure.*`: here
 * - `Subtask.*`, `WaitableSet.*`, `waitable.join`: here, e2e/hostile-waits
 * - `CopyEnd.*`, `stream_copy`, `future_copy`, `cancel_copy`, `BufferGuestImpl`, `lift_async_value`: here,
 *   e2e/direct-channels; on the ring: runtime/hostile-channels
 * - `error-context.*`: here
 *
 * What the host is more lenient with: it looks at the core values of `task.return` and not at its type, and
 * reads and writes a stream by the type of its own end, since the linker keeps no types; and a function that
 * is no `async func` may wait where guests can be suspended. What it does not have, the linker refuses
 * (test/linker/components): latin1+utf16, threads, several memories, unknown canonical functions.
 */
/** A rule of the canonical ABI, code that breaks it, and what the trap says. */
type Rule = readonly [rule: string, code: string, trap: string];

const begin = '(local.set $thing (call $make))';
const lend = `${begin} (local.set $call (i32.shr_u (call $look (local.get $thing) (i32.const 32)) (i32.const 4)))`;
const copy = `(local.set $stream (call $numbers))
  (if (i32.ne (call $read (local.get $stream) (i32.const 1024) (i32.const 1)) (i32.const -1)) (then (unreachable)))`;
const future = '(local.set $future (call $new-future))';
const writable = '(call $bits (local.get $future))';
const end = '(return (i32.const 0))';

const broken: readonly Rule[] = [
  ['a handle is 0', '(call $drop-thing (i32.const 0))', 'is unknown or dropped'],
  ['a handle was never given', '(call $keep (i32.const 77))', 'is unknown or dropped'],
  [
    'a handle is dropped twice',
    `${begin} (call $drop-thing (local.get $thing)) (call $drop-thing (local.get $thing))`,
    'is unknown or dropped',
  ],
  [
    'a handle is dropped that was given away',
    `${begin} (call $keep (local.get $thing)) (call $drop-thing (local.get $thing))`,
    'is unknown or dropped',
  ],
  [
    'a handle is of another type',
    '(call $drop-thing (call $numbers))',
    'is a "channel-end", not a "thing"',
  ],
  [
    'a handle is dropped that a call has borrowed',
    `${lend} (call $drop-thing (local.get $thing))`,
    'is lent to a call that goes on',
  ],
  [
    'a handle is given away that a call has borrowed',
    `${lend} (call $keep (local.get $thing))`,
    'is lent to a call that goes on',
  ],
  ['a call is dropped that goes on', `${lend} (call $drop-call (local.get $call))`, 'goes on'],
  [
    'a call is cancelled twice',
    `${lend} (drop (call $cancel-call (local.get $call))) (drop (call $cancel-call (local.get $call)))`,
    'is over already',
  ],
  [
    'a call is dropped twice',
    `${lend} (drop (call $cancel-call (local.get $call)))
     (call $drop-call (local.get $call)) (call $drop-call (local.get $call))`,
    'names no call that goes on',
  ],
  [
    'a waitable set is dropped twice',
    '(call $drop-set (local.get $set)) (call $drop-set (local.get $set))',
    'names no waitable set',
  ],
  [
    'a waitable set is dropped with something in it',
    `${lend} (call $join (local.get $call) (local.get $set)) (call $drop-set (local.get $set))`,
    'that is not empty',
  ],
  [
    'something joins a set that was never made',
    `${lend} (call $join (local.get $call) (i32.const 999))`,
    'names no waitable set',
  ],
  [
    'what joins a set is nothing to wait for',
    '(call $join (i32.const 77) (local.get $set))',
    'is unknown or dropped',
  ],
  [
    'a set is polled that was never made',
    '(drop (call $poll (i32.const 999) (i32.const 32)))',
    'names no waitable set',
  ],
  [
    'sets are made without end',
    '(loop $more (drop (call $new-set)) (br $more))',
    'over 1024 waitable sets',
  ],
  [
    'a task waits for a set that was never made',
    '(return (i32.const 0x992))',
    'names no waitable set',
  ],
  [
    'a task waits for an empty set',
    '(return (i32.or (i32.const 2) (i32.shl (local.get $set) (i32.const 4))))',
    'no hostcall will end',
  ],
  ['a task answers an unknown status', '(return (i32.const 3))', 'the unknown status "3"'],
  ['a task yields for ever', '(return (i32.const 1))', 'yields without end'],
  ['a task ends without a result', end, 'ended without a result'],
  [
    'a task returns twice',
    '(call $return (i32.const 1)) (call $return (i32.const 2))',
    'returned from a task twice',
  ],
  [
    'a task returns what another one should',
    `(call $return-other (i64.const 1)) ${end}`,
    'core values of another type',
  ],
  ['a task is cancelled that nobody asked to', '(call $cancel-task)', 'has not asked to end'],
  ['backpressure goes below nothing', '(call $less-pressure)', 'backpressure to "-1"'],
  [
    'backpressure goes up without end',
    '(loop $more (call $more-pressure) (br $more))',
    'backpressure to "65536"',
  ],
  [
    'an end is read while it is read',
    `${copy} (drop (call $read (local.get $stream) (i32.const 1024) (i32.const 1)))`,
    'is under way',
  ],
  [
    'an end is dropped while it is read',
    `${copy} (call $drop-stream (local.get $stream))`,
    'was dropped during a copy',
  ],
  [
    'an end is given away while it is read',
    `${copy} (call $take (local.get $stream))`,
    'is under way',
  ],
  [
    'a copy is cancelled that was never begun',
    '(drop (call $cancel-read (call $numbers)))',
    'no copy of this stream is under way',
  ],
  [
    'a future is dropped without a value',
    `${future} (call $later (i32.wrap_i64 (local.get $future))) (call $drop-future ${writable})`,
    'without a value',
  ],
  [
    'a future is written twice',
    `${future} (call $later (i32.wrap_i64 (local.get $future)))
     (drop (call $write-future ${writable} (i32.const 32)))
     (drop (call $write-future ${writable} (i32.const 32)))`,
    'future is',
  ],
  [
    'an error context has text outside of the memory',
    '(drop (call $new-error (i32.const 65530) (i32.const 10)))',
    'ends outside the memory',
  ],
  [
    'the message of an error context goes to what is not aligned',
    '(call $error-message (call $new-error (i32.const 0) (i32.const 0)) (i32.const 33))',
    'is not aligned to 4',
  ],
  [
    'the message of an error context is asked for by a handle of something else',
    `${begin} (call $error-message (local.get $thing) (i32.const 32))`,
    'is a "thing", not a "error-context"',
  ],
  [
    'an error context is dropped twice',
    `(local.set $thing (call $new-error (i32.const 0) (i32.const 0)))
     (call $drop-error (local.get $thing)) (call $drop-error (local.get $thing))`,
    'is unknown or dropped',
  ],
  [
    'the allocator of a result answers no memory',
    '(global.set $mode (i32.const 2)) (call $say (i32.const 32))',
    'cabi_realloc answered',
  ],
  [
    'the area of a result is outside of the memory',
    '(call $say (i32.const 65532))',
    'ends outside the memory',
  ],
  ['the area of a result is not aligned', '(call $say (i32.const 33))', 'is not aligned to 4'],
  [
    'the allocator of a result calls the host',
    '(global.set $mode (i32.const 1)) (call $say (i32.const 32))',
    'called "note" while it allocates',
  ],
];

const kept: readonly (readonly [what: string, code: string, answer: number])[] = [
  ['nothing is broken', '', 42],
  [
    'the end of a task has bits above it',
    '(call $return (i32.const 7)) (return (i32.const 0x70))',
    7,
  ],
  [
    'both slots of a task are used',
    `(call $set-first (i32.const 7)) (call $set-second (i32.const 8))
     (call $return (i32.add (i32.mul (call $get-first) (i32.const 10)) (call $get-second))) ${end}`,
    78,
  ],
  [
    'a call is cancelled that has borrowed, and what it had is given away',
    `${lend} (drop (call $cancel-call (local.get $call))) (call $drop-call (local.get $call))
     (call $keep (local.get $thing))`,
    42,
  ],
  [
    'a set is dropped that nothing is in any more',
    `${lend} (call $join (local.get $call) (local.get $set)) (call $join (local.get $call) (i32.const 0))
     (call $drop-set (local.get $set))`,
    42,
  ],
  [
    'a copy is cancelled, and its end is dropped',
    `${copy} (drop (call $cancel-read (local.get $stream))) (call $drop-stream (local.get $stream))`,
    42,
  ],
  ['backpressure goes up and down', '(call $more-pressure) (call $less-pressure)', 42],
];

const states = {
  'asks for no more calls': '(call $more-pressure)',
  'will call its host while it allocates': '(global.set $mode (i32.const 1))',
  'will call its host while it frees': '(global.set $freeing (i32.const 1))',
} as const;

const texts = [...broken, ...kept].map(([, code]) => code).concat(Object.values(states));

let emitted: Emitted<HostModules>;
let component: Uint8Array;
let guest: RunningGuest;

beforeAll(async () => {
  const { world } = await parseWit([{ file: 'rules.wit', text: ruleWit }]);
  emitted = await loadEmitted<HostModules>(world, 'ts-host');
  component = await buildRuleGuest(texts);
});

beforeEach(() => {
  const never = new Promise<never>(() => undefined);
  const provider = {
    make: () => ({}),
    keep: () => undefined,
    look: () => never,
    note: () => undefined,
    say: () => 'a word',
    numbers: () => ({ [Symbol.asyncIterator]: () => ({ next: () => never }) }),
    take: () => undefined,
    later: () => undefined,
  };
  guest = new RunningGuest(component, [{ interface: emitted.host.host, provider }]);
});

async function run(code: string): Promise<unknown> {
  return guest.call(emitted.runner.runner, 'run', texts.indexOf(code));
}

function hear(text: string): unknown {
  return guest.call(emitted.runner.runner, 'hear', text);
}

test.each(broken)('a guest traps where %s', async (_, code, trap) => {
  const error = await run(code).catch((thrown: Error) => thrown);
  // By name: emitted modules come with a copy of codegen-v1 of their own. A DecodeError is a Trap.
  expect((error as Error).constructor.name).toMatch(/^(?:Trap|DecodeError)$/);
  expect((error as Error).message).toContain(trap);
});

test.each(kept)('a guest is served where %s', async (_, code, answer) => {
  expect(await run(code)).toBe(answer);
});

describe('a guest that may not call its host', () => {
  test('traps where it does while it allocates for arguments', async () => {
    expect(hear('a')).toBe('a');
    await run(states['will call its host while it allocates']);
    expect(() => hear('a')).toThrow('called "note" while it allocates');
  });

  test('traps where it does while it frees a result', async () => {
    await run(states['will call its host while it frees']);
    expect(() => hear('a')).toThrow('called "note" while it allocates or frees');
  });
});

test('a guest that asks for no more calls gets none that could wait', async () => {
  await run(states['asks for no more calls']);
  await expect(run('')).rejects.toThrow('the guest takes no more calls of "run" for now');
  expect(hear('a')).toBe('a');
});
