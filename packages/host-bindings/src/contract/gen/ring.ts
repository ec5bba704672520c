// Emitted by host-bindings from wajs:platform/ring@0.1.0 (--target ts-host); do not edit.

import { caseIndex, toInteger } from '../../codegen-v1/index.js';
import type {
  CallContext,
  DirectGuest,
  ImportInterface,
  ValueReader,
  ValueWriter,
} from '../../codegen-v1/index.js';

/** One hostcall. */
export interface Submission {
  /** Chosen by the guest, unique among its pending events. 0: no completion is wanted. */
  event: number;
  /** Index into the `imports` that the guest described. */
  provider: number;
  /** Function index in the interface (LEB128), then the arguments. */
  payload: Uint8Array;
}

/** How a hostcall ended. */
export type Outcome =
  /** The payload is the function's result. */
  | 'value'
  /** The payload is a `types.error`: the call did not reach the function. */
  | 'failed'
  /** The result is large and waits in the host: the payload is its length (LEB128), for `read`. */
  | 'stored';

/** The end of one hostcall. */
export interface Completion {
  /** Event of its submission. */
  event: number;
  /** What the payload is. */
  outcome: Outcome;
  /** Result, error, or length. */
  payload: Uint8Array;
}

/**
 * The event-driven carrier: hostcalls as entries of a batch, for guests that have an event loop.
 * Payloads are in the component model's value-definition encoding.
 *
 * A provider of `wajs:platform/ring@0.1.0`.
 */
export interface Ring {
  /**
   * Hands a batch to the host and answers with whatever has finished already. Never blocks.
   *
   * WIT: `submit: func(batch: list<submission>) -> list<completion>`
   */
  submit(batch: Submission[], call: CallContext): Completion[];
  /**
   * Copies out a stored payload, from an offset; short at its end. The last byte read frees it.
   *
   * WIT: `read: func(event: u32, offset: u32, max: u32) -> list<u8>`
   */
  read(event: number, offset: number, max: number, call: CallContext): Uint8Array;
  /**
   * Gives up on a pending event. Its completion comes all the same, as `cancelled` or as its result.
   *
   * WIT: `cancel: func(event: u32)`
   */
  cancel(event: number, call: CallContext): void;
  /**
   * The result of a task. `pending`: work goes on after it (waitUntil, a streamed body) until `end`.
   *
   * WIT: `finish: func(task: u32, output: list<u8>, pending: bool)`
   */
  finish(task: number, output: Uint8Array, pending: boolean, call: CallContext): void;
  /**
   * The task is over: nothing of it goes on.
   *
   * WIT: `end: func(task: u32)`
   */
  end(task: number, call: CallContext): void;
}

