import { bindInterface } from '@org/host-bindings';
import type { CallContext, ImportInterface } from '@org/host-bindings/contract';
import { ErrorContext, ResultError } from '@org/host-bindings/codegen-v1';
import {
  buildSource,
  type LoggedHost,
  type LoggedHostOptions,
  startHost,
} from './function-harness.js';
import { emitWorld } from './emitted-world.js';

/** `file` of feeds.wit. */
export interface File {
  name: string;
  data: AsyncIterable<Uint8Array>;
  checksum?: Promise<number> | undefined;
}

/** What a test sees of the provider. */
export interface Seen {
  /** What went on after calls were answered, by name. */
  readonly later: Map<string, Promise<unknown>>;
  /** Streams of the host whose reader left. */
  returned: number;
}

/** A provider of `feeds` that does what its name says. */
export function createFeeds(): { readonly provider: object; readonly seen: Seen } {
  const seen: Seen = { later: new Map(), returned: 0 };
  async function* counting(count: number): AsyncGenerator<Uint32Array> {
    try {
      for (let at = 0; at < count; at += 100) {
        yield Uint32Array.from({ length: Math.min(100, count - at) }, (_, index) => at + index);
      }
    } finally {
      seen.returned += 1;
    }
  }
  const provider = {
    feed: {
      create(items: AsyncIterable<string[]>) {
        const all = gather(items).then(
          () => 'well',
          (error: unknown) => (error as Error).message,
        );
        return {
          items: () => emit(['of', 'the', 'feed']),
          ended: async () => new ErrorContext(await all),
        };
      },
    },
    numbers: (count: number) => counting(count),
    async *files(): AsyncGenerator<File[]> {
      yield [
        { name: 'a', data: emit(Uint8Array.of(1, 2, 3)), checksum: Promise.resolve(6) },
        { name: 'b', data: emit() },
      ];
    },
    collect: (items: AsyncIterable<string[]>) => gather(items),
    async take(items: AsyncIterable<string[]>, count: number) {
      const taken: string[] = [];
      for await (const chunk of items) {
        taken.push(...chunk);
        if (taken.length >= count) break;
      }
      return taken;
    },
    async store(files: AsyncIterable<File[]>) {
      const stored: string[] = [];
      for await (const chunk of files) {
        for (const { name, data, checksum } of chunk) {
          const bytes: number[] = [];
          for await (const part of data) bytes.push(...part);
          stored.push(`${name}: ${bytes.join()} ${String(await checksum)}`);
        }
      }
      return stored;
    },
    async count(ticks: AsyncIterable<number>) {
      let total = 0;
      for await (const some of ticks) total += some;
      return total;
    },
    ticks: (count: number) => emit(count),
    keep(bytes: AsyncIterable<Uint8Array>, call: CallContext) {
      seen.later.set(call.requestId, size(bytes));
    },
    later: (value: string) => new Promise((resolve) => setImmediate(resolve, value)),
    async muchLater(value: string) {
      if (value === '') throw new ResultError('nothing to say');
      return value;
    },
    broken: () => Promise.reject(new Error('no value today')),
    settle: (value: Promise<string[]>) =>
      value.catch((error: Error) => {
        throw new ResultError(error.message);
      }),
    async *breaks() {
      yield ['one'];
      throw new Error('the source is gone');
    },
    signalled: (signal: Promise<void>) =>
      signal.then(
        () => true,
        () => false,
      ),
    explain: (error: ErrorContext) => new ErrorContext(`${error.debugMessage}!`),
    async *nested(rows: AsyncIterable<AsyncIterable<Uint8Array>[]>) {
      for await (const chunk of rows) yield chunk;
    },
  };
  return { provider, seen };
}

/** A stream of chunks that are there already. */
export async function* emit<T>(...chunks: T[]): AsyncGenerator<T> {
  yield* chunks;
}

async function gather(items: AsyncIterable<string[]>): Promise<string[]> {
  const all: string[] = [];
  for await (const chunk of items) all.push(...chunk);
  return all;
}

async function size(bytes: AsyncIterable<Uint8Array>): Promise<number> {
  let total = 0;
  for await (const chunk of bytes) total += chunk.length;
  return total;
}

/** A host with `feeds`, and how a function that uses them is loaded. */
export interface FeedsHost extends LoggedHost {
  readonly seen: Seen;
}

const emitted = emitWorld<{ feeds: { feeds: ImportInterface<unknown> } }>('feeds.wit', 'reader');

/** Starts a host that has `feeds`; functions find the emitted module as `./feeds.js`. */
export async function startFeeds(options: LoggedHostOptions = {}): Promise<FeedsHost> {
  const { host: modules, guest } = await emitted;
  const { feeds } = modules.feeds;
  const { provider, seen } = createFeeds();
  const subject = await startHost({
    ...options,
    policy: { interfaces: [feeds.name] },
    interfaces: [bindInterface(feeds, provider)],
  });
  return {
    ...subject,
    seen,
    load: async (source, loadOptions) =>
      subject.host.load((await buildSource(source, { files: guest })).artifact, loadOptions),
  };
}
