import { fileURLToPath } from 'node:url';
import { buildGuest } from '../codegen/as-guest.js';

const source = `
import { Option, Pending, PendingCall, Result, Tuple2, waitAny } from '@org/assemblyscript-sdk/assembly/codegen-v1';
import { Runner, serveRunner } from './gen/runner';
import * as slow from './gen/slow';

type Read = Result<string | null, string>;
let left: Pending<Read> | null = null;

class MyRunner extends Runner {
  both(first: string, second: string): Result<Array<string | null>, string> {
    const one = slow.readAsync(first);
    const other = slow.readAsync(second);
    // The second one's result is lifted first.
    const last = other.wait();
    if (last.isErr) return Result.err<Array<string | null>, string>(last.error);
    const begin = one.wait();
    if (begin.isErr) return Result.err<Array<string | null>, string>(begin.error);
    return Result.ok<Array<string | null>, string>([begin.value, last.value]);
  }
  many(count: u32): u32 {
    const calls = new Array<Pending<u64>>();
    for (let n: u32 = 0; n < count; n++) calls.push(slow.addAsync(n, 1));
    let sum: u64 = 0;
    for (let n: u32 = 0; n < count; n++) sum += calls[n].wait();
    return <u32>sum;
  }
  shapes(): string {
    const noted = slow.noteAsync('a note');
    const described = slow.describeAsync({ name: 'bolt', weight: 1.5 }, 'x', Option.some<u8>(7));
    const clock = slow.Clock.create(100);
    const next = clock.nextAsync(5);
    const plain = slow.describe({ name: 'nut', weight: 2 }, 'y', Option.none<u8>());
    const tuple = described.wait();
    noted.wait();
    const time = next.wait();
    clock.drop();
    return [tuple.item0, tuple.item1.toString(), plain.item0, time.toString()].join(' | ');
  }
  fastest(keys: Array<string>): string {
    const reads = new Array<Pending<Read>>();
    const calls = new Array<PendingCall>();
    for (let n = 0; n < keys.length; n++) {
      reads.push(slow.readAsync(keys[n]));
      calls.push(reads[n]);
    }
    const index = waitAny(calls);
    const value = reads[index].wait().value;
    for (let n = 0; n < keys.length; n++) if (n != index) reads[n].cancel();
    return value === null ? '' : value;
  }
  ready(key: string): bool {
    const read = slow.readAsync(key);
    const isReady = read.isReady;
    read.wait();
    return isReady;
  }
  cancel(key: string): bool {
    const read = slow.readAsync(key);
    read.cancel();
    slow.note('after');
    return true;
  }
  breakRule(rule: u32): void {
    const read = slow.readAsync('rule');
    if (rule == 0) { read.wait(); read.wait(); }
    if (rule == 1) { read.cancel(); read.wait(); }
    if (rule == 2) { for (let n = 0; n < 2000; n++) slow.readAsync('more'); }
    if (rule == 3) left = read;
    if (rule == 4) left!.wait();
  }
}
serveRunner(new MyRunner());
`;

/** A guest in AssemblyScript that has several hostcalls under way, as a component. */
export async function buildParallelGuest(): Promise<Uint8Array> {
  const wit = fileURLToPath(new URL('parallel.wit', import.meta.url));
  const { component } = await buildGuest({ wit, world: 'parallel', entry: source });
  return component;
}