/** The functions of `wajs:platform/ring@0.1.0`, as a runtime dispatches over them. */
export const ring: ImportInterface<Ring> = {
  name: 'wajs:platform/ring@0.1.0',
  functions: [
    {
      name: 'submit',
      async: false,
      invoke(provider, reader, call) {
        const batch = readSubmissionList(reader);
        reader.end();
        return provider.submit(batch, call);
      },
      encode(writer, value: Completion[]) {
        writer.count(value.length);
        for (const item of value) {
          writeCompletion(writer, item);
        }
      },
      direct(guest, provider) {
        return (p0: number, p1: number, p2: number) => {
          const memory = guest.memory.begin();
          const batch = loadSubmissionList(guest, p0, p1);
          const at = memory.area(p2, 4, 8);
          const value = provider.submit(batch, guest.call);
          const pointer = storeCompletionList(guest, value);
          memory.set32(at + 4, memory.length);
          memory.set32(at, pointer);
        };
      },
    },
    {
      name: 'read',
      async: false,
      invoke(provider, reader, call) {
        const event = reader.u32();
        const offset = reader.u32();
        const max = reader.u32();
        reader.end();
        return provider.read(event, offset, max, call);
      },
      encode(writer, value: Uint8Array) {
        writer.bytes(value);
      },
      direct(guest, provider) {
        return (p0: number, p1: number, p2: number, p3: number) => {
          const memory = guest.memory.begin();
          const event = p0 >>> 0;
          const offset = p1 >>> 0;
          const max = p2 >>> 0;
          const at = memory.area(p3, 4, 8);
          const value = provider.read(event, offset, max, guest.call);
          const pointer = memory.storeList(Uint8Array, value);
          memory.set32(at + 4, memory.length);
          memory.set32(at, pointer);
        };
      },
    },
    {
      name: 'cancel',
      async: false,
      invoke(provider, reader, call) {
        const event = reader.u32();
        reader.end();
        return provider.cancel(event, call);
      },
      encode() {},
      direct(guest, provider) {
        return (p0: number) => {
          const event = p0 >>> 0;
          provider.cancel(event, guest.call);
        };
      },
    },
    {
      name: 'finish',
      async: false,
      invoke(provider, reader, call) {
        const task = reader.u32();
        const output = reader.bytes();
        const pending = reader.bool();
        reader.end();
        return provider.finish(task, output, pending, call);
      },
      encode() {},
      direct(guest, provider) {
        return (p0: number, p1: number, p2: number, p3: number) => {
          const memory = guest.memory.begin();
          const task = p0 >>> 0;
          const output = memory.loadBytes(p1, p2);
          const pending = p3 !== 0;
          provider.finish(task, output, pending, guest.call);
        };
      },
    },
    {
      name: 'end',
      async: false,
      invoke(provider, reader, call) {
        const task = reader.u32();
        reader.end();
        return provider.end(task, call);
      },
      encode() {},
      direct(guest, provider) {
        return (p0: number) => {
          const task = p0 >>> 0;
          provider.end(task, guest.call);
        };
      },
    },
  ],
};

const outcomeCases: readonly Outcome[] = ['value', 'failed', 'stored'];

/** Reads the type `submission` from its value encoding. */
export function readSubmission(reader: ValueReader): Submission {
  return { event: reader.u32(), provider: reader.u32(), payload: reader.bytes() };
}

/** Loads the type `submission` from memory. */
export function loadSubmission(guest: DirectGuest, at: number): Submission {
  const { memory } = guest;
  return {
    event: memory.u32(at),
    provider: memory.u32(at + 4),
    payload: memory.loadBytes(memory.u32(at + 8), memory.u32(at + 12)),
  };
}

/** Writes the type `outcome` in its value encoding. */
export function writeOutcome(writer: ValueWriter, value: Outcome): void {
  writer.discriminant(caseIndex(outcomeCases, value));
}

/** The number of the enum `outcome`. */
export function packOutcome(value: Outcome): number {
  return caseIndex(outcomeCases, value);
}

/** Writes the type `completion` in its value encoding. */
export function writeCompletion(writer: ValueWriter, value: Completion): void {
  writer.u32(value.event);
  writeOutcome(writer, value.outcome);
  writer.bytes(value.payload);
}

/** Stores the type `completion` in memory. */
export function storeCompletion(guest: DirectGuest, at: number, value: Completion): void {
  const { memory } = guest;
  memory.set32(at, toInteger(value.event, 0, 0xffffffff));
  memory.set8(at + 4, packOutcome(value.outcome));
  const pointer = memory.storeList(Uint8Array, value.payload);
  memory.set32(at + 12, memory.length);
  memory.set32(at + 8, pointer);
}

function storeCompletionList(guest: DirectGuest, list: Completion[]): number {
  const { memory } = guest;
  const start = memory.allocate(list.length * 16, 4);
  let at = start;
  for (const item of list) {
    storeCompletion(guest, at, item);
    at += 16;
  }
  memory.length = list.length;
  return start;
}

function readSubmissionList(reader: ValueReader): Submission[] {
  const list: Submission[] = [];
  for (let left = reader.count(); left > 0; left -= 1) {
    list.push(readSubmission(reader));
  }
  return list;
}

function loadSubmissionList(guest: DirectGuest, pointer: number, length: number): Submission[] {
  const { memory } = guest;
  const start = memory.elements(pointer, length, 4, 16);
  const list: Submission[] = [];
  for (let index = 0; index < length >>> 0; index += 1) {
    const at = start + index * 16;
    list.push(loadSubmission(guest, at));
  }
  return list;
}
