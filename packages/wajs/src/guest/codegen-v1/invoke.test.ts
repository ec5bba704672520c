import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createWriter,
  deliver,
  enterTask,
  importInterface,
  invoke,
  invokeNow,
  leaveTask,
  post,
  requireImport,
  Resource,
  setRing,
  ValueWriter,
} from './index.js';
import type { ValueReader } from './index.js';

const HEAD = 16;
const target = importInterface('test:invoke/calls');
requireImport(target);

class Thing extends Resource {
  constructor(handle: number) {
    super(handle, target, 9);
  }
}

interface Sent {
  readonly event: number;
  readonly fn: number;
}

interface Answer {
  readonly event: number;
  readonly outcome?: number;
  readonly write?: (writer: ValueWriter) => void;
}

let crossings: Sent[][] = [];
let cancelled: number[] = [];
let stored = new Uint8Array();
let answerTo: (sent: Sent) => Answer | undefined = () => undefined;

/** Completions as the host puts them together. */
function complete(answers: readonly Answer[]): { bytes: Uint8Array; text: string } {
  let text = '';
  const entries = answers.map(({ event, outcome = 0, write }) => {
    const writer = new ValueWriter(HEAD);
    write?.(writer);
    text += writer.text;
    const bytes = writer.finishEntry(event, outcome);
    return bytes;
  });
  return { bytes: Uint8Array.from(entries.flatMap((entry) => [...entry])), text };
}

function hand(...answers: Answer[]): void {
  const { bytes, text } = complete(answers);
  deliver(bytes, text);
}

function parseBatch(bytes: Uint8Array): Sent[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sent: Sent[] = [];
  for (let at = 0; at < bytes.length; at += HEAD + ((view.getUint32(at + 8, true) + 3) & ~3)) {
    sent.push({ event: view.getUint32(at, true), fn: bytes[at + HEAD]! });
  }
  return sent;
}

function call(fn: number, signal?: AbortSignal): Promise<string> {
  return invoke(target, createWriter(fn), (reader) => reader.string(), signal);
}

const text =
  (value: string) =>
  (writer: ValueWriter): void =>
    writer.string(value);

beforeEach(() => {
  crossings = [];
  cancelled = [];
  answerTo = () => undefined;
  setRing({
    submit: (bytes) => {
      const sent = parseBatch(bytes);
      crossings.push(sent);
      return complete(sent.map((one) => answerTo(one)).filter((one) => one !== undefined));
    },
    // Two bytes at a time, as a host may do.
    read: (_event, offset) => stored.slice(offset, offset + 2),
    cancel: (event) => cancelled.push(event),
  });
  enterTask();
});

afterEach(() => {
  leaveTask();
});

describe('invoke', () => {
  test('sends all calls of a turn in one crossing, and takes answers at once, later and in any order', async () => {
    answerTo = ({ event, fn }) => (fn === 2 ? { event, write: text('two') } : undefined);
    const results = Promise.all([call(1), call(2), call(3)]);
    await Promise.resolve();
    expect(crossings).toHaveLength(1);
    const [one, , three] = crossings[0]!;
    hand(
      { event: three!.event, write: text('three 😀') },
      { event: one!.event, write: text('one') },
    );
    expect(await results).toEqual(['one', 'two', 'three 😀']);
    hand({ event: one!.event, write: text('again') }, { event: 12345 });
  });

  test('fetches a result that the host kept', async () => {
    const writer = new ValueWriter();
    writer.bytes(Uint8Array.of(1, 2, 3, 4, 5));
    stored = new Uint8Array(writer.finish());
    answerTo = ({ event }) => ({ event, outcome: 2, write: (out) => out.u32(stored.length) });
    const result = await invoke(target, createWriter(1), (reader) => reader.bytes());
    expect([...result]).toEqual([1, 2, 3, 4, 5]);
  });

  test('rejects with the error of a call that did not reach its function', async () => {
    answerTo = ({ event, fn }) => ({
      event,
      outcome: 1,
      write: (writer) => {
        writer.discriminant(fn);
        writer.string(fn === 0 ? 'grant "kv"' : 'kv-operations');
        if (fn !== 5) return;
        writer.f64(1001);
        writer.f64(1000);
      },
    });
    await expect(call(0)).rejects.toMatchObject({ code: 'denied', message: '[denied] grant "kv"' });
    await expect(call(5)).rejects.toMatchObject({
      code: 'limit',
      message: '[limit] kv-operations is 1001, over the limit of 1000',
    });
  });

  test('rejects a result that is none', async () => {
    answerTo = ({ event }) => ({ event, write: (writer) => writer.u32(300) });
    await expect(call(1)).rejects.toThrow();
    answerTo = ({ event }) => ({
      event,
      write: (writer) => {
        writer.string('');
        writer.u8(1);
      },
    });
    await expect(call(1)).rejects.toThrow('bytes are left');
  });

  test('says where to move a call that is made while no request is served', async () => {
    leaveTask();
    await expect(call(1)).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('move the call into the handler'),
    });
    expect(() => post(target, createWriter(1))).toThrow('move the call into the handler');
    enterTask();
    const unused = importInterface('test:invoke/unused');
    await expect(invoke(unused, createWriter(0), () => undefined)).rejects.toMatchObject({
      code: 'internal',
    });
  });
});

describe('a signal', () => {
  test('that has fired, or fires before the crossing, keeps the call from going out', async () => {
    const reason = new Error('gone');
    await expect(call(1, AbortSignal.abort(reason))).rejects.toBe(reason);
    const controller = new AbortController();
    const result = call(1, controller.signal);
    controller.abort(reason);
    await expect(result).rejects.toBe(reason);
    expect(crossings).toEqual([]);
  });

  test('that fires later rejects at once, cancels, and gives back what comes all the same', async () => {
    const controller = new AbortController();
    const read = (reader: ValueReader): Thing => reader.own(Thing);
    const result = invoke(target, createWriter(1), read, controller.signal);
    await Promise.resolve();
    const { event } = crossings[0]![0]!;
    controller.abort(new Error('gone'));
    await expect(result).rejects.toThrow('gone');
    expect(cancelled).toEqual([event]);
    hand({ event, write: (writer) => writer.u32(77) });
    await Promise.resolve();
    expect(crossings[1]).toEqual([{ event: 0, fn: 9 }]);
  });
});

describe('calls that cannot wait', () => {
  test('go out at once, after what is queued', async () => {
    answerTo = ({ event, fn }) => (event === 0 ? undefined : { event, write: text(`f${fn}`) });
    const queued = call(1);
    expect(invokeNow(target, createWriter(2), (reader) => reader.string())).toBe('f2');
    post(target, createWriter(3));
    expect(crossings.map((batch) => batch.map((one) => one.fn))).toEqual([[1], [2], [3]]);
    expect(crossings[2]![0]!.event).toBe(0);
    expect(await queued).toBe('f1');
    await Promise.resolve();
    expect(crossings).toHaveLength(3);
  });

  test('fail when the host does not answer', () => {
    expect(() => invokeNow(target, createWriter(2), () => undefined)).toThrow('[internal]');
  });
});

test('a getter that calls while its object is written does not disturb the writer', () => {
  const outer = createWriter(1);
  outer.string('a');
  const inner = createWriter(2);
  inner.string('b');
  outer.string('c');
  expect([...inner.finish().slice(HEAD)]).toEqual([2, 1]);
  expect([...outer.finish().slice(HEAD)]).toEqual([1, 1, 1]);
  expect(outer.text).toBe('ac');
});
