import { type CallContext, type ExportFunction, Trap } from '../codegen-v1/index.js';
import { loader } from '../contract/gen/loader.js';
import type { Description } from '../contract/gen/ring-handler.js';
import { HostError, type HostErrorCode, ResultError } from '../contract/index.js';
import type { Limits } from '../contract/limits.js';
import {
  createDelta,
  type Delta,
  LinkError,
  type Plan,
  planSection,
  type Snapshot,
} from '../linker/index.js';
import type { CompiledModule } from './compiled-module.js';
import type { GuestObserver } from './guest-observer.js';
import { CpuLimitTrap } from './cpu-meter.js';
import { RingInstance } from './ring-instance.js';

/** What an {@link Engine} needs of its host. */
export interface EngineEnvironment {
  readonly limits: Limits;
  readonly now: () => number;
  readonly entropy: (length: number) => Uint8Array;
  /** Told of a provider's own fault. */
  readonly onFault: (error: unknown, call: CallContext, what?: string) => void;
  /** Told whose turn it is. */
  readonly observer?: GuestObserver | undefined;
}

/** A function's image over an engine, with what it needs and serves. */
export interface Evaluated {
  /** Its image. */
  readonly delta: Delta;
  /** What it imports and exports, as it says itself. */
  readonly description: Description;
}

/** A bundle that could not be evaluated: the script's own message and stack. */
export class EvaluationError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EvaluationError';
  }
}

const evaluateFunction: ExportFunction = loader.functions[0]!;

/**
 * A linked module that many instances are made of, with the image that each starts from. The
 * universal engine serves every JavaScript function; a component is an engine of its own.
 */
export class Engine {
  /** The linked module, compiled. */
  readonly module: CompiledModule;
  /** How its imports are answered, and its exports called. */
  readonly plan: Plan;
  /** Identity of the module: sha256 in hex. */
  readonly hash: string;
  /** State of a fresh instance. */
  readonly base: Snapshot;
  /** The image that changes nothing of the base. */
  readonly baseDelta: Delta;
  readonly #environment: EngineEnvironment;
  readonly #idleStack: number;
  readonly #idle: RingInstance[] = [];
  /** Whether a function is being built: clocks stand still and no entropy is given. */
  #isBuilding = false;

  private constructor(
    module: CompiledModule,
    plan: Plan,
    hash: string,
    environment: EngineEnvironment,
  ) {
    this.module = module;
    this.plan = plan;
    this.hash = hash;
    this.#environment = environment;
    const first = this.createInstance();
    this.base = first.guest.takeSnapshot();
    this.#idleStack = first.guest.idleStack;
    this.baseDelta = {
      pages: this.base.memory.length / 65_536,
      globals: this.base.globals,
      runs: [],
    };
    this.#idle.push(first);
  }

  /** Compiles a linked module off the main thread. */
  static async create(
    linked: Uint8Array,
    hash: string,
    environment: EngineEnvironment,
  ): Promise<Engine> {
    const module = await compileModule(linked);
    const [section] = WebAssembly.Module.customSections(module, planSection);
    if (section === undefined)
      throw new TypeError('the engine is no linked module; make it with linkComponent');
    return new Engine(
      module,
      JSON.parse(new TextDecoder().decode(section)) as Plan,
      hash,
      environment,
    );
  }

