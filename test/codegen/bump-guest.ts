import { GuestMemory, HandleTable } from '../../packages/host-bindings/src/codegen-v1/index.js';
import type {
  CallContext,
  DirectGuest,
  LiftLimits,
  StringEncoding,
} from '../../packages/host-bindings/src/codegen-v1/index.js';

import { GuestChannels } from '../../packages/host-bindings/src/runtime/guest-channels.js';

/** A call that nobody waits for. */
export const CALL: CallContext = {
  functionName: 'test',
  requestId: 'test',
  deadline: Number.MAX_SAFE_INTEGER,
  signal: new AbortController().signal,
};

/**
 * A guest without code: memory with an allocator that only goes up, and that moves all of the memory
 * to a new buffer when it is full, as growing a wasm memory does.
 */
export class BumpGuest implements DirectGuest {
  readonly handles = new HandleTable();
  readonly channels = new GuestChannels(this, 1 << 20);
  readonly call = CALL;
  readonly memory: GuestMemory;
  readonly store = { buffer: new ArrayBuffer(64) };
  #top = 8;

  constructor(encoding: StringEncoding = 'utf8', limits?: LiftLimits) {
    const realloc = this.realloc.bind(this);
    const memory = this.store;
    this.memory = new GuestMemory({ memory, realloc, encoding, ...(limits && { limits }) });
  }

  realloc(_oldPointer: number, _oldSize: number, align: number, size: number): number {
    const pointer = Math.ceil(this.#top / align) * align;
    this.#top = pointer + size;
    if (this.#top > this.store.buffer.byteLength) {
      const grown = new ArrayBuffer(this.#top * 2);
      new Uint8Array(grown).set(new Uint8Array(this.store.buffer));
      this.store.buffer = grown;
    }
    return pointer;
  }

  settle<T, R>(
    answer: T | Promise<T>,
    onValue: (value: T) => R,
    onError: (error: unknown) => R,
  ): R | Promise<R> {
    return answer instanceof Promise ? answer.then(onValue, onError) : onValue(answer);
  }
}
