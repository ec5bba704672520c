import { Trap } from './errors.js';

/** A resource type, whose objects are `T`. Two are the same when they are the same object. */
export interface ResourceType<T extends object = object> {
  /** Interface that declares it: `wajs:platform/http@0.1.0`. */
  readonly interface: string;
  /** Name in WIT: `body-reader`. */
  readonly name: string;
  /** Never there: it only tells the compiler what the objects are. */
  readonly object?: T;
}

interface Slot {
  type: ResourceType | undefined;
  object: object | undefined;
  generation: number;
}

const SLOT_BITS = 16;
const SLOT_MASK = (1 << SLOT_BITS) - 1;
const GENERATION_MASK = (1 << 15) - 1;

/** Most handles that one table holds unless its options say otherwise. */
export const DEFAULT_MAX_HANDLES = 10_000;

/**
 * The host objects that one instance can name. A handle is a slot and that slot's generation, so a
 * handle that was dropped names nothing even after its slot is used again. Handle 0 is never given.
 */
export class HandleTable {
  readonly #slots: Slot[] = [];
  readonly #free: number[] = [];
  readonly #maximum: number;
  #size = 0;

  constructor(maximum: number = DEFAULT_MAX_HANDLES) {
    this.#maximum = Math.min(maximum, SLOT_MASK);
  }

  /** How many handles are live. */
  get size(): number {
    return this.#size;
  }

  /**
   * Gives an object a handle.
   * @throws Trap when the table is full.
   */
  add<T extends object>(type: ResourceType<T>, object: T): number {
    if (this.#size >= this.#maximum) {
      throw new Trap(
        `instance holds ${this.#size} handles, over the limit of ${this.#maximum}; drop resources that are no longer used`,
      );
    }
    let index = this.#free.pop();
    if (index === undefined) {
      index = this.#slots.length;
      this.#slots.push({ type: undefined, object: undefined, generation: 0 });
    }
    const slot = this.#slots[index]!;
    slot.type = type;
    slot.object = object;
    this.#size += 1;
    return (slot.generation << SLOT_BITS) | (index + 1);
  }

  /**
   * The object under a handle, which stays valid.
   * @throws Trap when the handle is unknown, dropped or of another type.
   */
  get<T extends object>(type: ResourceType<T>, handle: number): T {
    return this.#slot(type, handle).object as T;
  }

  /**
   * The object under a handle, which ends: ownership goes to the caller.
   * @throws Trap when the handle is unknown, dropped or of another type.
   */
  take<T extends object>(type: ResourceType<T>, handle: number): T {
    const slot = this.#slot(type, handle);
    const object = slot.object as T;
    this.#release(slot, (handle & SLOT_MASK) - 1);
    return object;
  }

  /**
   * Ends a handle and disposes of its object.
   * @throws Trap when the handle is unknown, dropped or of another type.
   */
  drop(type: ResourceType, handle: number): void {
    dispose(this.take(type, handle));
  }

  /** Ends all handles and disposes of their objects. A dispose that throws does not keep the others. */
  clear(): void {
    const errors: unknown[] = [];
    for (const [index, slot] of this.#slots.entries()) {
      const { object } = slot;
      if (object === undefined) continue;
      this.#release(slot, index);
      try {
        dispose(object);
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) {
      throw new AggregateError(
        errors,
        `${errors.length} resources failed to dispose of themselves`,
      );
    }
  }

  #slot(type: ResourceType, handle: number): Slot {
    const slot = this.#slots[(handle & SLOT_MASK) - 1];
    if (slot?.object === undefined || slot.generation !== handle >>> SLOT_BITS) {
      throw new Trap(
        `handle "${handle}" of resource "${type.name}" is unknown or dropped; use handles only while they are owned`,
      );
    }
    if (slot.type !== type) {
      throw new Trap(
        `handle "${handle}" is a "${slot.type!.name}", not a "${type.name}"; pass each handle as its own type`,
      );
    }
    return slot;
  }

  #release(slot: Slot, index: number): void {
    slot.type = undefined;
    slot.object = undefined;
    slot.generation = (slot.generation + 1) & GENERATION_MASK;
    this.#free.push(index);
    this.#size -= 1;
  }
}

function dispose(object: object): void {
  (object as Partial<Disposable>)[Symbol.dispose]?.();
}
