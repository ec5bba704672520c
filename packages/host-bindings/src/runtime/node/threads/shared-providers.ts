import type { CallContext } from '../../../codegen-v1/index.js';
import { HostError } from '../../../contract/errors.js';
import type { BoundInterface } from '../../host-interfaces.js';
import { LazySignal } from '../../lazy-signal.js';
import type { Send } from './body-exchange.js';
import { packValue } from './portable-bytes.js';
import { packError } from './portable-error.js';
import type { FromThread, PortableCall, ToThread } from './protocol.js';

type Method = (...args: readonly unknown[]) => unknown;

/**
 * Names of the methods of each provider, its classes' included, by its interface.
 *
 * @throws {RangeError} where an interface cannot be shared: a call between threads takes time, and a
 * resource stays on its thread.
 */
export function methodsOf(shared: readonly BoundInterface[]): Record<string, string[]> {
  const methods: Record<string, string[]> = {};
  for (const { interface: target, provider } of shared) {
    const bad = target.functions.find((fn) => !fn.async || fn.name.startsWith('['));
    if (bad !== undefined) {
      const why = bad.name.startsWith('[') ? 'belongs to a resource' : 'is no async func';
      throw new RangeError(
        `"${target.name}" cannot be shared by threads, since its "${bad.name}" ${why}: make the provider in each thread`,
      );
    }
    methods[target.name] = listMethods(provider as object);
  }
  return methods;
}

function listMethods(provider: object): string[] {
  const names = new Set<string>();
  for (
    let level: object | null = provider;
    level !== null && level !== Object.prototype;
    level = Object.getPrototypeOf(level) as object | null
  ) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(level))) {
      // A thenable would be taken for a promise wherever it is returned.
      if (typeof value === 'function' && name !== 'constructor' && name !== 'then') names.add(name);
    }
  }
  return [...names];
}

/** A hostcall of another thread. */
class AskedCall extends LazySignal implements CallContext {
  readonly functionName: string;
  readonly requestId: string;
  readonly deadline: number;
  readonly depth: number;

  constructor({ functionName, requestId, deadline, depth }: PortableCall) {
    super();
    this.functionName = functionName;
    this.requestId = requestId;
    this.deadline = deadline;
    this.depth = depth;
  }
}

/** The main thread's end of the hostcalls of one thread that it answers itself. */
export class SharedProviderDesk {
  readonly #providers: ReadonlyMap<string, Record<string, Method>>;
  readonly #send: Send<ToThread>;
  readonly #calls = new Map<number, AskedCall>();

  constructor(shared: readonly BoundInterface[], send: Send<ToThread>) {
    this.#providers = new Map(
      shared.map((one) => [one.interface.name, one.provider as Record<string, Method>]),
    );
    this.#send = send;
  }

  /** Answers a hostcall. */
  async ask(asked: FromThread & { readonly type: 'ask' }): Promise<void> {
    const { ask } = asked;
    const call = new AskedCall(asked.call);
    this.#calls.set(ask, call);
    try {
      const provider = this.#providers.get(asked.provider)!;
      const value = await provider[asked.method]!(...(asked.args as readonly unknown[]), call);
      const transfer: ArrayBuffer[] = [];
      this.#send({ type: 'told', ask, value: packValue(value, transfer) }, transfer);
    } catch (error) {
      this.#send({ type: 'told-error', ask, error: packError(error) });
    } finally {
      this.#calls.delete(ask);
    }
  }

  /** The thread no longer wants an answer. */
  abort(ask: number): void {
    this.#calls.get(ask)?.abort(new HostError('cancelled', 'nobody waits for this call any more'));
  }

  /** The thread is gone, and with it the requests of its calls. */
  close(): void {
    for (const ask of this.#calls.keys()) this.abort(ask);
  }
}
