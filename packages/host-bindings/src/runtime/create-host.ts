import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { cache, type Cache } from '../contract/gen/cache.js';
import { clock, type Clock } from '../contract/gen/clock.js';
import { config, type Config } from '../contract/gen/config.js';
import { http, type Http } from '../contract/gen/http.js';
import { kv, type Kv } from '../contract/gen/kv.js';
import { logging, type Logging } from '../contract/gen/logging.js';
import { random, type Random } from '../contract/gen/random.js';
import { ringHandler } from '../contract/gen/ring-handler.js';
import { rpc, type Rpc } from '../contract/gen/rpc.js';
import { HostError } from '../contract/index.js';
import { type Limits, resolveLimits } from '../contract/limits.js';
import {
  decodeArtifact,
  decodeDelta,
  type Delta,
  isArtifact,
  linkComponent,
  LinkError,
  type Plan,
} from '../linker/index.js';
import { idleCall } from './guest-instance.js';
import { compileModule, Engine, type EngineEnvironment, type Evaluated } from './engine.js';
import { FunctionLog } from './function-log.js';
import { type BoundInterface, bindInterface } from './host-interfaces.js';
import { InstancePool } from './instance-pool.js';
import type { Isolation, LoadedFunction } from './loaded-function.js';
import { DirectFunction } from './direct-function.js';
import { RingFunction } from './ring-function.js';
import { checkPolicy, grantName, type Policy } from './policy.js';

/** Providers of the contract's interfaces. */
export interface Providers {
  readonly logging: Logging;
  readonly clock: Clock;
  readonly random: Random;
  readonly http: Http;
  readonly kv?: Kv;
  readonly cache?: Cache;
  readonly config?: Config;
  readonly rpc?: Rpc;
}

/** Options of {@link createHost}. */
export interface HostOptions {
  readonly providers: Providers;
  /** Interfaces beyond the contract's, each with its provider. */
  readonly interfaces?: readonly BoundInterface[];
  readonly policy?: Policy;
  readonly limits?: Partial<Limits>;
  /** The universal engine, as `@org/wajs/engine` gives it. Needed for artifacts, not for components. */
  readonly engine?: Uint8Array;
  /** Most instances alive at a time, for all functions together. Default 64. */
  readonly instances?: number;
  /** Most requests that wait for an instance. Default 1,024. */
  readonly queue?: number;
}

/** Options of {@link Host.load}. */
export interface LoadOptions {
  /** Name for logs. Default: the manifest's, or the file's. */
  readonly name?: string;
  /** What a request sees of earlier ones. Default `request`: nothing. */
  readonly isolation?: Isolation;
}

/** Loads functions and serves them. */
export interface Host {
  /**
   * Loads an artifact of `wajs build`, or a component.
   *
   * @param source The bytes, or the path of a file.
   * @throws {LinkError} where the bytes cannot be loaded: truncated, of another contract, not linkable.
   * @throws {HostError} `denied` where the function imports what the policy does not grant.
   */
  load(source: Uint8Array | string, options?: LoadOptions): Promise<LoadedFunction>;
  /** Forgets all functions. */
  dispose(): void;
}

/** Contract that this host serves. */
export const contractVersion = 'wajs:platform@0.1.0';

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
/** Largest inflated part of an artifact: a bound against decompression bombs. */
const inflatedRoom = 256 * 1024 * 1024;

/**
 * Creates a host from its providers.
 *
 * @example
 * ```ts
 * const host = createHost({ providers, policy: { interfaces: ['kv'] }, engine: await readEngine() });
 * const fn = await host.load('dist/hello.wajs');
 * const response = await fn.fetch(new Request('http://localhost/'));
 * ```
 */
export function createHost(options: HostOptions): Host {
  return new FunctionHost(options);
}

class FunctionHost implements Host {
  readonly #options: HostOptions;
  readonly #limits: Limits;
  readonly #interfaces: ReadonlyMap<string, BoundInterface>;
  readonly #functions = new Set<LoadedFunction>();
  readonly #pools = new Map<Engine, InstancePool>();
  readonly #environment: EngineEnvironment;
  #universal: Promise<Engine> | undefined;