  /** A new instance, in the state of the base. */
  createInstance(): RingInstance {
    const { limits, now, entropy, onFault, observer } = this.#environment;
    return new RingInstance({
      module: this.module,
      plan: this.plan,
      limits,
      now: () => (this.#isBuilding ? 0 : now()),
      entropy: (length) => (this.#isBuilding ? new Uint8Array(length) : entropy(length)),
      onFault,
      observer,
    });
  }

  /** Whether functions can be evaluated in this engine. */
  get isUniversal(): boolean {
    return this.plan.exports.some((item) => item.interface === loader.name);
  }

  /** An instance that {@link evaluate} used, for the pool to begin with. */
  takeIdle(): RingInstance | undefined {
    return this.#idle.pop();
  }

  /**
   * Checks an image that was made elsewhere, before an instance is restored to it.
   *
   * @throws {LinkError} `malformed` where it is no image of this engine, `HostError` `too-large` where
   * it needs more memory than an instance may have.
   */
  assertFits({ pages, globals, runs }: Delta): void {
    const { memoryBytes } = this.#environment.limits;
    const used = pages * 65_536;
    const stack = this.plan.globals.indexOf(this.plan.stackPointer ?? '');
    const isOwn =
      globals.length === this.base.globals.length &&
      used >= this.base.memory.length &&
      // The stack of an idle guest is empty: a restore leaves out what it never reached.
      (stack < 0 || globals[stack] === this.base.globals[stack]) &&
      (runs[0] === undefined || runs[0].offset >= this.#idleStack);
    if (!isOwn) {
      throw new LinkError('malformed', 'the image of the artifact is none of this engine', {
        hint: 'build it again with "wajs build"',
      });
    }
    if (used > memoryBytes)
      throw new HostError('too-large', { what: 'memory-bytes', used, maximum: memoryBytes });
  }

  /**
   * Evaluates a bundle over the base and answers the image that it leaves.
   *
   * @throws {EvaluationError} where the script throws, registers nothing, breaks the engine, or computes
   * for longer than `loadMs`: then the cause is the `HostError` `limit`.
   */
  evaluate(source: string): Evaluated {
    const instance = this.#idle.pop() ?? this.createInstance();
    instance.restore(this.base, this.baseDelta, new Error('another function is loaded'));
    this.#isBuilding = true;
    instance.guest.cpu.hold('loadMs');
    try {
      instance.guest.invoke(evaluateFunction, [source]);
      const description = instance.describe();
      const delta = createDelta(this.base, instance.guest.takeSnapshot());
      return { delta, description };
    } catch (error) {
      throw explain(error, instance.guest.takeStderr());
    } finally {
      this.#isBuilding = false;
      instance.guest.cpu.hold('cpuKillMs');
      instance.restore(this.base, this.baseDelta, new Error('the function is loaded'));
      this.#idle.push(instance);
    }
  }

  /** What a guest says of itself without any bundle: for components. */
  describe(): Evaluated {
    const instance = this.#idle.pop() ?? this.createInstance();
    instance.guest.cpu.hold('loadMs');
    try {
      const description = instance.describe();
      return { description, delta: this.baseDelta };
    } finally {
      instance.guest.cpu.hold('cpuKillMs');
      instance.restore(this.base, this.baseDelta, new Error('the component is loaded'));
      this.#idle.push(instance);
    }
  }
}

/**
 * Compiles a linked module off the main thread.
 *
 * @throws {LinkError} `malformed` where its code is not valid: the linker does not check instructions.
 */
export async function compileModule(linked: Uint8Array): Promise<CompiledModule> {
  try {
    return await WebAssembly.compile(linked);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LinkError('malformed', `the code of the component is not valid: ${reason}`, {
      cause,
    });
  }
}

/** What the one who loads a function is told where it computed for too long. */
export function loadLimit(cause: CpuLimitTrap): HostError {
  const { what, used, maximum } = cause;
  return new HostError<HostErrorCode>('limit', { what, used, maximum }, { cause });
}

function explain(error: unknown, stderr: string): Error {
  if (error instanceof ResultError) {
    const { val } = error.payload as { val: unknown };
    return new EvaluationError(typeof val === 'string' ? val : JSON.stringify(val), {
      cause: error,
    });
  }
  let message = 'the function broke the engine at module level';
  if (error instanceof RangeError) message = 'the function recursed too deeply at module level';
  else if (error instanceof CpuLimitTrap)
    return new EvaluationError(`the module level was stopped: ${error.message}`, {
      cause: loadLimit(error),
    });
  else if (error instanceof Trap) message = `the module level was stopped: ${error.message}`;
  return new EvaluationError(stderr === '' ? message : `${message}: ${stderr.trim()}`, {
    cause: error,
  });
}
