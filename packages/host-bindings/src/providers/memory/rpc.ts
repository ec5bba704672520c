import type { CallContext, RpcService } from '../../codegen-v1/index.js';
import { HostError } from '../../contract/errors.js';
import type { CallOptions, Rpc } from '../../contract/gen/rpc.js';
import { assertWellFormed, utf8Length } from '../text.js';
import { type CallGraph, CallMeter } from './call-graph.js';
import { RpcKeys } from './rpc-keys.js';
import { RpcReferences } from './rpc-references.js';
import { RpcRun } from './rpc-run.js';

/** How calls between functions are bounded. */
export interface MemoryRpcOptions {
  /** Services that are there from the beginning. */
  readonly services?: Readonly<Record<string, RpcService>> | undefined;
  /** Most calls of functions by functions that may lead to one another; 16 by default. */
  readonly maxDepth?: number | undefined;
  /** Most submitted calls of one function that wait to be collected; 1,000 by default. */
  readonly maxReferences?: number | undefined;
  /** Most bytes of answers of one function that wait to be collected; 64 MiB by default. */
  readonly maxReferenceBytes?: number | undefined;
  /** Seconds for which a submitted call can be collected; 300 by default. */
  readonly referenceTtl?: number | undefined;
  /** Most idempotency keys that are remembered; 10,000 by default. */
  readonly maxKeys?: number | undefined;
  /** Most bytes that payloads and answers of remembered keys take; 64 MiB by default. */
  readonly maxKeyBytes?: number | undefined;
  /** Seconds for which an idempotency key is remembered; 3,600 by default. */
  readonly keyTtl?: number | undefined;
  /**
   * Most methods, by caller and service, whose calls are measured apart for `graph`. Nothing is measured
   * by default.
   */
  readonly measuredEdges?: number | undefined;
  /** The time in milliseconds since 1970-01-01 UTC; `Date.now` by default. */
  readonly now?: (() => number) | undefined;
}

/** An rpc provider that calls functions of the same process. */
export interface MemoryRpc extends Rpc {
  /** Lets functions call a service by a name, which is free or names another one until now. */
  add(name: string, service: RpcService): void;
  /** Takes a name away. Calls under way are answered. */
  remove(name: string): void;
  /** Who has called whom so far; without edges where the option `measuredEdges` is not given. */
  graph(): CallGraph;
}

/** Longest idempotency key, in bytes of its UTF-8. */
const keyBytes = 255;
const mebibyte = 1024 * 1024;

/**
 * An rpc provider in memory: the functions of one host call each other, and services of the host's own.
 * A call begins once the caller's sandbox is off the stack, ends by the earlier of the caller's deadline
 * and its own, and is called off when nobody waits for it any more.
 *
 * @throws {RangeError} where an option is not a positive whole number.
 * @example
 * ```ts
 * import { createHost } from '@org/host-bindings';
 * import { createMemoryRpc } from '@org/host-bindings/providers/memory';
 * import { readEngine } from '@org/wajs/engine';
 *
 * const rpc = createMemoryRpc();
 * const engine = await readEngine();
 * const host = createHost({ engine, providers: { rpc }, policy: { interfaces: ['rpc'] } });
 * rpc.add('rates', await host.load('dist/rates.wajs'));
 * rpc.add('orders', await host.load('dist/orders.wajs'));
 * ```
 */
export function createMemoryRpc(options: MemoryRpcOptions = {}): MemoryRpc {
  return new ServiceCalls(options);
}

class ServiceCalls implements MemoryRpc {
  readonly #services = new Map<string, RpcService>();
  readonly #references = new Map<string, RpcReferences>();
  readonly #keys: RpcKeys;
  readonly #maxDepth: number;
  readonly #meter: CallMeter | undefined;
  readonly #createReferences: () => RpcReferences;