  constructor(options: HostOptions) {
    this.#options = options;
    this.#limits = resolveLimits(options.limits);
    this.#interfaces = bindProviders(options);
    const { clock: time, logging: logs } = options.providers;
    this.#environment = {
      limits: this.#limits,
      now: () => time.now(idleCall) as number,
      entropy: (length) => randomBytes(length),
      onFault: (error, call) => {
        const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
        logs.log('error', `a provider failed: ${message}`, [], call);
      },
    };
  }

  async load(source: Uint8Array | string, options: LoadOptions = {}): Promise<LoadedFunction> {
    const bytes = typeof source === 'string' ? await readFile(source) : source;
    const { componentBytes } = this.#limits;
    if (bytes.length > componentBytes) {
      throw new HostError('too-large', {
        what: 'component-bytes',
        used: bytes.length,
        maximum: componentBytes,
      });
    }
    const fallbackName =
      typeof source === 'string' ? basename(source).replace(/\.\w+$/, '') : 'function';
    return isArtifact(bytes)
      ? this.#loadArtifact(bytes, options)
      : this.#loadComponent(bytes, options.name ?? fallbackName, options);
  }

  async #loadArtifact(bytes: Uint8Array, options: LoadOptions): Promise<LoadedFunction> {
    const { manifest, bundle, sourceMap, delta } = decodeArtifact(bytes, sha256);
    const name = options.name ?? manifest.name;
    if (manifest.contract !== contractVersion) throw otherContract(name, manifest.contract);
    checkPolicy(name, manifest.imports, this.#options.policy ?? {});
    const engine = await this.#universalEngine(name);
    let evaluated: Evaluated;
    if (delta.length > 0 && manifest.engine === engine.hash) {
      const { contract, imports, exports } = manifest;
      const image = decodeDelta(inflatePart('image', delta));
      engine.assertFits(image);
      evaluated = {
        delta: image,
        description: { contract, imports: [...imports], exports: [...exports] },
      };
    } else {
      evaluated = engine.evaluate(inflatePart('code', bundle).toString('utf8'));
      // The manifest is only what the artifact says of itself.
      checkPolicy(name, evaluated.description.imports, this.#options.policy ?? {});
    }
    const readMap = (): string | undefined =>
      sourceMap.length === 0 ? undefined : inflatePart('source map', sourceMap).toString('utf8');
    return this.#register(engine, name, evaluated, readMap, options);
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
    const engine = await Engine.create(module, sha256(module).toString('hex'), this.#environment);
    const evaluated = engine.describe();
    if (evaluated.description.contract !== contractVersion)
      throw otherContract(name, evaluated.description.contract);
    checkPolicy(name, evaluated.description.imports, this.#options.policy ?? {});
    return this.#register(engine, name, evaluated, () => undefined, options);
  }

  async #loadDirect(linked: Uint8Array, plan: Plan, name: string): Promise<LoadedFunction> {
    const needed = new Set<string>();
    for (const { meaning } of plan.imports) {
      if (meaning.kind === 'lower' && !meaning.interface.startsWith('wasi:')) {
        needed.add(meaning.interface);
      }
    }
    checkPolicy(name, [...needed], this.#options.policy ?? {});
    const log = new FunctionLog(this.#options.providers.logging, () => undefined);
    const interfaces = [...needed].map((item) => this.#bind(name, item, log));
    const fn: LoadedFunction = new DirectFunction({
      name,
      instance: {
        ...this.#environment,
        module: await compileModule(linked),
        plan,
        interfaces: new Map(interfaces.map((item) => [item.interface.name, item])),
      },
      limits: this.#limits,
      log,
      onDispose: () => this.#functions.delete(fn),
    });
    this.#functions.add(fn);
    return fn;
  }

  #register(
    engine: Engine,
    name: string,
    { delta, description }: { delta: Delta; description: Evaluated['description'] },
    sourceMap: () => string | undefined,
    options: LoadOptions,
  ): LoadedFunction {
    const log = new FunctionLog(this.#options.providers.logging, sourceMap);
    const imports = description.imports.map((item) => this.#bind(name, item, log));
    const fn = new RingFunction({
      name,
      engine,
      pool: this.#pool(engine),
      delta,
      imports,
      exports: description.exports,
      limits: this.#limits,
      log,
      isolation: options.isolation ?? 'request',
      onDispose: () => {
        this.#functions.delete(fn);
        // A component is an engine of its own: its instances go with it.
        if (!engine.isUniversal) this.#pools.delete(engine);
      },
    });
    this.#functions.add(fn);
    return fn;
  }

  /** An interface with its provider; what a function logs passes through its own log. */
  #bind(functionName: string, interfaceName: string, log: FunctionLog): BoundInterface {
    if (interfaceName === logging.name) return bindInterface(logging, log);
    const bound = this.#interfaces.get(interfaceName);
    if (bound !== undefined) return bound;
    throw new HostError(
      'unavailable',
      `function "${functionName}" imports "${interfaceName}", which this host has no provider for; ${howToProvide(interfaceName)}`,
    );
  }

  #pool(engine: Engine): InstancePool {
    let pool = this.#pools.get(engine);
    if (pool === undefined) {
      pool = new InstancePool(engine, {
        maximum: this.#options.instances ?? 64,
        queue: this.#options.queue ?? 1024,
        retireBytes: Math.max(16 * 1024 * 1024, engine.base.memory.length * 4),
      });
      this.#pools.set(engine, pool);
    }
    return pool;
  }

  #universalEngine(name: string): Promise<Engine> {
    const { engine } = this.#options;
    if (engine === undefined) {
      throw new HostError(
        'unavailable',
        `function "${name}" is an artifact, which needs the universal engine; give createHost the option engine: await readEngine(), from "@org/wajs/engine"`,
      );
    }
    if (this.#universal === undefined) {
      this.#universal = Engine.create(engine, sha256(engine).toString('hex'), this.#environment);
      this.#universal.catch(() => (this.#universal = undefined));
    }
    return this.#universal;
  }

  dispose(): void {
    for (const fn of this.#functions) fn.dispose();
    this.#pools.clear();
  }
}

function howToProvide(interfaceName: string): string {
  const grant = grantName(interfaceName);
  return grant === interfaceName
    ? 'bind one with bindInterface, for the option interfaces of createHost'
    : `give providers.${grant} to createHost`;
}

function inflatePart(part: string, bytes: Uint8Array): Buffer {
  try {
    return inflateRawSync(bytes, { maxOutputLength: inflatedRoom });
  } catch (cause) {
    throw new LinkError('malformed', `the ${part} of the artifact cannot be unpacked`, {
      hint: 'build it again with "wajs build"',
      cause,
    });
  }
}

function otherContract(name: string, contract: string): LinkError {
  return new LinkError(
    'unsupported',
    `function "${name}" was built for the contract "${contract}", this host serves "${contractVersion}"`,
    {
      hint: 'build it again with the wajs of this host',
    },
  );
}

function bindProviders({ providers, interfaces = [] }: HostOptions): Map<string, BoundInterface> {
  const bound: BoundInterface[] = [
    bindInterface(logging, providers.logging),
    bindInterface(clock, providers.clock),
    bindInterface(random, providers.random),
    bindInterface(http, providers.http),
  ];
  if (providers.kv !== undefined) bound.push(bindInterface(kv, providers.kv));
  if (providers.cache !== undefined) bound.push(bindInterface(cache, providers.cache));
  if (providers.config !== undefined) bound.push(bindInterface(config, providers.config));
  if (providers.rpc !== undefined) bound.push(bindInterface(rpc, providers.rpc));
  bound.push(...interfaces);
  return new Map(bound.map((item) => [item.interface.name, item]));
}
