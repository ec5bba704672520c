import { ringHandler } from '../contract/gen/ring-handler.js';
import { HostError } from '../contract/index.js';
import { type Limits, resolveLimits } from '../contract/limits.js';
import {
  decodeDelta,
  type Delta,
  encodeDelta,
  isArtifact,
  joinRuns,
  linkComponent,
  type Linked,
  LinkError,
  readSourceMap,
} from '../linker/index.js';
import { bindImports, bindProviders, type Bindings } from './bind-providers.js';
import { createDirectInstances } from './direct-instances.js';
import { DirectFunction } from './direct-function.js';
import { CpuLimitTrap } from './cpu-meter.js';
import {
  type Engine,
  type EngineEnvironment,
  type Evaluated,
  EvaluationError,
  loadLimit,
} from './engine.js';
import { EngineSet } from './engine-set.js';
import { FunctionLog } from './function-log.js';
import { idleCall } from './call.js';
import type { Host, HostOptions, HostStatus, LoadOptions } from './host.js';
import { FunctionImage, ImageCache } from './image-cache.js';
import { sumStatuses } from './pool-status.js';
import type { LoadedFunction } from './loaded-function.js';
import { mayWait } from './may-wait.js';
import { checkPolicy } from './policy.js';
import { RingFunction } from './ring-function.js';
import { ThreadPool } from './thread-pool.js';
import { TrapPlaces } from './trap-places.js';
import { type UnpackedArtifact, unpackArtifact, unpackSourceMap } from './unpack-artifact.js';
import { chooseWaitMechanism } from './wait-mechanism.js';

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
  /** Unpacks its image, where that is packed already. */
  readonly unpack?: (() => Delta) | undefined;
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
  readonly #onRequest: HostOptions['onRequest'];
  readonly #images: ImageCache;

  constructor(options: HostOptions) {
    this.#options = options;
    this.#limits = resolveLimits(options.limits);
    this.#images = new ImageCache(options.imageBytes ?? 64 * 1024 * 1024);
    this.#bindings = bindProviders(options, this.#limits);
    const { clock: time, logging: logs } = options.providers;
    this.#environment = {
      limits: this.#limits,
      now: () => time.now(idleCall) as number,
      entropy: (length) => crypto.getRandomValues(new Uint8Array(length)),
      observer: options.observer,
      onFault: (error, call, what = 'a provider failed') => {
        const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
        try {
          logs.log('error', `${what}: ${message}`, [], call);
        } catch {
          // There is nowhere left to say it, and a log that fails must not cost a request.
        }
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
    const { onRequest } = options;
    if (onRequest === undefined) return;
    this.#onRequest = (metric) => {
      try {
        onRequest(metric);
      } catch (error) {
        // It is called where nobody could catch it.
        this.#environment.onFault(error, idleCall, 'the observer of requests failed');
      }
    };
  }

  async load(source: Uint8Array | string, options: LoadOptions = {}): Promise<LoadedFunction> {
    try {
      return await this.#load(source, options);
    } catch (error) {
      throw explainLoad(error);
    }
  }

  async #load(source: Uint8Array | string, options: LoadOptions): Promise<LoadedFunction> {
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
    if (isArtifact(bytes)) {
      const artifact = await unpackArtifact(
        bytes,
        platform,
        typeof source === 'string' ? source : undefined,
      );
      return this.#loadArtifact(artifact, options);
    }
    const fallbackName = typeof source === 'string' ? platform.nameOf(source) : 'function';
    return this.#loadComponent(bytes, options.name ?? fallbackName, options);
  }

  async #loadArtifact(artifact: UnpackedArtifact, options: LoadOptions): Promise<LoadedFunction> {
    const { contract, imports, exports, engine: madeBy } = artifact.manifest;
    const name = options.name ?? artifact.manifest.name;
    checkContract(name, contract);
    checkPolicy(name, imports, this.#options.policy ?? {});
    const engine = await this.#engines.universal(name);
    let evaluated: Evaluated;
    let unpack: (() => Delta) | undefined;
    if (artifact.hasImage && madeBy === engine.hash) {
      unpack = await artifact.image();
      const delta = unpack();
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
    const sourceMap = await artifact.sourceMap();
    return this.#register({ name, engine, evaluated, unpack, sourceMap }, options);
  }

  async #loadComponent(
    bytes: Uint8Array,
    name: string,
    options: LoadOptions,
  ): Promise<LoadedFunction> {
    const map = readSourceMap(bytes);
    const linked = linkComponent(bytes, { fuel: true, origins: map !== undefined });
    const { module, plan } = linked;
    const used = plan.memoryPages * 65_536;
    const maximum = this.#limits.memoryBytes;
    if (used > maximum) throw new HostError('too-large', { what: 'memory-bytes', used, maximum });
    if (!plan.exports.some((item) => item.interface === ringHandler.name)) {
      return this.#loadDirect(linked, map, { name, isolation: options.isolation ?? 'request' });
    }
    const engine = await this.#engines.create(module);
    const evaluated = engine.describe();
    checkContract(name, evaluated.description.contract);
    checkPolicy(name, evaluated.description.imports, this.#options.policy ?? {});
    return this.#register({ name, engine, evaluated, sourceMap: () => undefined }, options);
  }

  async #loadDirect(
    { module, plan, origins }: Linked,
    map: Uint8Array | undefined,
    { name, isolation }: Required<LoadOptions>,
  ): Promise<LoadedFunction> {
    const needed = new Set<string>();
    for (const { meaning } of plan.imports) {
      if (meaning.kind === 'lower' && !meaning.interface.startsWith('wasi:')) {
        needed.add(meaning.interface);
      }
    }
    const imports = [...needed];
    checkPolicy(name, imports, this.#options.policy ?? {});
    const log = new FunctionLog(this.#options.providers.logging, () => undefined);
    const sourceMap = map && (await unpackSourceMap(map, this.#options.platform));
    const interfaces = bindImports(this.#bindings, {
      functionName: name,
      imports,
      log,
      isCounted: this.#onRequest !== undefined,
    });
    const bound = new Map(interfaces.map((item) => [item.interface.name, item]));
    const { waits = 'auto' } = this.#options;
    const threads = this.#threads;
    const mechanism = mayWait(plan, bound)
      ? chooseWaitMechanism(waits, { plan, hasThreads: threads !== undefined })
      : undefined;
    const instancesOf = await createDirectInstances({
      linked: module,
      onCode: (shift) => {
        if (origins && sourceMap) log.trapPlaces = new TrapPlaces({ origins, shift, sourceMap });
      },
      instance: { ...this.#environment, plan, interfaces: bound },
      mechanism,
      maximum: this.#engines.poolOptions.maximum,
      threads,
    }).catch((cause: unknown) => {
      if (!(cause instanceof WebAssembly.RuntimeError || cause instanceof RangeError)) throw cause;
      const text = `function "${name}" cannot start: ${log.explain(cause)}`;
      throw new HostError('invalid', text, { cause });
    });
    const fn: LoadedFunction = new DirectFunction({
      name,
      instancesOf,
      limits: this.#limits,
      pool: this.#engines.poolOptions,
      log,
      isolation,
      observer: this.#options.observer,
      onRequest: this.#onRequest,
      onDispose: () => this.#functions.delete(fn),
    });
    this.#functions.add(fn);
    return fn;
  }

  #register(
    { name, engine, evaluated, unpack, sourceMap }: Registration,
    options: LoadOptions,
  ): LoadedFunction {
    const { imports, exports } = evaluated.description;
    // In memory it has fewer and longer runs than packed: it is written faster.
    const join = (delta: Delta): Delta => joinRuns(engine.base, delta);
    const packed = unpack ?? packDelta(evaluated.delta);
    const image = new FunctionImage(this.#images, () => join(packed()));
    image.offer(join(evaluated.delta));
    const log = new FunctionLog(this.#options.providers.logging, sourceMap);
    const fn = new RingFunction({
      name,
      engine,
      pool: this.#engines.pool(engine),
      image,
      imports: bindImports(this.#bindings, {
        functionName: name,
        imports,
        log,
        isCounted: this.#onRequest !== undefined,
      }),
      exports,
      limits: this.#limits,
      log,
      isolation: options.isolation ?? 'request',
      onRequest: this.#onRequest,
      onDispose: () => {
        this.#functions.delete(fn);
        image.dispose();
        this.#engines.release(engine);
      },
    });
    this.#functions.add(fn);
    return fn;
  }

  status(): HostStatus {
    const functions = [...this.#functions];
    const direct = functions.filter((fn) => fn instanceof DirectFunction);
    const parts = [...this.#engines.statuses, ...direct.map((fn) => fn.status)];
    return {
      functions: functions.length,
      imageBytes: this.#images.bytes,
      ...sumStatuses(parts),
    };
  }

  dispose(): void {
    for (const fn of this.#functions) fn.dispose();
    this.#engines.clear();
    this.#threads?.dispose();
  }
}

/** What the one who loads a function is told: of a limit by its name. */
function explainLoad(error: unknown): unknown {
  if (error instanceof EvaluationError && error.cause instanceof HostError) return error.cause;
  return error instanceof CpuLimitTrap ? loadLimit(error) : error;
}

/** An image as bytes, without an object for each of its runs. */
function packDelta(delta: Delta): () => Delta {
  return decodeDelta.bind(undefined, encodeDelta(delta));
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
