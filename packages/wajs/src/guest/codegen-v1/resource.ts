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

let read: (resource: Resource) => number;
let clear: (resource: Resource) => void;

/**
 * An object that lives in the host. Dispose of it when it is no longer used; the request's end does
 * too. It has no methods but what WIT gives it, whose names are anyone's.
 */
export abstract class Resource {
  readonly #interface: Imported;
  readonly #drop: number;
  #handle: number;

  static {
    read = (resource) => resource.#handle;
    clear = (resource) => {
      resource.#handle = 0;
    };
  }

  /** Takes a handle, and the index of the function that drops it. */
  constructor(handle: number, target: Imported, drop: number) {
    this.#handle = handle;
    this.#interface = target;
    this.#drop = drop;
  }

  /** Tells the host that the object is no longer used. Doing it twice has no effect. */
  [Symbol.dispose](): void {
    if (this.#handle === 0) return;
    const handle = releaseHandle(this);
    if (!isServing()) return;
    const writer = new ValueWriter(ENTRY_HEAD);
    writer.u32(this.#drop);
    writer.u32(handle);
    enqueue(providerOf(this.#interface), writer, null);
  }
}

/**
 * The handle of an object.
 * @throws TypeError after the object was disposed of or given away, or the call is over that it was lent for.
 */
export function handleOf(resource: Resource): number {
  const handle = read(resource);
  if (handle === 0) {
    throw new TypeError('the resource was disposed of or given away; use it before that');
  }
  return handle;
}

/**
 * The handle of an object, which is the caller's from now on.
 * @throws TypeError after the object was disposed of or given away.
 */
export function releaseHandle(resource: Resource): number {
  const handle = handleOf(resource);
  clear(resource);
  return handle;
}

/** The call is over that an object was lent for: it can no longer be used. */
export function forgetHandle(resource: Resource): void {
  clear(resource);
}
