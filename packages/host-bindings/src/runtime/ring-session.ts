import { type ExportFunction, type ResultError, Trap, ValueWriter } from '../codegen-v1/index.js';
import { HostError } from '../contract/index.js';
import { RequestCall } from './call.js';
import { BoundSession, type SessionOptions } from './function-session.js';
import { observeRequest } from './request-metric.js';
import type { RingFunctionOptions } from './ring-function.js';
import type { RingInstance } from './ring-instance.js';
import { type ExportCall, type Outcome, ServedRequest } from './served-request.js';

/** Options of a {@link RingSession}. */
export interface RingSessionOptions extends SessionOptions {
  /** The session is over. */
  readonly onEnd: () => void;
}

/** Why a session is over that ended by itself. */
const broken = 'a call of it trapped or did not end in time';

const passError = (error: ResultError<unknown>): Error => error;

/** A session over the ring: any number of calls may be under way at once. */
export class RingSession extends BoundSession {
  readonly #options: RingFunctionOptions;
  readonly #instance: RingInstance;
  readonly #calls = new Set<ServedRequest>();
  readonly #onEnd: () => void;

  /** Takes an instance that was restored to the function's image. */
  constructor(options: RingFunctionOptions, instance: RingInstance, session: RingSessionOptions) {
    const interfaces = options.exports.map((name) => name.slice(0, name.indexOf('#')));
    super(options.name, interfaces, session);
    // A call that misses its deadline ends the session, which restores the instance.
    this.#options = { ...options, isolation: 'shared' };
    this.#instance = instance;
    this.#onEnd = session.onEnd;
    instance.guest.handles.resources.open(this);
  }

  override call(fn: ExportFunction, args: readonly unknown[]): Promise<unknown> {
    if (this.#instance.isBroken) this.finish(broken);
    if (this.isOver) return Promise.reject(this.over());
    const entry = this.#options.exports.indexOf(`${fn.interface}#${fn.name}`);
    if (entry < 0) return Promise.reject(this.missing(fn));
    const context = this.#createContext();
    return observeRequest(this.#options.onRequest, {
      call: context,
      kind: 'session',
      run: () => this.#run({ fn, entry, context }, args),
    });
  }

  #run(target: SessionCall, args: readonly unknown[]): Promise<unknown> {
    const { handles } = this.#instance.guest;
    const writer = new ValueWriter(handles, 128, true);
    const endLent = (): void => {
      for (const handle of writer.lent) handles.endLoan(handle);
    };
    return new Promise((resolve, reject) => {
      let loans: ReturnType<typeof handles.resources.transfer> = [];
      const end = (): void => {
        endLent();
        handles.resources.endLoans(loans);
      };
      try {
        loans = handles.resources.transfer(() =>
          (target.fn.encodeArguments as EncodeArguments)(writer, ...args),
        );
      } catch (error) {
        endLent();
        throw error;
      }
      this.#start(target, writer, {
        resolve: (value) => {
          end();
          resolve(value);
        },
        reject: (error) => {
          end();
          if (error.cause instanceof Trap) this.finish(broken);
          reject(error);
        },
      });
    });
  }

  override drop(type: { readonly interface: string; readonly name: string }, id: number): void {
    const name = `[resource-drop]${type.name}`;
    const entry = this.#options.exports.indexOf(`${type.interface}#${name}`);
    if (this.isOver || entry < 0) return;
    const writer = new ValueWriter(this.#instance.guest.handles, 8, true);
    writer.u32(id);
    const fn = { ...dropFunction, interface: type.interface, name };
    // What an object throws when it is disposed of is in the log.
    this.#start({ fn, entry, context: this.#createContext() }, writer, {
      resolve: () => undefined,
      reject: () => undefined,
    });
  }

  #createContext(): RequestCall {
    const { name, limits } = this.#options;
    return new RequestCall(name, this.requestId, Date.now() + limits.wallMs);
  }

  #start(
    target: SessionCall,
    writer: ValueWriter,
    outcome: Pick<Outcome, 'resolve' | 'reject'>,
  ): void {
    const served: ServedRequest = new ServedRequest(
      this.#options,
      this.#instance,
      {
        ...target,
        args: [],
        errorAnswer: passError,
        allowedMs: this.#options.limits.wallMs,
        cancel: {},
      },
      {
        ...outcome,
        leave: (usable) => {
          this.#calls.delete(served);
          if (!usable) this.finish(broken);
        },
      },
    );
    this.#calls.add(served);
    const task = this.#instance.start(served, target.entry, writer.finishParts(), writer.text);
    if (!served.isOver) served.watch(task);
  }

  protected override onFinish(): void {
    const { pool, engine, image } = this.#options;
    const instance = this.#instance;
    const reason = new HostError('cancelled', 'the session is over');
    instance.guest.handles.resources.close();
    for (const call of this.#calls) call.cancel(reason);
    this.#onEnd();
    // The guest may be on the stack, where a provider ends the session that calls it.
    queueMicrotask(() => {
      instance.restore(engine.base, image.delta, reason);
      pool.restores++;
      pool.release(instance);
    });
  }
}

/** One call of the guest. */
type SessionCall = Pick<ExportCall, 'fn' | 'entry' | 'context'>;

type EncodeArguments = (writer: ValueWriter, ...args: readonly unknown[]) => void;

/** The end of an object of the guest's: over the ring it is one more export. */
const dropFunction: Omit<ExportFunction, 'interface' | 'name'> = {
  async: false,
  encodeArguments: () => undefined,
  decodeResult: (reader) => reader.end(),
  lower: () => [],
  lift: () => undefined,
};
