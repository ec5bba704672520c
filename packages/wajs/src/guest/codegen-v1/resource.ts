import { enqueue, isServing } from './ring.js';
import { providerOf } from './registry.js';
import type { Imported } from './registry.js';
import { ENTRY_HEAD, ValueWriter } from './value-writer.js';

/** What has to be given back to the host. */
export interface Disposer {
  /** Gives it back. Doing it twice has no effect. */
  [Symbol.dispose](): void;
}

/** The class of a resource type, as `ValueReader` needs it. */
export type ResourceClass<T extends Resource> = new (handle: number) => T;

// Older engines lack the symbol; the name of the method below needs it.
if ((Symbol as { dispose?: symbol }).dispose === undefined) {
  Object.defineProperty(Symbol, 'dispose', { value: Symbol('Symbol.dispose') });
}

/** An object that lives in the host. Dispose of it when it is no longer used; the request's end does too. */
export abstract class Resource {
  readonly #interface: Imported;
  readonly #drop: number;
  #handle: number;

  /** Takes a handle, and the index of the function that drops it. */
  constructor(handle: number, target: Imported, drop: number) {
    this.#handle = handle;
    this.#interface = target;
    this.#drop = drop;
  }

  /**
   * The handle.
   * @throws TypeError after the object was disposed of or given away.
   */
  get handle(): number {
    if (this.#handle === 0) {
      throw new TypeError('the resource was disposed of or given away; use it before that');
    }
    return this.#handle;
  }

  /**
   * The handle, which is the caller's from now on.
   * @throws TypeError after the object was disposed of or given away.
   */
  release(): number {
    const { handle } = this;
    this.#handle = 0;
    return handle;
  }

  /** Tells the host that the object is no longer used. Doing it twice has no effect. */
  [Symbol.dispose](): void {
    if (this.#handle === 0) return;
    const handle = this.release();
    if (!isServing()) return;
    const writer = new ValueWriter(ENTRY_HEAD);
    writer.u32(this.#drop);
    writer.u32(handle);
    enqueue(providerOf(this.#interface), writer, null);
  }
}
