import type { CallContext } from '../../../codegen-v1/index.js';
import { HostError } from '../../../contract/errors.js';
import type { GuestObserver } from '../../guest-observer.js';
import type { Host } from '../../host.js';
import type { LoadedFunction } from '../../loaded-function.js';
import type { BodyExchange, Send } from './body-exchange.js';
import { packBytes } from './portable-bytes.js';
import { packError } from './portable-error.js';
import { packResponse, unpackRequest } from './portable-message.js';
import type { FromThread, ToThread, Work } from './protocol.js';
import type { ThreadState } from './thread-state.js';

/** Answered requests whose id is still known. */
const rememberedRequests = 128;

/** What a thread works with. */
export interface ThreadWorkOptions {
  readonly state: ThreadState;
  readonly bodies: BodyExchange;
  readonly send: Send<FromThread>;
  /** Sends what is to be sent now. */
  readonly flush: () => void;
}

/** A message that concerns a function or a request. */
export type WorkMessage = Work | (ToThread & { readonly type: 'load' | 'unload' | 'abort' });

/** A request that the thread has begun. */
interface Begun {
  readonly functionName: string;
  readonly requestId: string;
  readonly controller: AbortController;
}

/** The functions of one thread and the requests that they serve; tells the watchdog whose guest runs. */
export class ThreadWork implements GuestObserver {
  /** The thread's host, once there is one. */
  host: Host | undefined;
  readonly #options: ThreadWorkOptions;
  readonly #functions = new Map<number, LoadedFunction>();
  readonly #begun = new Map<number, Begun>();
  /** Request by the id that hostcalls carry. */
  readonly #byId = new Map<string, number>();
  /** Requests that were answered last, by id and number. */
  readonly #answered: (readonly [string, number])[] = [];
  /** Request whose response streams, by the number of its body. */
  readonly #streaming = new Map<number, number>();
  /** The first is being begun. */
  readonly #queue: WorkMessage[] = [];
  /** For whom guests are entered, one within the other. */
  readonly #entered: number[] = [];

  constructor(options: ThreadWorkOptions) {
    this.#options = options;
    options.bodies.onClosed = (body) => {
      const request = this.#streaming.get(body);
      this.#streaming.delete(body);
      if (request !== undefined) this.#forget(request);
    };
  }

  /**
   * Takes a message that concerns a function or a request. Requests are begun one in each turn of the event
   * loop: what one has answered is on its way before another one can take the thread away.
   */
  receive(message: WorkMessage): void {
    this.#queue.push(message);
    if (this.#queue.length === 1) this.#next();
  }

  readonly #next = (): void => {
    for (;;) {
      const message = this.#queue[0];
      if (message === undefined) return;
      const isRequest = message.type === 'handle' || message.type === 'call';
      if (isRequest) {
        // It stays until the next turn, so that what comes in meanwhile waits behind it.
        setImmediate(this.#advance);
        this.#begin(message);
        return;
      }
      this.#queue.shift();
      this.#take(message);
    }
  };

  readonly #advance = (): void => {
    this.#queue.shift();
    this.#next();
  };

  #take(message: Exclude<WorkMessage, Work>): void {
    switch (message.type) {
      case 'load':
        void this.#load(message);
        break;
      case 'unload':
        this.#functions.get(message.fn)?.dispose();
        this.#functions.delete(message.fn);
        break;
      default:
        this.#begun.get(message.request)?.controller.abort();
    }
  }

  enter(call: CallContext): void {
    const request = this.#byId.get(call.requestId) ?? this.#oneOf(call.functionName);
    this.#entered.push(request);
    this.#options.state.running = request;
  }

  leave(): void {
    this.#entered.pop();
    this.#options.state.running = this.#entered.at(-1) ?? 0;
  }

  /** A request of a function: in shared mode, hostcalls of several do not say whose they are. */
  #oneOf(functionName: string): number {
    for (const [request, begun] of this.#begun) {
      if (begun.functionName === functionName) return request;
    }
    return -1;
  }

  async #load({ fn, source, name, isolation }: ToThread & { type: 'load' }): Promise<void> {
    const { send, state } = this.#options;
    try {
      const options = { isolation, ...(name !== undefined && { name }) };
      const loaded = await this.host!.load(source, options);
      this.#functions.set(fn, loaded);
      // Many functions may be loaded without a look at the event loop in between.
      state.beat();
      send({ type: 'loaded', fn, name: loaded.name });
    } catch (error) {
      send({ type: 'not-loaded', fn, error: packError(error) });
    }
  }

  #begin(work: Work): void {
    const { state, send, flush } = this.#options;
    const { request } = work;
    if (!state.start(work.slot)) {
      send({ type: 'skipped', request });
      return;
    }
    state.beat();
    // An answer that is there must not wait for what this request does to the thread.
    flush();
    void this.#run(work).catch((error: unknown) => {
      this.#forget(request);
      send({ type: 'failure', request, error: packError(error) });
    });
  }

  async #run(work: Work): Promise<void> {
    const { bodies, send } = this.#options;
    const { request } = work;
    const fn = this.#functions.get(work.fn);
    if (fn === undefined) throw new HostError('unavailable', 'the function is disposed of');
    const controller = new AbortController();
    const { signal } = controller;
    const requestId =
      work.type === 'handle' ? work.requestId : (work.options.requestId ?? crypto.randomUUID());
    this.#begun.set(request, { functionName: fn.name, requestId, controller });
    this.#byId.set(requestId, request);
    const transfer: ArrayBuffer[] = [];
    if (work.type === 'call') {
      const options = { ...work.options, requestId, signal };
      const payload = packBytes(await fn.call(work.method, work.payload, options), transfer);
      this.#forget(request);
      send({ type: 'answer', request, payload }, transfer);
      return;
    }
    const { message, clientAddress } = work;
    const options = { requestId, clientAddress, signal };
    const response = await fn.handle(unpackRequest(message, bodies), options);
    const packed = packResponse(response, { bodies, transfer });
    // Until its body is at its end, the client may still go.
    if (typeof packed.body === 'number') this.#streaming.set(packed.body, request);
    else this.#forget(request);
    send({ type: 'response', request, message: packed }, transfer);
  }

  #forget(request: number): void {
    const begun = this.#begun.get(request);
    if (begun === undefined) return;
    this.#begun.delete(request);
    // What a function goes on with after its response is still its request's.
    this.#answered.push([begun.requestId, request]);
    if (this.#answered.length < rememberedRequests) return;
    const [id, oldest] = this.#answered.shift()!;
    if (this.#byId.get(id) === oldest) this.#byId.delete(id);
  }
}
