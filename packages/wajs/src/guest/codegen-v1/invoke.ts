import { providerOf } from './registry.js';
import type { Imported } from './registry.js';
import { readFailure } from './read-failure.js';
import { callNow, cancelEvent, enqueue, openRing, submitNow } from './ring.js';
import type { ValueReader } from './value-reader.js';
import { ENTRY_HEAD, ValueWriter } from './value-writer.js';

/** As much of an AbortSignal as a hostcall needs. */
export interface CallSignal {
  /** Whether it has fired. */
  readonly aborted: boolean;
  /** What the call rejects with. */
  readonly reason: unknown;
  /** Listens. */
  addEventListener(type: 'abort', listener: () => void): void;
  /** Stops listening. */
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** Reads a result. Throws WajsError for the `err` case. */
export type ReadResult<T> = (reader: ValueReader) => T;

/** A writer for a call of the function with this index. */
export function createWriter(functionIndex: number): ValueWriter {
  const writer = new ValueWriter(ENTRY_HEAD);
  writer.u32(functionIndex);
  return writer;
}

/**
 * Calls a function that may wait. The call goes out at the end of this turn, with all others of it.
 * Rejects with WajsError for the `err` case and when the call did not reach the function; with the
 * signal's reason once that fires.
 */
export function invoke<T>(
  target: Imported,
  writer: ValueWriter,
  read: ReadResult<T>,
  signal?: CallSignal,
): Promise<Awaited<T>> {
  if (signal !== undefined) return invokeUntil(signal, target, writer, read);
  return new Promise((resolve, reject) => {
    openRing(target.name);
    enqueue(providerOf(target), writer, (reader, isFailure) => {
      try {
        if (isFailure) throw readFailure(reader);
        const value = read(reader);
        reader.end();
        // Where the result is a future, the promise is that future.
        resolve(value as Awaited<T>);
      } catch (error) {
        reject(error);
      }
    });
  });
}

/** As `invoke`, for a call that can be given up. */
function invokeUntil<T>(
  signal: CallSignal,
  target: Imported,
  writer: ValueWriter,
  read: ReadResult<T>,
): Promise<Awaited<T>> {
  return new Promise((resolve, reject) => {
    openRing(target.name);
    if (signal.aborted) throw signal.reason;
    let abandoned = false;
    const event = enqueue(providerOf(target), writer, (reader, isFailure) => {
      if (abandoned) {
        if (!isFailure) disposeResult(reader, read);
        return;
      }
      signal.removeEventListener('abort', abandon);
      try {
        if (isFailure) throw readFailure(reader);
        const value = read(reader);
        reader.end();
        resolve(value as Awaited<T>);
      } catch (error) {
        reject(error);
      }
    });
    const abandon = (): void => {
      abandoned = true;
      signal.removeEventListener('abort', abandon);
      cancelEvent(event);
      reject(signal.reason);
    };
    signal.addEventListener('abort', abandon);
  });
}

/**
 * Calls a function that cannot wait, at once.
 * @throws WajsError for the `err` case and when the call did not reach the function.
 */
export function invokeNow<T>(target: Imported, writer: ValueWriter, read: ReadResult<T>): T {
  const reader = callNow(target.name, providerOf(target), writer);
  const value = read(reader);
  reader.end();
  return value;
}

/** Calls a function that cannot wait and has no result, at once. */
export function post(target: Imported, writer: ValueWriter): void {
  const ring = openRing(target.name);
  submitNow(providerOf(target), writer, ring);
}

/** Nobody takes this result any more: resources in it go back to the host. */
function disposeResult(reader: ValueReader, read: ReadResult<unknown>): void {
  try {
    read(reader);
  } catch {
    // An err case holds nothing that has to go back.
  }
  for (const resource of reader.owned) resource[Symbol.dispose]();
}
