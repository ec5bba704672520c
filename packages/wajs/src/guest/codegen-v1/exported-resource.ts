import { EncodeError } from './errors.js';

/** Handles are never used again, and those of one type are unknown to all others. */
let lastHandle = 0;
/** What takes back the handles that the result under way has given out so far. */
let undo: (() => void)[] = [];

/** Runs what writes a result. Where it throws, the host has got none of the objects in it. */
export function writeWhole(write: () => void): void {
  undo = [];
  try {
    write();
  } catch (error) {
    for (const takeBack of undo) takeBack();
    throw error;
  }
}

/** A resource type that this guest exports, and those of its objects that the host holds. */
export class ExportedResource<T extends object> {
  readonly #name: string;
  readonly #objects = new Map<number, T>();
  readonly #held = new Set<T>();

  /** Takes the name in WIT. */
  constructor(name: string) {
    this.#name = name;
  }

  /**
   * A handle for an object that the host owns from now on.
   * @throws EncodeError when it is no object, or the host holds it already.
   */
  add(object: T): number {
    if (typeof object !== 'object' || object === null) {
      throw new EncodeError(`"${String(object)}" is no object; a "${this.#name}" has to be one`);
    }
    if (this.#held.has(object)) {
      throw new EncodeError(
        `the host holds this "${this.#name}" already; make another, or wait until it is given back`,
      );
    }
    lastHandle += 1;
    this.#objects.set(lastHandle, object);
    this.#held.add(object);
    const handle = lastHandle;
    undo.push(() => this.take(handle));
    return handle;
  }

  /**
   * The object of a handle.
   * @throws TypeError when the host holds no such object.
   */
  get(handle: number): T {
    const object = this.#objects.get(handle);
    if (object !== undefined) return object;
    throw new TypeError(`the host holds no "${this.#name}" with the handle "${handle}"`);
  }

  /**
   * The object of a handle, which the host gives up.
   * @throws TypeError when the host holds no such object.
   */
  take(handle: number): T {
    const object = this.get(handle);
    this.#objects.delete(handle);
    this.#held.delete(object);
    return object;
  }
}