  constructor(options: MemoryRpcOptions) {
    const { services = {}, now = Date.now, measuredEdges } = options;
    if (measuredEdges !== undefined) {
      this.#meter = new CallMeter(positive('measuredEdges', measuredEdges), now());
    }
    for (const [name, service] of Object.entries(services)) this.add(name, service);
    this.#maxDepth = positive('maxDepth', options.maxDepth ?? 16);
    this.#keys = new RpcKeys({
      maximum: positive('maxKeys', options.maxKeys ?? 10_000),
      maxBytes: positive('maxKeyBytes', options.maxKeyBytes ?? 64 * mebibyte),
      ttlMs: positive('keyTtl', options.keyTtl ?? 3600) * 1000,
      now,
    });
    const references = {
      maximum: positive('maxReferences', options.maxReferences ?? 1000),
      maxBytes: positive('maxReferenceBytes', options.maxReferenceBytes ?? 64 * mebibyte),
      ttlMs: positive('referenceTtl', options.referenceTtl ?? 300) * 1000,
      now,
    };
    this.#createReferences = () => new RpcReferences(references);
  }

  add(name: string, service: RpcService): void {
    this.#services.set(name, service);
  }

  remove(name: string): void {
    this.#services.delete(name);
  }

  graph(): CallGraph {
    return this.#meter?.graph() ?? { since: 0, edges: [] };
  }

  async call(
    service: string,
    method: string,
    payload: Uint8Array,
    options: CallOptions,
    call: CallContext,
  ): Promise<Uint8Array> {
    const { deadline, start } = this.#prepare({ service, method, payload, options, call });
    return start().wait({ deadline, signal: call.signal });
  }

  submit(
    service: string,
    method: string,
    payload: Uint8Array,
    options: CallOptions,
    call: CallContext,
  ): string {
    const { deadline, start } = this.#prepare({ service, method, payload, options, call });
    const { functionName } = call;
    let references = this.#references.get(functionName);
    if (references === undefined) {
      this.#forgetIdle();
      this.#references.set(functionName, (references = this.#createReferences()));
    }
    return references.add(start, deadline);
  }

  async collect(
    reference: string,
    timeout: number | undefined,
    call: CallContext,
  ): Promise<Uint8Array> {
    const references = this.#references.get(call.functionName) ?? this.#createReferences();
    const deadline = earlier(call.deadline, timeout);
    return references.collect(reference, { deadline, signal: call.signal });
  }

  cancel(reference: string, call: CallContext): void {
    this.#references.get(call.functionName)?.cancel(reference);
  }

  /** Checks a call, and answers how to start it. */
  #prepare({ service, method, payload, options, call }: Asked): Prepared {
    const target = this.#services.get(service);
    if (target === undefined) {
      throw new HostError('not-found', `there is no service "${service}"`);
    }
    const depth = (call.depth ?? 0) + 1;
    const maximum = this.#maxDepth;
    if (depth > maximum) throw new HostError('limit', { what: 'rpc-depth', used: depth, maximum });
    const deadline = earlier(call.deadline, options.timeout);
    const { idempotencyKey } = options;
    const caller = call.functionName;
    const run = (): RpcRun =>
      new RpcRun(async (signal) => {
        const passed = { deadline, caller, idempotencyKey, depth, signal };
        const ask = (): Uint8Array | Promise<Uint8Array> => target.call(method, payload, passed);
        try {
          if (this.#meter === undefined) return await ask();
          return await this.#meter.measure({ caller, service, method, payload }, ask);
        } catch (error) {
          throw forCaller(error, service);
        }
      });
    if (idempotencyKey === undefined) return { deadline, start: run };
    checkKey(idempotencyKey);
    const key = JSON.stringify([caller, service, method, idempotencyKey]);
    return { deadline, start: () => this.#keys.join(key, payload, run) };
  }

  /** Functions that have nothing to collect any more. */
  #forgetIdle(): void {
    for (const [name, { size }] of this.#references) {
      if (size === 0) this.#references.delete(name);
    }
  }
}

interface Asked {
  readonly service: string;
  readonly method: string;
  readonly payload: Uint8Array;
  readonly options: CallOptions;
  readonly call: CallContext;
}

interface Prepared {
  readonly deadline: number;
  readonly start: () => RpcRun;
}

function earlier(deadline: number, timeout: number | undefined): number {
  return timeout === undefined ? deadline : Math.min(deadline, Date.now() + timeout);
}

/** A failure of the service's own was logged under its name: the caller is told only that it failed. */
function forCaller(error: unknown, service: string): HostError {
  if (error instanceof HostError && error.code === 'internal') {
    const text = `service "${service}" failed; the log of the host says why`;
    return new HostError<'internal'>('internal', text) as HostError;
  }
  return HostError.from(error);
}

function checkKey(key: string): void {
  if (key === '') {
    throw new HostError('invalid', 'the idempotency key is empty: use at least one character');
  }
  assertWellFormed('idempotency key', key);
  const used = utf8Length(key);
  if (used > keyBytes) {
    throw new HostError('too-large', { what: 'rpc-key-bytes', used, maximum: keyBytes });
  }
}

function positive(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new RangeError(`${name} is "${value}": use a positive whole number`);
}
