import { ringHandler } from '../contract/gen/ring-handler.js';
import { HostError } from '../contract/index.js';
import { type Limits, resolveLimits } from '../contract/limits.js';
import { isArtifact, joinRuns, linkComponent, LinkError, type Plan } from '../linker/index.js';
import { bindImports, bindProviders, type Bindings } from './bind-providers.js';
import { createDirectInstances } from './direct-instances.js';
import { DirectFunction } from './direct-function.js';
import { type Engine, type EngineEnvironment, type Evaluated } from './engine.js';
import { EngineSet } from './engine-set.js';
import { FunctionLog } from './function-log.js';
import { idleCall } from './call.js';
import type { Host, HostOptions, LoadOptions } from './host.js';
import type { LoadedFunction } from './loaded-function.js';
import { mayWait } from './may-wait.js';
import { checkPolicy } from './policy.js';
import { RingFunction } from './ring-function.js';
import { ThreadPool } from './thread-pool.js';
import { unpackArtifact } from './unpack-artifact.js';

/** Contract that this host serves. */
export const contractVersion = 'wajs:platform@0.1.0';

/**
 * Creates a host from its providers.
 *
 * @example
 * ```ts
 * const host = createHost({ platform: nodePlatform, providers, engine: await readEngine() });
 * const fn = await host.load('dist/hello.wajs');
 * const response = await fn.fetch(new Request('http://localhost/'));
 * ```
 */
export function createHost(options: HostOptions): Host {
  return new FunctionHost(options);
}

/** What a function on the ring is registered with. */
interface Registration {
  readonly name: string;
  readonly engine: Engine;
  readonly evaluated: Evaluated;
  readonly sourceMap: () => string | undefined;
}

class FunctionHost implements Host {
  readonly #options: HostOptions;
  readonly #limits: Limits;
  readonly #bindings: Bindings;
  readonly #functions = new Set<LoadedFunction>();
  readonly #environment: EngineEnvironment;
  readonly #engines: EngineSet;
  readonly #threads: ThreadPool | undefined;

