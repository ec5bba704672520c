import {
  asList,
  type Bytes,
  ChannelBudget,
  channels,
  CHANNELS_PROVIDER,
  DecodeError,
  DecodeLimitError,
  type ImportFunction,
  type LiftLimits,
  ResultError,
  Trap,
  ValueReader,
  ValueWriter,
} from '../codegen-v1/index.js';
import { HostError, type HostErrorCode } from '../contract/index.js';
import { type Error, writeError } from '../contract/gen/types.js';
import type { Crossing, Ring } from '../contract/gen/ring.js';
import type { Limits } from '../contract/limits.js';
import { EventCall, type RequestCall } from './call.js';
import { type BoundInterface, bindInterface } from './host-interfaces.js';
import type { GuestInstance } from './guest-instance.js';
import {
  type Completion,
  outcome,
  readSubmissions,
  type Submission,
  writeCompletions,
} from './ring-entries.js';

/** What the ring tells of the tasks of its instance. */
export interface TaskObserver {
  /** The result of a task. `pending`: it goes on until `end`. */
  finish(task: number, output: Uint8Array, text: string, pending: boolean): void;
  /** The task failed; the reason is for the log. */
  fail(task: number, reason: string, pending: boolean): void;
  end(task: number): void;
  /** Completions wait for the guest: it has to be entered. */
  wake(): void;
  /** What came in from a provider breaks the instance. */
  trap(error: globalThis.Error): void;
}

/** A hostcall that has not been completed yet. */
interface PendingEvent {
  readonly fn: ImportFunction<unknown>;
  readonly call: EventCall;
}

/** Results longer than this stay in the host until the guest reads them. */
const inlineResult = 1 << 20;

/**
 * The host's end of one instance's ring: dispatches submissions to providers, and keeps what has
 * finished until the guest is entered. `reset` forgets everything at once; what finishes later
 * belongs to an older generation and is dropped.
 */
export class RingCarrier implements Ring {
  /** Interfaces by provider index, as the guest described them. */
  imports: readonly BoundInterface[] = [];
  /** The request that hostcalls belong to, or what stands for several; undefined while none is. */
  request: RequestCall | undefined;
  /** Told of a provider's own fault, and of a call that failed without an answer, for the log. */
  onFault: ((error: unknown) => void) | undefined;
  readonly #guest: GuestInstance;
  readonly #limits: Limits;
  readonly #observer: TaskObserver;
  readonly #fallback: RequestCall;
  readonly #liftLimits: LiftLimits;
  #generation = 0;
  readonly #pending = new Map<number, PendingEvent>();
  readonly #stored = new Map<number, Bytes>();
  #completed: Completion[] = [];
  /** The built-in that carries streams and futures, with what may wait in them. */
  #channels: BoundInterface;
  /** Bytes of results that the guest has not taken yet. */
  #heldBytes = 0;

  constructor(guest: GuestInstance, limits: Limits, observer: TaskObserver, fallback: RequestCall) {
    this.#guest = guest;
    this.#limits = limits;
    this.#liftLimits = { bytes: limits.liftBytes, elements: limits.liftElements };
    this.#observer = observer;
    this.#channels = bindChannels(limits);
    this.#fallback = fallback;
  }

  submit(bytes: Uint8Array, text: string): Crossing {
    for (const submission of readSubmissions(bytes, text)) this.#dispatch(submission);
    return this.takeCompleted();
  }

  read(event: number, offset: number, max: number): Uint8Array {
    const bytes = this.#stored.get(event);
    if (bytes === undefined) throw new Trap(`no result is stored for event ${event}`);
    const end = Math.min(bytes.length, offset + max);
    if (end === bytes.length) {
      this.#stored.delete(event);
      this.#heldBytes -= bytes.length;
    }
    return asList(bytes.subarray(Math.min(offset, end), end));
  }

  cancel(event: number): void {
    this.#pending
      .get(event)
      ?.call.abort(new HostError('cancelled', 'the guest gave up on this call'));
  }

  finish(task: number, output: Uint8Array, text: string, pending: boolean): void {
    this.#observer.finish(task, output, text, pending);
  }

  fail(task: number, reason: string, pending: boolean): void {
    this.#observer.fail(task, reason, pending);
  }

  end(task: number): void {
    this.#observer.end(task);
  }

