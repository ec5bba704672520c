import { EncodeError, Trap } from './errors.js';
import type { ResourceType } from './handle-table.js';
import type { ExportFunction, GuestCall } from './interfaces.js';

/** A resource type that a guest exports, whose objects are `T` in the host. */
export interface GuestResourceType<T extends object = object> {
  /** Interface that declares it: `acme:money/converter@1.0.0`. */
  readonly interface: string;
  /** Name in WIT: `session`. */
  readonly name: string;
  /** Makes an object, each of whose methods is one call of `call`. */
  bind(call: GuestCall, dispose: () => void): T;
}

/** What reaches the guest that objects are of. */
export interface GuestCaller {
  /** Calls a function of the guest. */
  call(fn: ExportFunction, args: unknown[]): unknown;
  /** Tells the guest that the host no longer holds an object. Must not throw. */
  drop(type: GuestResourceType, id: number): void;
}

/** Direct: an object of a guest's own resource, as the canonical ABI has it. */
export interface Represented {
  /** What `resource.new` was given. */
  readonly rep: number;
}

/** Objects that a call has borrowed until it ends. */
export type Loans = readonly object[];

interface Held {
  /** The session that it came from. */
  readonly owner: GuestCaller;
  readonly type: GuestResourceType;
  /** Ring: the guest's handle. Direct: the representation. */
  readonly id: number;
  /** Calls under way that have borrowed the object. */
  calls: number;
  state: 'held' | 'given away' | 'disposed of';
}

/** What the host knows of each object. An object that is not in here was not made by any guest. */
const known = new WeakMap<object, Held>();

/**
 * The objects of one guest's own resources that the host holds. An object names what it stands for by
 * being in here, so nobody can make one up, or use it with another guest.
 */
export class GuestResources {
  #caller: GuestCaller | undefined;
  /** Ring: objects by the guest's handle, which is unique. */
  readonly #byHandle = new Map<number, Held>();
  readonly #local = new Map<string, ResourceType<Represented>>();
  #lent: Held[] = [];
  #given: Held[] = [];

  /** From now on the guest can be reached: by the methods of its objects, too. */
  open(caller: GuestCaller): void {
    this.#caller = caller;
  }

  /** The guest is gone, and all of its objects with it. */
  close(): void {
    this.#caller = undefined;
    this.#byHandle.clear();
  }

  /** Direct: the type of handles of a guest's own resource. */
  local(type: Pick<GuestResourceType, 'interface' | 'name'>): ResourceType<Represented> {
    const key = `${type.interface}#${type.name}`;
    let local = this.#local.get(key);
    if (local === undefined) {
      local = { interface: type.interface, name: type.name };
      this.#local.set(key, local);
    }
    return local;
  }

  /**
   * Ring: the object for a handle that the guest gave.
   * @throws Trap when the host holds that handle already.
   */
  adoptHandle<T extends object>(type: GuestResourceType<T>, handle: number): T {
    if (this.#byHandle.has(handle)) {
      throw new Trap(
        `the guest gave handle "${handle}" of resource "${type.name}", which the host holds already`,
      );
    }
    const object = this.adopt(type, handle);
    this.#byHandle.set(handle, known.get(object)!);
    return object;
  }

  /** A new object for what the guest gave. */
  adopt<T extends object>(type: GuestResourceType<T>, id: number): T {
    const caller = this.#caller;
    if (caller === undefined) {
      throw new Trap(`the guest gave a "${type.name}" while nobody can call it; open a session`);
    }
    const held: Held = { owner: caller, type, id, calls: 0, state: 'held' };
    const object: T = type.bind(
      <R>(fn: ExportFunction<R>, args: unknown[]) =>
        caller.call(fn, [object, ...args]) as Promise<Awaited<R>>,
      () => this.#dispose(held),
    );
    known.set(object, held);
    return object;
  }

  /**
   * What stands for an object that goes back to the guest.
   * @throws EncodeError when the object is not the host's to give.
   */
  give<T extends object>(type: GuestResourceType<T>, object: T): number {
    const held = this.#find(type, object);
    if (held.calls > 0) {
      throw new EncodeError(
        `the "${type.name}" is in use by a call that has not ended; await it before you give it away`,
      );
    }
    held.state = 'given away';
    this.#given.push(held);
    return held.id;
  }

  /**
   * What stands for an object that the guest may use until the call ends.
   * @throws EncodeError when the object is not one of this guest, or is gone.
   */
  lend<T extends object>(type: GuestResourceType<T>, object: T): number {
    const held = this.#find(type, object);
    held.calls += 1;
    this.#lent.push(held);
    return held.id;
  }

  /**
   * Runs the encoding of a call's arguments, and answers what they have borrowed. Where it throws,
   * nothing has changed hands.
   */
  transfer(encode: () => void): Loans {
    this.#lent = [];
    this.#given = [];
    try {
      encode();
      for (const held of this.#given) this.#byHandle.delete(held.id);
      return this.#lent;
    } catch (error) {
      for (const held of this.#given) held.state = 'held';
      this.endLoans(this.#lent);
      throw error;
    } finally {
      this.#lent = [];
      this.#given = [];
    }
  }

  /** A call is over: what it had borrowed is free, and is dropped if it was disposed of meanwhile. */
  endLoans(loans: Loans): void {
    for (const held of loans as readonly Held[]) {
      held.calls -= 1;
      if (held.calls === 0 && held.state === 'disposed of') this.#drop(held);
    }
  }

  #find(type: GuestResourceType, object: object): Held {
    const held = typeof object === 'object' && object !== null ? known.get(object) : undefined;
    if (held === undefined) {
      throw new EncodeError(`a "${type.name}" of the guest is needed; pass one that it gave`);
    }
    if (held.owner !== this.#caller) {
      throw new EncodeError(
        `the "${held.type.name}" is of another session; use objects with the session that gave them`,
      );
    }
    const { interface: name } = held.type;
    if (held.type !== type && (name !== type.interface || held.type.name !== type.name)) {
      throw new EncodeError(`a "${held.type.name}" was passed where a "${type.name}" is needed`);
    }
    if (held.state !== 'held') {
      throw new EncodeError(`the "${type.name}" was ${held.state}; use it before that`);
    }
    return held;
  }

  #dispose(held: Held): void {
    if (held.state !== 'held') return;
    held.state = 'disposed of';
    if (held.calls === 0) this.#drop(held);
  }

  #drop(held: Held): void {
    // The guest of a session that is over is gone, and another may have its place.
    if (held.owner !== this.#caller) return;
    this.#byHandle.delete(held.id);
    held.owner.drop(held.type, held.id);
  }
}