  constructor(options: HostOptions) {
    this.#options = options;
    this.#limits = resolveLimits(options.limits);
    this.#bindings = bindProviders(options);
    const { clock: time, logging: logs } = options.providers;
    this.#environment = {
      limits: this.#limits,
      now: () => time.now(idleCall) as number,
      entropy: (length) => crypto.getRandomValues(new Uint8Array(length)),
      observer: options.observer,
      onFault: (error, call) => {
        const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
        logs.log('error', `a provider failed: ${message}`, [], call);
      },
    };
    const { platform, waitingThreads = 16 } = options;
    if (platform.startGuestThread !== undefined) {
      this.#threads = new ThreadPool({
        maximum: waitingThreads,
        patienceMs: this.#limits.cpuKillMs * 2 + 1000,
        start: (control) => platform.startGuestThread!(control),
      });
    }
    this.#engines = new EngineSet(options, this.#environment);
  }

  async load(source: Uint8Array | string, options: LoadOptions = {}): Promise<LoadedFunction> {
    const { platform } = this.#options;
    const bytes = typeof source === 'string' ? await platform.read(source) : source;
    const { componentBytes } = this.#limits;
    if (bytes.length > componentBytes) {
      throw new HostError('too-large', {
        what: 'component-bytes',
        used: bytes.length,
        maximum: componentBytes,
      });
    }
    if (isArtifact(bytes)) return this.#loadArtifact(bytes, options);
    const fallbackName = typeof source === 'string' ? platform.nameOf(source) : 'function';
    return this.#loadComponent(bytes, options.name ?? fallbackName, options);
  }

  async #loadArtifact(bytes: Uint8Array, options: LoadOptions): Promise<LoadedFunction> {
    const artifact = await unpackArtifact(bytes, this.#options.platform);
    const { contract, imports, exports, engine: madeBy } = artifact.manifest;
    const name = options.name ?? artifact.manifest.name;
    checkContract(name, contract);
    checkPolicy(name, imports, this.#options.policy ?? {});
    const engine = await this.#engines.universal(name);
    let evaluated: Evaluated;
    if (artifact.hasImage && madeBy === engine.hash) {
      const delta = await artifact.image();
      engine.assertFits(delta);
      evaluated = {
        delta,
        description: { contract, imports: [...imports], exports: [...exports] },
      };
    } else {
      evaluated = engine.evaluate(await artifact.bundle());
      // The manifest is only what the artifact says of itself.
      checkPolicy(name, evaluated.description.imports, this.#options.policy ?? {});
    }
    evaluated = { ...evaluated, delta: joinRuns(engine.base, evaluated.delta) };
    const sourceMap = await artifact.sourceMap();
    return this.#register({ name, engine, evaluated, sourceMap }, options);
  }

  async #loadComponent(
    bytes: Uint8Array,
    name: string,
    options: LoadOptions,
  ): Promise<LoadedFunction> {
    const { module, plan } = linkComponent(bytes, { fuel: true });
    const used = plan.memoryPages * 65_536;
    const maximum = this.#limits.memoryBytes;
    if (used > maximum) throw new HostError('too-large', { what: 'memory-bytes', used, maximum });
    if (!plan.exports.some((item) => item.interface === ringHandler.name)) {
      return this.#loadDirect(module, plan, name);
    }
    const engine = await this.#engines.create(module);
    const evaluated = engine.describe();
    checkContract(name, evaluated.description.contract);
    checkPolicy(name, evaluated.description.imports, this.#options.policy ?? {});
    return this.#register({ name, engine, evaluated, sourceMap: () => undefined }, options);
  }

  async #loadDirect(linked: Uint8Array, plan: Plan, name: string): Promise<LoadedFunction> {
    const needed = new Set<string>();
    for (const { meaning } of plan.imports) {
      if (meaning.kind === 'lower' && !meaning.interface.startsWith('wasi:')) {
        needed.add(meaning.interface);
      }
    }
    const imports = [...needed];
    checkPolicy(name, imports, this.#options.policy ?? {});
    const log = new FunctionLog(this.#options.providers.logging, () => undefined);
    const interfaces = bindImports(this.#bindings, { functionName: name, imports, log });
    const bound = new Map(interfaces.map((item) => [item.interface.name, item]));
    const waits = this.#options.waits !== 'never' && mayWait(plan, bound);
    const instancesOf = await createDirectInstances({
      linked,
      instance: { ...this.#environment, plan, interfaces: bound },
      waits,
      maximum: this.#options.instances ?? 64,
      threads: this.#threads,
    });
    const fn: LoadedFunction = new DirectFunction({
      name,
      instancesOf,
      limits: this.#limits,
      queue: this.#options.queue ?? 1024,
      log,
      observer: this.#options.observer,
      onDispose: () => this.#functions.delete(fn),
    });
    this.#functions.add(fn);
    return fn;
  }

  #register(
    { name, engine, evaluated, sourceMap }: Registration,
    options: LoadOptions,
  ): LoadedFunction {
    const { imports, exports } = evaluated.description;
    const log = new FunctionLog(this.#options.providers.logging, sourceMap);
    const fn = new RingFunction({
      name,
      engine,
      pool: this.#engines.pool(engine),
      delta: evaluated.delta,
      imports: bindImports(this.#bindings, { functionName: name, imports, log }),
      exports,
      limits: this.#limits,
      log,
      isolation: options.isolation ?? 'request',
      onDispose: () => {
        this.#functions.delete(fn);
        this.#engines.release(engine);
      },
    });
    this.#functions.add(fn);
    return fn;
  }

  dispose(): void {
    for (const fn of this.#functions) fn.dispose();
    this.#engines.clear();
    this.#threads?.dispose();
  }
}

/** @throws {LinkError} `unsupported` where a function was built for another contract. */
function checkContract(name: string, contract: string): void {
  if (contract === contractVersion) return;
  throw new LinkError(
    'unsupported',
    `function "${name}" was built for the contract "${contract}", this host serves "${contractVersion}"`,
    { hint: 'build it again with the wajs of this host' },
  );
}
