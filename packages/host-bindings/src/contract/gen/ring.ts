// Emitted by host-bindings from wajs:platform/ring@0.1.0 (--target ts-host); do not edit.

import { caseIndex } from '../../codegen-v1/index.js';
import type {
  CallContext,
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
      direct() {
        throw new TypeError('the direct carrier comes with the next commit');
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
      direct() {
        throw new TypeError('the direct carrier comes with the next commit');
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
      direct() {
        throw new TypeError('the direct carrier comes with the next commit');
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
      direct() {
        throw new TypeError('the direct carrier comes with the next commit');
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
      direct() {
        throw new TypeError('the direct carrier comes with the next commit');
      },
    },
  ],
};

const outcomeCases: readonly Outcome[] = ['value', 'failed', 'stored'];

/** Reads the type `submission` from its value encoding. */
export function readSubmission(reader: ValueReader): Submission {
  return { event: reader.u32(), provider: reader.u32(), payload: reader.bytes() };
}

/** Writes the type `outcome` in its value encoding. */
export function writeOutcome(writer: ValueWriter, value: Outcome): void {
  writer.discriminant(caseIndex(outcomeCases, value));
}

/** Writes the type `completion` in its value encoding. */
export function writeCompletion(writer: ValueWriter, value: Completion): void {
  writer.u32(value.event);
  writeOutcome(writer, value.outcome);
  writer.bytes(value.payload);
}

function readSubmissionList(reader: ValueReader): Submission[] {
  const list: Submission[] = [];
  for (let left = reader.count(); left > 0; left -= 1) {
    list.push(readSubmission(reader));
  }
  return list;
}
