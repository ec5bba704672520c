// Emitted by host-bindings from wajs:platform/ring@0.1.0 (--target ts-host --codegen ../../codegen-v1/index.js); do not edit.

import { UnavailableError } from '../../codegen-v1/index.js';
import type {
  CallContext,
  DirectGuest,
  ImportInterface,
  ValueWriter,
} from '../../codegen-v1/index.js';

/**
 * A run of entries, or a value, with the strings that belong to it.
 *
 * WIT: `record crossing { bytes: list<u8>, text: string }`
 */
export interface Crossing {
  /** Entries, or an encoded value. */
  bytes: Uint8Array;
  /** Contents of all strings, one after the other. */
  text: string;
}

/**
 * The event-driven carrier: hostcalls as entries of a batch, for guests that have an event loop.
 *
 * Values are in the component model's value-definition encoding with one difference: a string's
 * content stands beside the bytes, in a text that all strings of a crossing share, in their order; in
 * its place in the bytes is its length in UTF-16 code units. So both sides convert text natively and
 * once a crossing, where an interpreted guest would spend most of its time on doing so byte by byte.
 *
 * A batch is a run of entries. Each has a head of four u32, little-endian, then its payload, padded to
 * a multiple of four bytes. In the head of a submission are event, provider, bytes of the payload and
 * code units of its strings; in that of a completion event, outcome, bytes and code units.
 *
 * A provider of `wajs:platform/ring@0.1.0`.
 */
export interface Ring {
  /**
   * Hands a batch to the host and answers with whatever has finished already. Never blocks.
   *
   * A submission's event is chosen by the guest, unique among its pending ones; 0: no completion is
   * wanted. Its provider is an index into the `imports` that the guest described; 4294967295 is the host's
   * own, which carries streams and futures and needs no description. Its payload is the function's index
   * in the interface (LEB128), then the arguments.
   *
   * A completion's outcome says what its payload is. 0: the function's result. 1: a `types.error`; the
   * call did not reach the function. 2: the length (LEB128) of a result that waits for `read`.
   *
   * WIT: `submit: func(bytes: list<u8>, text: string) -> crossing`
   */
  submit(bytes: Uint8Array, text: string, call: CallContext): Crossing;
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
   * WIT: `finish: func(task: u32, output: list<u8>, text: string, pending: bool)`
   */
  finish(task: number, output: Uint8Array, text: string, pending: boolean, call: CallContext): void;
  /**
   * The task failed without saying how in its result's own terms. The reason, with the guest's stack,
   * is for the log alone. `pending` as in `finish`.
   *
   * WIT: `fail: func(task: u32, reason: string, pending: bool)`
   */
  fail(task: number, reason: string, pending: boolean, call: CallContext): void;
  /**
   * The task is over: nothing of it goes on.
   *
   * WIT: `end: func(task: u32)`
   */
  end(task: number, call: CallContext): void;
}

/**
 * A provider of `wajs:platform/ring@0.1.0` that offers nothing yet: extend it, and override
 * what you offer. Every other call fails as `unavailable`, with the name of its function.
 */
export class RingBase implements Ring {
  submit(_bytes: Uint8Array, _text: string, _call: CallContext): Crossing {
    throw new UnavailableError('wajs:platform/ring@0.1.0', 'submit');
  }

  read(_event: number, _offset: number, _max: number, _call: CallContext): Uint8Array {
    throw new UnavailableError('wajs:platform/ring@0.1.0', 'read');
  }

  cancel(_event: number, _call: CallContext): void {
    throw new UnavailableError('wajs:platform/ring@0.1.0', 'cancel');
  }

  finish(
    _task: number,
    _output: Uint8Array,
    _text: string,
    _pending: boolean,
    _call: CallContext,
  ): void {
    throw new UnavailableError('wajs:platform/ring@0.1.0', 'finish');
  }

  fail(_task: number, _reason: string, _pending: boolean, _call: CallContext): void {
    throw new UnavailableError('wajs:platform/ring@0.1.0', 'fail');
  }

  end(_task: number, _call: CallContext): void {
    throw new UnavailableError('wajs:platform/ring@0.1.0', 'end');
  }
}

/** The functions of `wajs:platform/ring@0.1.0`, as a runtime dispatches over them. */
export const ring: ImportInterface<Ring> = {
  name: 'wajs:platform/ring@0.1.0',
  functions: [
    {
      name: 'submit',
      async: false,
      invoke(provider, reader, call) {
        const bytes = reader.bytes();
        const text = reader.string();
        reader.end();
        return provider.submit(bytes, text, call);
      },
      encode(writer, value: Crossing) {
        writeCrossing(writer, value);
      },
      direct(guest, provider) {
        return (p0: number, p1: number, p2: number, p3: number, p4: number) => {
          const memory = guest.memory.begin();
          const bytes = memory.loadBytes(p0, p1);
          const text = memory.loadString(p2, p3);
          const at = memory.area(p4, 4, 16);
          const value = provider.submit(bytes, text, guest.call);
          storeCrossing(guest, at, value);
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
          memory.setSlice(at, memory.storeList(Uint8Array, value));
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
        const text = reader.string();
        const pending = reader.bool();
        reader.end();
        return provider.finish(task, output, text, pending, call);
      },
      encode() {},
      direct(guest, provider) {
        return (p0: number, p1: number, p2: number, p3: number, p4: number, p5: number) => {
          const memory = guest.memory.begin();
          const task = p0 >>> 0;
          const output = memory.loadBytes(p1, p2);
          const text = memory.loadString(p3, p4);
          const pending = p5 !== 0;
          provider.finish(task, output, text, pending, guest.call);
        };
      },
    },
    {
      name: 'fail',
      async: false,
      invoke(provider, reader, call) {
        const task = reader.u32();
        const reason = reader.string();
        const pending = reader.bool();
        reader.end();
        return provider.fail(task, reason, pending, call);
      },
      encode() {},
      direct(guest, provider) {
        return (p0: number, p1: number, p2: number, p3: number) => {
          const memory = guest.memory.begin();
          const task = p0 >>> 0;
          const reason = memory.loadString(p1, p2);
          const pending = p3 !== 0;
          provider.fail(task, reason, pending, guest.call);
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

/** Writes the type `crossing` in its value encoding. */
export function writeCrossing(writer: ValueWriter, value: Crossing): void {
  writer.bytes(value.bytes);
  writer.string(value.text);
}

/** Stores the type `crossing` in memory. */
export function storeCrossing(guest: DirectGuest, at: number, value: Crossing): void {
  const { memory } = guest;
  memory.setSlice(at, memory.storeList(Uint8Array, value.bytes));
  memory.setSlice(at + 8, memory.storeString(value.text));
}
