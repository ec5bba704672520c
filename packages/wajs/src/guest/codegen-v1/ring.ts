import { WajsError } from './errors.js';

/** One hostcall, as the host takes it. */
export interface Submission {
  /** Chosen here, unique among the pending ones. 0: no completion is wanted. */
  readonly event: number;
  /** Index into the imports that `describe` answers. */
  readonly provider: number;
  /** Function index, then the arguments. */
  readonly payload: Uint8Array;
}

/** How one hostcall ended. */
export interface Completion {
  /** Event of its submission. */
  readonly event: number;
  /** What the payload is: the result, a `types.error`, or the length of a result that waits. */
  readonly outcome: 'value' | 'failed' | 'stored';
  /** Result, error or length. */
  readonly payload: Uint8Array;
}

/** The imports of `wajs:platform/ring` that hostcalls need. */
export interface Ring {
  /** Hands a batch to the host; answers what has finished already. */
  submit(batch: Submission[]): Completion[];
  /** Copies out a stored payload from an offset, short at its end. */
  read(event: number, offset: number, max: number): Uint8Array;
  /** Gives up on a pending event; its completion comes all the same. */
  cancel(event: number): void;
}

/** Called once with the completion of an event. */
export type OnCompletion = (completion: Completion) => void;

let ring: Ring | undefined;
let tasks = 0;
let lastEvent = 0;
let queue: Submission[] = [];
let flushing = false;
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
export function enqueue(provider: number, payload: Uint8Array, done: OnCompletion | null): number {
  const event = done === null ? 0 : reserveEvent();
  if (done !== null) pending.set(event, done);
  queue.push({ event, provider, payload });
  if (!flushing) {
    flushing = true;
    void Promise.resolve().then(flush);
  }
  return event;
}

/** Sends a hostcall at once, after all that are queued. With `done`, it is called before this returns. */
export function submitNow(
  provider: number,
  payload: Uint8Array,
  done: OnCompletion | null,
  given: Ring,
): void {
  const event = done === null ? 0 : reserveEvent();
  if (done !== null) pending.set(event, done);
  queue.push({ event, provider, payload });
  const batch = queue;
  queue = [];
  deliver(given.submit(batch));
  if (done !== null && pending.delete(event)) {
    throw WajsError.of('internal', 'the host did not answer a call that cannot wait');
  }
}

/** Takes completions from the host. One whose event is not pending is ignored. */
export function deliver(completions: readonly Completion[]): void {
  for (const completion of completions) {
    const done = pending.get(completion.event);
    if (done === undefined) continue;
    pending.delete(completion.event);
    done(completion);
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

/** All bytes of a completion's result, fetched where the host kept them. */
export function resultBytes(
  completion: Completion,
  length: (bytes: Uint8Array) => number,
): Uint8Array {
  if (completion.outcome !== 'stored') return completion.payload;
  const bytes = new Uint8Array(length(completion.payload));
  for (let at = 0; at < bytes.length;) {
    const part = ring!.read(completion.event, at, bytes.length - at);
    if (part.length === 0) throw WajsError.of('internal', 'the host lost a result that it kept');
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function flush(): void {
  flushing = false;
  if (queue.length === 0 || ring === undefined) return;
  const batch = queue;
  queue = [];
  deliver(ring.submit(batch));
}

function reserveEvent(): number {
  do {
    lastEvent = lastEvent >= 0xffffffff ? 1 : lastEvent + 1;
  } while (pending.has(lastEvent));
  return lastEvent;
}