  /** What has finished since the last look, for the guest. */
  takeCompleted(): Crossing {
    const completed = this.#completed;
    if (completed.length > 0) {
      this.#completed = [];
      this.#heldBytes = 0;
      for (const bytes of this.#stored.values()) this.#heldBytes += bytes.length;
    }
    return writeCompletions(completed);
  }

  /** Forgets every pending event and fires its signal. */
  reset(reason: globalThis.Error): void {
    this.#generation++;
    if (this.#completed.length > 0) this.#completed = [];
    if (this.#stored.size > 0) this.#stored.clear();
    this.#heldBytes = 0;
    this.#channels = bindChannels(this.#limits);
    if (this.#pending.size > 0) {
      for (const { call } of this.#pending.values()) call.abort(reason);
      this.#pending.clear();
    }
    this.request = undefined;
  }

  #dispatch({ event, provider, payload, text }: Submission): void {
    if (event !== 0 && (this.#pending.has(event) || this.#stored.has(event))) {
      return this.#fail(
        event,
        new HostError('invalid', `event ${event} is pending already; use each id once`),
      );
    }
    const used = this.#pending.size + this.#stored.size + 1;
    const maximum = this.#limits.ringEvents;
    if (used > maximum) {
      return this.#fail(event, new HostError('limit', { what: 'ring-events', used, maximum }));
    }
    const bound = provider === CHANNELS_PROVIDER ? this.#channels : this.imports[provider];
    if (bound === undefined) {
      return this.#fail(
        event,
        new HostError(
          'invalid',
          `there is no provider ${provider} among the imports that the guest described`,
        ),
      );
    }
    const call = new EventCall(this.request ?? this.#fallback);
    let fn: ImportFunction<unknown> | undefined;
    let reader: ValueReader | undefined;
    try {
      reader = new ValueReader(payload, this.#guest.handles, this.#liftLimits, text);
      fn = bound.interface.functions[reader.u32()];
      if (fn === undefined)
        throw new HostError('invalid', `"${bound.interface.name}" has no such function`);
      if (event === 0 && fn.async) {
        throw new HostError('invalid', `"${fn.name}" may wait: it needs an event`);
      }
      const answer = fn.invoke(bound.provider, reader, call);
      // What a function that cannot wait answers is its result, even where that is a promise: a future.
      if (fn.async && answer instanceof Promise) {
        this.#await(event, fn, call, answer);
        return;
      }
      call.end();
      if (event !== 0) this.#complete(event, fn, answer);
    } catch (error) {
      call.end();
      for (const fault of reader?.discard() ?? []) this.onFault?.(fault);
      this.#settleError(event, fn, error);
    }
  }

  #await(
    event: number,
    fn: ImportFunction<unknown>,
    call: EventCall,
    answer: Promise<unknown>,
  ): void {
    const generation = this.#generation;
    this.#pending.set(event, { fn, call });
    const settle = (done: () => void): void => {
      call.end();
      if (generation !== this.#generation) return;
      this.#pending.delete(event);
      try {
        done();
      } catch (error) {
        // Outside of the guest, nobody else would catch it: it would end the process.
        this.#observer.trap(error as globalThis.Error);
        return;
      }
      this.#observer.wake();
    };
    answer.then(
      (value) =>
        settle(() => {
          try {
            this.#complete(event, fn, value);
          } catch (error) {
            this.#settleError(event, fn, error);
          }
        }),
      (error: unknown) => settle(() => this.#settleError(event, fn, error)),
    );
  }

  #complete(event: number, fn: ImportFunction<unknown>, value: unknown): void {
    const writer = new ValueWriter(this.#guest.handles, 128, true);
    fn.encode(writer, value);
    const payload = writer.finishParts();
    this.#hold(payload.length + writer.text.length);
    if (payload.length <= inlineResult) {
      this.#completed.push({ event, outcome: outcome.value, payload, text: writer.text });
      return;
    }
    this.#stored.set(event, payload);
    const length = new ValueWriter(this.#guest.handles, 8);
    length.u32(payload.length);
    this.#completed.push({
      event,
      outcome: outcome.stored,
      payload: length.finish(),
      text: writer.text,
    });
  }

  /**
   * Counts bytes that wait for the guest.
   *
   * @throws {HostError} `limit` where too many do.
   */
  #hold(bytes: number): void {
    const used = this.#heldBytes + bytes;
    const maximum = this.#limits.ringBytes;
    if (used > maximum) throw new HostError('limit', { what: 'ring-bytes', used, maximum });
    this.#heldBytes = used;
  }

  #settleError(event: number, fn: ImportFunction<unknown> | undefined, error: unknown): void {
    if (error instanceof DecodeLimitError) {
      const { what, used, maximum } = error;
      return this.#fail(
        event,
        new HostError('too-large', { what, used, maximum }, { cause: error }),
      );
    }
    if (error instanceof DecodeError)
      return this.#fail(event, new HostError('invalid', error.message, { cause: error }));
    if (error instanceof Trap) throw error;
    if (
      error instanceof ResultError &&
      !(error instanceof HostError) &&
      fn?.encodeError !== undefined &&
      event !== 0
    ) {
      const writer = new ValueWriter(this.#guest.handles, 128, true);
      try {
        fn.encodeError(writer, error.payload);
      } catch (fault) {
        return this.#fail(event, HostError.from(fault));
      }
      this.#completed.push({
        event,
        outcome: outcome.value,
        payload: writer.finish(),
        text: writer.text,
      });
      return;
    }
    this.#fail(event, HostError.from(error));
  }

  /** The call did not reach its function, or the provider failed in the contract's own way. */
  #fail(event: number, error: ResultError<Error> & { readonly code: HostErrorCode }): void {
    if (error.code === 'internal' && error.cause !== undefined) this.onFault?.(error.cause);
    // Nobody hears of it but the log.
    else if (event === 0) this.onFault?.(error);
    if (event === 0) return;
    let writer = new ValueWriter(this.#guest.handles, 128, true);
    try {
      writeError(writer, error.payload);
    } catch (fault) {
      // A provider's text that is no text, such as a lone surrogate.
      this.onFault?.(fault);
      writer = new ValueWriter(this.#guest.handles, 128, true);
      writeError(writer, {
        tag: 'internal',
        val: 'the provider failed with an error that cannot be said',
      });
    }
    this.#completed.push({
      event,
      outcome: outcome.failed,
      payload: writer.finish(),
      text: writer.text,
    });
  }
}

/** The built-in interface, for one life of an instance: what waited in an earlier one is not counted. */
function bindChannels({ ringBytes }: Limits): BoundInterface {
  return bindInterface(channels, new ChannelBudget(ringBytes));
}
