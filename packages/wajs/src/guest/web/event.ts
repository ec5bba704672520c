import { platform } from './platform.js';

/** Options of a new event. */
export interface EventInit {
  /** Kept for the standard's sake: events here have one target and do not bubble. */
  bubbles?: boolean;
  /** Whether `preventDefault` has an effect. */
  cancelable?: boolean;
  /** Kept for the standard's sake. */
  composed?: boolean;
}

/** Something that has happened to an `EventTarget`. */
export class Event {
  readonly #type: string;
  readonly #cancelable: boolean;
  readonly #bubbles: boolean;
  #target: EventTarget | null = null;
  #prevented = false;
  #stopped = false;

  constructor(type: string, init: EventInit = {}) {
    this.#type = `${type}`;
    this.#cancelable = Boolean(init.cancelable);
    this.#bubbles = Boolean(init.bubbles);
  }

  /** Name of what has happened: `abort`. */
  get type(): string {
    return this.#type;
  }

  /** Where it has happened. */
  get target(): EventTarget | null {
    return this.#target;
  }

  /** The same as `target`: there is no tree of targets here. */
  get currentTarget(): EventTarget | null {
    return this.#target;
  }

  /** As given to the constructor. */
  get bubbles(): boolean {
    return this.#bubbles;
  }

  /** Whether `preventDefault` has an effect. */
  get cancelable(): boolean {
    return this.#cancelable;
  }

  /** Whether `preventDefault` has been called. */
  get defaultPrevented(): boolean {
    return this.#prevented;
  }

  /** Asks the target not to do what it would do by default. */
  preventDefault(): void {
    if (this.#cancelable) this.#prevented = true;
  }

  /** Has no effect: there is no tree of targets here. */
  stopPropagation(): void {}

  /** Keeps the listeners that follow from being called. */
  stopImmediatePropagation(): void {
    this.#stopped = true;
  }

  get [Symbol.toStringTag](): string {
    return 'Event';
  }

  /** @internal */
  static begin(event: Event, target: EventTarget): void {
    event.#target = target;
    event.#stopped = false;
  }

  /** @internal */
  static isStopped(event: Event): boolean {
    return event.#stopped;
  }
}

/** A function, or an object with a method, that is told of events. */
export type EventListenerOrObject = ((event: Event) => void) | { handleEvent(event: Event): void };

/** Options of a listener. */
export interface AddEventListenerOptions {
  /** Whether the listener goes after its first call. */
  once?: boolean;
  /** Removes the listener when it fires. */
  signal?: {
    readonly aborted: boolean;
    addEventListener(type: string, listener: () => void): void;
  };
  /** Kept for the standard's sake: part of a listener's identity. */
  capture?: boolean;
  /** Kept for the standard's sake. */
  passive?: boolean;
}

interface Registration {
  readonly type: string;
  readonly listener: EventListenerOrObject;
  readonly capture: boolean;
  readonly once: boolean;
  removed: boolean;
}

/** Something that events happen to. */
export class EventTarget {
  #registrations: Registration[] | undefined;

  /** Adds a listener; the same one twice counts once. */
  addEventListener(
    type: string,
    listener: EventListenerOrObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void {
    if (listener === null || listener === undefined) return;
    const given = typeof options === 'object' && options !== null ? options : undefined;
    if (given?.signal?.aborted) return;
    const capture = given ? Boolean(given.capture) : Boolean(options);
    if (this.#find(type, listener, capture)) return;
    this.#registrations ??= [];
    const once = Boolean(given?.once);
    this.#registrations.push({ type, listener, capture, once, removed: false });
    given?.signal?.addEventListener('abort', () => {
      this.removeEventListener(type, listener, capture);
    });
  }

  /** Removes a listener. */
  removeEventListener(
    type: string,
    listener: EventListenerOrObject | null,
    options?: boolean | { capture?: boolean },
  ): void {
    const capture = typeof options === 'object' ? Boolean(options?.capture) : Boolean(options);
    const found = listener && this.#find(type, listener, capture);
    if (!found) return;
    found.removed = true;
    this.#registrations = this.#registrations!.filter((each) => each !== found);
  }

  /** Tells the listeners; answers false where one of them has called `preventDefault`. */
  dispatchEvent(event: Event): boolean {
    Event.begin(event, this);
    for (const each of this.#registrations?.slice() ?? []) {
      if (each.removed || each.type !== event.type) continue;
      if (each.once) this.removeEventListener(each.type, each.listener, each.capture);
      try {
        if (typeof each.listener === 'function') each.listener.call(this, event);
        else each.listener.handleEvent(event);
      } catch (error) {
        platform().reportError(error);
      }
      if (Event.isStopped(event)) break;
    }
    return !event.defaultPrevented;
  }

  get [Symbol.toStringTag](): string {
    return 'EventTarget';
  }

  #find(type: string, listener: EventListenerOrObject, capture: boolean): Registration | undefined {
    return this.#registrations?.find(
      (each) => each.type === type && each.listener === listener && each.capture === capture,
    );
  }
}
