import { WajsError } from './errors.js';
import { ValueReader } from './value-reader.js';
import type { ValueWriter } from './value-writer.js';

/** Bytes of an entry's head: four u32, little-endian. */
export const ENTRY_HEAD = 16;

const FAILED = 1;
const STORED = 2;

/** How one hostcall ended. */
export interface Completion {
  /** The call did not reach its function: the reader has a `types.error`, not the result. */
  readonly isFailure: boolean;
  /** Result or error. */
  readonly reader: ValueReader;
}

/** The imports of `wajs:platform/ring` that hostcalls need. */
export interface Ring {
  /** Hands a batch to the host; answers what has finished already. */
  submit(bytes: Uint8Array, text: string): { bytes: Uint8Array; text: string };
  /** Copies out a stored payload from an offset, short at its end. */
  read(event: number, offset: number, max: number): Uint8Array;
  /** Gives up on a pending event; its completion comes all the same. */
  cancel(event: number): void;
}

/** Called once with the completion of an event. */
export type OnCompletion = (completion: Completion) => void;

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
const turn = Promise.resolve();
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
  const event = push(provider, writer, done);
  if (!flushing) {
    flushing = true;
    void turn.then(flush);
  }
  return event;
}

/** Sends a hostcall at once, after all that are queued. With `done`, it is called before this returns. */
export function submitNow(
  provider: number,
  writer: ValueWriter,
  done: OnCompletion | null,
  given: Ring,
): void {
  const event = push(provider, writer, done);
  submitQueue(given);
  if (done !== null && pending.delete(event)) {
    throw WajsError.of('internal', 'the host did not answer a call that cannot wait');
  }
}

/** Takes completions from the host. One whose event is not pending is ignored. */
export function deliver(bytes: Uint8Array, text: string): void {
  if (bytes.length === 0) return;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let textAt = 0;
  for (let at = 0; at < bytes.length;) {
    const event = view.getUint32(at, true);
    const outcome = view.getUint32(at + 4, true);
    const start = at + ENTRY_HEAD;
    const end = start + view.getUint32(at + 8, true);
    const done = pending.get(event);
    if (done !== undefined) {
      pending.delete(event);
      let reader = new ValueReader(bytes, start, end, text, textAt);
      if (outcome === STORED) {
        const stored = fetchStored(event, reader.u32());
        reader = new ValueReader(stored, 0, stored.length, text, textAt);
      }
      done({ isFailure: outcome === FAILED, reader });
    }
    textAt += view.getUint32(at + 12, true);
    at = end;
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

function push(provider: number, writer: ValueWriter, done: OnCompletion | null): number {
  const event = done === null ? 0 : reserveEvent();
  if (done !== null) pending.set(event, done);
  const bytes = writer.finish();
  const { text } = writer;
  const head = new DataView(bytes.buffer);
  head.setUint32(0, event, true);
  head.setUint32(4, provider, true);
  head.setUint32(8, bytes.length - ENTRY_HEAD, true);
  head.setUint32(12, text.length, true);
  queue.push({ event, bytes, text });
  return event;
}

function flush(): void {
  flushing = false;
  if (queue.length > 0 && ring !== undefined) submitQueue(ring);
}

function submitQueue(given: Ring): void {
  const entries = queue;
  queue = [];
  let { bytes, text } = entries[0]!;
  if (entries.length > 1) {
    bytes = new Uint8Array(entries.reduce((sum, entry) => sum + entry.bytes.length, 0));
    text = '';
    let at = 0;
    for (const entry of entries) {
      bytes.set(entry.bytes, at);
      at += entry.bytes.length;
      text += entry.text;
    }
  }
  const completed = given.submit(bytes, text);
  deliver(completed.bytes, completed.text);
}

function reserveEvent(): number {
  do {
    lastEvent = lastEvent >= 0xffffffff ? 1 : lastEvent + 1;
  } while (pending.has(lastEvent));
  return lastEvent;
}
