import { Trap } from './errors.js';
import { type GuestResourceType, GuestResources, type Represented } from './guest-resources.js';

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
  /** Whether the guest has the object for the time of one call only. */
  isLent: boolean;
  /** Calls that go on beside the guest, to which it has lent the object. */
  calls: number;
}

const SLOT_BITS = 16;
const SLOT_MASK = (1 << SLOT_BITS) - 1;
const GENERATION_MASK = (1 << 15) - 1;

/** Most handles that one table holds unless its options say otherwise. */
export const DEFAULT_MAX_HANDLES = 10_000;

/**
 * The objects that one instance can name: those of the host, and on the direct carrier its own. A handle is a slot and that slot's generation, so a
 * handle that was dropped names nothing even after its slot is used again. Handle 0 is never given.
 */
export class HandleTable {
  /** Objects of the guest's own resources that the host holds. */
  readonly resources = new GuestResources();
  readonly #slots: Slot[] = [];
  readonly #free: number[] = [];
  readonly #maximum: number;
  #size = 0;
  #lent = 0;
  #lending: number[] | undefined;

  constructor(maximum: number = DEFAULT_MAX_HANDLES) {
    this.#maximum = Math.min(maximum, SLOT_MASK);
  }

  /** How many handles are live. */
  get size(): number {
    return this.#size;
  }

  /** How many live handles are borrowed ones. */
  get lent(): number {
    return this.#lent;
  }

  /**
   * Gives an object a handle, which the guest owns.
   * @throws Trap when the table is full.
   */
  add<T extends object>(type: ResourceType<T>, object: T): number {
    return this.#add(type, object, false);
  }

  /**
   * Gives an object a handle for the time of one call. To drop it does not dispose of the object.
   * @throws Trap when the table is full.
   */
  lend<T extends object>(type: ResourceType<T>, object: T): number {
    this.#lent += 1;
    return this.#add(type, object, true);
  }

  /** The call is over that a handle was lent for: it ends, unless the guest has dropped it. */
  endLoan(handle: number): void {
    const index = (handle & SLOT_MASK) - 1;
    const slot = this.#slots[index];
    if (slot?.object === undefined || slot.generation !== handle >>> SLOT_BITS) return;
    if (slot.isLent) this.#release(slot, index);
  }

  #add(type: ResourceType, object: object, isLent: boolean): number {
    if (this.#size >= this.#maximum) {
      throw new Trap(
        `instance holds ${this.#size} handles, over the limit of ${this.#maximum}; drop resources that are no longer used`,
      );
    }
    let index = this.#free.pop();
    if (index === undefined) {
      index = this.#slots.length;
      this.#slots.push({
        type: undefined,
        object: undefined,
        generation: 0,
        isLent: false,
        calls: 0,
      });
    }
    const slot = this.#slots[index]!;
    slot.type = type;
    slot.object = object;
    slot.isLent = isLent;
    this.#size += 1;
    return (slot.generation << SLOT_BITS) | (index + 1);
  }

  /**
   * The object under a handle, which stays valid.
   * @throws Trap when the handle is unknown, dropped or of another type.
   */
  get<T extends object>(type: ResourceType<T>, handle: number): T {
    const slot = this.#slot(type, handle);
    // Until it is known whether the call goes on, it has the object.
    if (this.#lending !== undefined) {
      slot.calls += 1;
      this.#lending.push(handle);
    }
    return slot.object as T;
  }

  /**
   * As `get`, of what no call borrows.
   * @throws Trap when the handle is unknown, dropped or of another type.
   */
  peek<T extends object>(type: ResourceType<T>, handle: number): T {
    return this.#slot(type, handle).object as T;
  }

  /** Runs the begin of a call that may go on beside the guest, and answers the handles that it was lent. */
  lending(begin: () => void): readonly number[] {
    const handles: number[] = [];
    this.#lending = handles;
    try {
      begin();
    } finally {
      this.#lending = undefined;
    }
    return handles;
  }

  /** The guest knows what the call came to that it had lent handles: it may drop them. */
  endLending(handles: readonly number[]): void {
    for (const handle of handles) {
      const slot = this.#slots[(handle & SLOT_MASK) - 1];
      if (slot !== undefined && slot.generation === handle >>> SLOT_BITS) slot.calls -= 1;
    }
  }

  /**
   * The object under a handle, which ends: ownership goes to the caller.
   * @throws Trap when the handle is unknown, dropped, borrowed or of another type.
   */
  take<T extends object>(type: ResourceType<T>, handle: number): T {
    const slot = this.#slot(type, handle);
    if (slot.isLent) {
      throw new Trap(
        `handle "${handle}" of resource "${type.name}" is borrowed; give away only what is owned`,
      );
    }
    assertFree(slot, handle);
    const object = slot.object as T;
    this.#release(slot, (handle & SLOT_MASK) - 1);
    return object;
  }

  /**
   * Ends a handle and disposes of its object, unless that is borrowed.
   * @throws Trap when the handle is unknown, dropped or of another type.
   */
  drop(type: ResourceType, handle: number): void {
    const slot = this.#slot(type, handle);
    assertFree(slot, handle);
    const object = slot.object!;
    const { isLent } = slot;
    this.#release(slot, (handle & SLOT_MASK) - 1);
    if (!isLent) dispose(object);
  }

  /**
   * Direct: what an owned handle of the guest's own resource is to the host, which owns it now.
   * @throws Trap when the handle is unknown, dropped or of another type.
   */
  liftExported<T extends object>(type: GuestResourceType<T>, handle: number): T {
    return this.resources.adopt(type, this.take(this.resources.local(type), handle).rep);
  }

  /**
   * Direct: an owned handle for an object that goes back to the guest.
   * @throws EncodeError when the object is not the host's to give.
   */
  lowerExported<T extends object>(type: GuestResourceType<T>, object: T): number {
    const given: Represented = { rep: this.resources.give(type, object) };
    return this.add(this.resources.local(type), given);
  }

  /**
   * Direct: what a borrowed object is to the guest that made it.
   * @throws EncodeError when the object is not one of this guest, or is gone.
   */
  lowerExportedBorrow<T extends object>(type: GuestResourceType<T>, object: T): number {
    return this.resources.lend(type, object);
  }

  /** Ends all handles and disposes of their objects. A dispose that throws does not keep the others. */
  clear(): void {
    const errors: unknown[] = [];
    for (const [index, slot] of this.#slots.entries()) {
      const { object, isLent } = slot;
      if (object === undefined) continue;
      this.#release(slot, index);
      if (isLent) continue;
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
    if (slot.isLent) this.#lent -= 1;
    slot.type = undefined;
    slot.object = undefined;
    slot.calls = 0;
    slot.generation = (slot.generation + 1) & GENERATION_MASK;
    this.#free.push(index);
    this.#size -= 1;
  }
}

/** An object that a call still uses stays where it is (component-model CanonicalABI.md, `num_lends`). */
function assertFree({ calls, type }: Slot, handle: number): void {
  if (calls === 0) return;
  throw new Trap(
    `handle "${handle}" of resource "${type!.name}" is lent to a call that goes on; wait for it first`,
  );
}

function dispose(object: object): void {
  (object as Partial<Disposable>)[Symbol.dispose]?.();
}
