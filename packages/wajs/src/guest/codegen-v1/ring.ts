import { WajsError } from './errors.js';
import { readFailure } from './read-failure.js';
import { ValueReader } from './value-reader.js';
import { ENTRY_HEAD, type ValueWriter } from './value-writer.js';

const FAILED = 1;
const STORED = 2;
/** The event of calls that are answered in the same crossing: there is one of them at any time. */
const AT_ONCE = 0xffffffff;

/** The imports of `wajs:platform/ring` that hostcalls need. */
export interface Ring {
  /** Hands a batch to the host; answers what has finished already. */
  submit(bytes: Uint8Array, text: string): { bytes: Uint8Array; text: string };
  /** Copies out a stored payload from an offset, short at its end. */
  read(event: number, offset: number, max: number): Uint8Array;
  /** Gives up on a pending event; its completion comes all the same. */
  cancel(event: number): void;
}

/** Called once, with the result; where the call did not reach its function, with a `types.error`. */
export type OnCompletion = (reader: ValueReader, isFailure: boolean) => void;

/** An entry that waits for the next crossing. */
interface Entry {
  readonly event: number;
  readonly bytes: Uint8Array;
  readonly text: string;
}

let ring: Ring | undefined;
let tasks = 0;
let lastEvent = 0;
let queue: Entry[] = [];
let flushing = false;
/** As it was before an author's code ran: a promise's `then` would cost four times as much. */
const later = queueMicrotask;
const pending = new Map<number, OnCompletion>();

/** Gives this module the host's ring. The engine's entry calls it once. */
export function setRing(given: Ring): void {
  ring = given;
}

/** A task starts: hostcalls are allowed until `leaveTask`. */
export function enterTask(): void {
  tasks += 1;
}

/** A task is over, with all that goes on after its result. */
export function leaveTask(): void {
  tasks -= 1;
}

let keepTask: (work: Promise<void>) => void = () => undefined;

/** Says how work is made part of the task that it belongs to. The engine's entry calls it once. */
export function setTaskKeeper(keep: (work: Promise<void>) => void): void {
  keepTask = keep;
}

/** Keeps the task that is at work going until a promise is settled, which must not reject. */
export function holdTask(work: Promise<void>): void {
  keepTask(work);
}

/** Whether a hostcall can reach the host now. */
export function isServing(): boolean {
  return tasks > 0 && ring !== undefined;
}

/**
 * The ring, for a hostcall.
 * @throws WajsError `invalid` while no request is being served.
 */
export function openRing(name: string): Ring {
  if (tasks > 0 && ring !== undefined) return ring;
  throw WajsError.of(
    'invalid',
    `"${name}" was called while no request is being served; move the call into the handler`,
  );
}

/** Queues a hostcall; all that are queued in one turn go to the host in one crossing. */
export function enqueue(provider: number, writer: ValueWriter, done: OnCompletion | null): number {
  const event = done === null ? 0 : reserveEvent();
  if (done !== null) pending.set(event, done);
  const { text } = writer;
  queue.push({ event, bytes: writer.finishEntry(event, provider), text });
  if (!flushing) {
    flushing = true;
    later(flush);
  }
  return event;
}

/** Sends a hostcall at once, after all that are queued. No completion is wanted. */
export function submitNow(provider: number, writer: ValueWriter, given: Ring): void {
  if (queue.length > 0) flush();
  const { text } = writer;
  const completed = given.submit(writer.finishEntry(0, provider), text);
  if (completed.bytes.length > 0) takeCompletions(completed.bytes, completed.text);
}

/**
 * Sends a hostcall that cannot wait at once, after all that are queued, and answers its result.
 * @throws WajsError when the call did not reach the function; `invalid` while no request is being served.
 */
export function callNow(name: string, provider: number, writer: ValueWriter): ValueReader {
  const given = tasks > 0 && ring !== undefined ? ring : openRing(name);
  if (queue.length > 0) flush();
  const { text: input } = writer;
  const { bytes, text } = given.submit(writer.finishEntry(AT_ONCE, provider), input);
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  const length = words[2]!;
  // Nearly always this completion is alone and inline.
  if (words[0] === AT_ONCE && ENTRY_HEAD + ((length + 3) & ~3) === bytes.length) {
    const reader = new ValueReader(bytes, ENTRY_HEAD, ENTRY_HEAD + length, text);
    if (words[1] === 0) return reader;
    if (words[1] === FAILED) throw readFailure(reader);
  }
  let found: ValueReader | undefined;
  let failure: WajsError | undefined;
  pending.set(AT_ONCE, (reader, isFailure) => {
    if (isFailure) failure = readFailure(reader);
    else found = reader;
  });
  takeCompletions(bytes, text);
  pending.delete(AT_ONCE);
  if (failure !== undefined) throw failure;
  if (found !== undefined) return found;
  throw WajsError.of('internal', 'the host did not answer a call that cannot wait');
}

/** Takes completions from the host. One whose event is not pending is ignored. */
export function deliver(bytes: Uint8Array, text: string): void {
  if (bytes.length > 0) takeCompletions(bytes, text);
}

/** Hands completions to whoever waits. */
function takeCompletions(bytes: Uint8Array, text: string): void {
  // Entries are padded to four bytes, so that heads can be read as words.
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  let textAt = 0;
  for (let at = 0; at < words.length;) {
    const event = words[at]!;
    const length = words[at + 2]!;
    const done = pending.get(event);
    if (done !== undefined) {
      const outcome = words[at + 1]!;
      const start = (at << 2) + ENTRY_HEAD;
      let reader = new ValueReader(bytes, start, start + length, text, textAt);
      if (outcome === STORED) {
        const stored = fetchStored(event, reader.u32());
        reader = new ValueReader(stored, 0, stored.length, text, textAt);
      }
      pending.delete(event);
      done(reader, outcome === FAILED);
    }
    textAt += words[at + 3]!;
    at += 4 + ((length + 3) >> 2);
  }
}

/** Gives up on a pending event. */
export function cancelEvent(event: number): void {
  const at = queue.findIndex((submission) => submission.event === event);
  if (at < 0) {
    ring?.cancel(event);
  } else {
    queue.splice(at, 1);
    pending.delete(event);
  }
}

/** All bytes of a result that the host kept. */
function fetchStored(event: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const part = ring!.read(event, at, length - at);
    if (part.length === 0) throw WajsError.of('internal', 'the host lost a result that it kept');
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** One crossing for all entries that are queued. */
function flush(): void {
  flushing = false;
  if (queue.length === 0 || ring === undefined) return;
  const entries = queue;
  queue = [];
  let { bytes, text } = entries[0]!;
  if (entries.length > 1) {
    let size = 0;
    for (let index = 0; index < entries.length; index++) size += entries[index]!.bytes.length;
    bytes = new Uint8Array(size);
    text = '';
    let at = 0;
    for (let index = 0; index < entries.length; index++) {
      const entry = entries[index]!;
      bytes.set(entry.bytes, at);
      at += entry.bytes.length;
      text += entry.text;
    }
  }
  const completed = ring.submit(bytes, text);
  if (completed.bytes.length > 0) takeCompletions(completed.bytes, completed.text);
}

function reserveEvent(): number {
  do {
    lastEvent = lastEvent >= AT_ONCE - 1 ? 1 : lastEvent + 1;
  } while (pending.has(lastEvent));
  return lastEvent;
}
