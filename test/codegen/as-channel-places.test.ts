import { bindInterface, type FunctionSession } from '@org/host-bindings';
import { ErrorContext, ResultError } from '@org/host-bindings/codegen-v1';
import type { ExportInterface, ImportInterface } from '@org/host-bindings/contract';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { emitWorld } from '../e2e/emitted-world.js';
import { startHost } from '../e2e/function-harness.js';
import { buildGuest } from './as-guest.js';
import { witPath } from './emitted-module.js';

const GUEST = `
import { Tuple2 } from '@org/assemblyscript-sdk/assembly/codegen-v1';
import { StringFuture, StringStream, U8Stream, VoidFuture, VoidStream } from './gen/channels';
import { Job, serveJob } from './gen/job';
import { explain, put, take } from './gen/sink';
import { numbers, problem, value, words } from './gen/source';

class MyJob extends Job {
  read(): Array<string> {
    const said = new Array<string>();
    const counts = numbers(1000);
    let total: u32 = 0;
    for (let some = counts.read(64); some.length > 0; some = counts.read(64)) {
      for (let index = 0; index < some.length; index++) total += some[index];
    }
    counts.drop();
    said.push(total.toString());
    const text = words();
    for (let some = text.read(2); some.length > 0; some = text.read(2)) said.push(some.join('+'));
    text.drop();
    said.push(value().read());
    said.push(explain(problem()));
    return said;
  }

  write(list: Array<string>): void {
    const text = StringStream.create();
    take(text.item0);
    for (let index = 0; index < list.length; index++) text.item1.write([list[index]]);
    text.item1.drop();
    const data = U8Stream.create();
    const note = StringFuture.create();
    const ticks = VoidStream.create();
    const signal = VoidFuture.create();
    const answer = put([
      { name: 'parcel', data: data.item0, notes: [note.item0], ticks: new Tuple2(ticks.item0, signal.item0) },
    ]);
    const bytes = new Uint8Array(3);
    bytes[0] = 7;
    data.item1.write(bytes);
    data.item1.drop();
    note.item1.write('fragile');
    ticks.item1.write(5);
    ticks.item1.drop();
    signal.item1.write();
    assert(answer.isErr);
  }
}

serveJob(new MyJob());
`;

interface Parcel {
  name: string;
  data?: AsyncIterable<Uint8Array>;
  notes: Promise<string>[];
  ticks: [AsyncIterable<number>, Promise<void>];
}

interface Job {
  read(): Promise<string[]>;
  write(words: string[]): Promise<void>;
}

async function gather<T>(stream: AsyncIterable<Iterable<T>>): Promise<T[]> {
  const all: T[] = [];
  for await (const chunk of stream) all.push(...chunk);
  return all;
}

async function open({ name, data, notes, ticks }: Parcel): Promise<unknown> {
  let count = 0;
  for await (const some of ticks[0]) count += some;
  return [name, await gather(data!), await Promise.all(notes), count, await ticks[1]];
}

describe('a guest in AssemblyScript, which cannot wait', () => {
  const taken: Promise<unknown>[] = [];
  let session: FunctionSession;
  let job: Job;

  beforeAll(async () => {
    const { host: modules } = await emitWorld<{
      source: { source: ImportInterface<object> };
      sink: { sink: ImportInterface<object> };
      job: { job: ExportInterface<Job> };
    }>('../codegen/wit/channels.wit', 'channels');
    const { source } = modules.source;
    const { sink } = modules.sink;
    const subject = await startHost({
      policy: { interfaces: [source.name, sink.name] },
      interfaces: [
        bindInterface(source, {
          numbers: (count: number) => [Uint32Array.from({ length: count }, (_, index) => index)],
          words: () => [['some', 'words', 'are'], ['there']],
          value: () => 'a value',
          problem: () => new ErrorContext('out of luck'),
        }),
        bindInterface(sink, {
          take: (words: AsyncIterable<string[]>) => void taken.push(gather(words)),
          put(parcels: Parcel[]) {
            taken.push(...parcels.map(open));
            throw new ResultError(new ErrorContext('nothing to give back'));
          },
          explain: ({ debugMessage }: ErrorContext) => `because: ${debugMessage}`,
        }),
      ],
    });
    const { component } = await buildGuest({ wit: witPath('channels.wit'), entry: GUEST });
    const fn = await subject.host.load(component, { name: 'channels' });
    session = await fn.open();
    job = session.bind(modules.job.job);
  }, 60_000);

  afterEach(() => void taken.splice(0));

  test('reads what is there', async () => {
    expect(await job.read()).toEqual([
      '499500',
      'some+words',
      'are',
      'there',
      'a value',
      'because: out of luck',
    ]);
  });

  test('writes for readers who come later', async () => {
    await job.write(['one', 'two', 'three']);
    expect(await Promise.all(taken)).toEqual([
      ['one', 'two', 'three'],
      ['parcel', [7, 0, 0], ['fragile'], 5, undefined],
    ]);
    session.dispose();
  });
});
