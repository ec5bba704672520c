import {
  bindInterface,
  createHost,
  type Host,
  type Limits,
  type Prometheus,
} from '@org/host-bindings';
import { cache, kv, rpc as rpcInterface } from '@org/host-bindings/contract';
import { createHttp } from '@org/host-bindings/providers/http';
import { type LmdbKv, openLmdbKv } from '@org/host-bindings/providers/lmdb';
import {
  createMemoryCache,
  createMemoryKv,
  createMemoryRpc,
  type MemoryRpc,
} from '@org/host-bindings/providers/memory';
import { createConfig, createLogger } from '@org/host-bindings/providers/system';
import { createThreadedHost } from '@org/host-bindings/threads';
import pc from 'picocolors';
import { readEngine } from '../engine/index.js';
import { measuredEdges } from './call-graph-report.js';
import { UsageError } from './report-error.js';

/** Flags of `wajs serve` that concern the host. */
export interface ServingHostFlags {
  readonly kv: string;
  readonly allow: readonly string[];
  readonly env: readonly string[];
  readonly secret: readonly string[];
  readonly config?: string;
  readonly timeout?: number;
  readonly threads: number;
  readonly callGraph?: string;
}

/** What a thread of `wajs serve` is told. */
export interface ServeThreadData {
  readonly flags: Pick<ServingHostFlags, 'allow' | 'env' | 'secret' | 'config'>;
  /** Folder of the KV store; undefined where it is in the memory of the main thread. */
  readonly store: string | undefined;
  /** Whether log lines are for people, and coloured. */
  readonly pretty: boolean;
  readonly colors: boolean;
}

/** A host with what its functions call each other by. */
export interface ServingHost {
  readonly host: Host;
  readonly rpc: MemoryRpc;
  readonly close: () => Promise<void>;
}

/** What functions of `wajs serve` are granted: every interface of the contract with a provider. */
export const servingPolicy = { interfaces: ['kv', 'cache', 'config', 'rpc'] };

/**
 * The host behind `wajs serve`. The function is the user's own, so it is granted every interface
 * of the contract that there is a provider for; what those reach, the flags say.
 */
export async function createServingHost(
  flags: ServingHostFlags,
  { withKv, prometheus }: { withKv: boolean; prometheus: Prometheus | undefined },
): Promise<ServingHost> {
  const limits = limitsOf(flags);
  const rpc = createMemoryRpc({
    measuredEdges: flags.callGraph === undefined ? undefined : measuredEdges,
  });
  // Made in either case: what is wrong with the flags is said here, in words about the flags.
  const http = fromFlags(() => createHttp({ allow: [...flags.allow], limits }));
  const config = fromFlags(() =>
    createConfig({ env: flags.env, secrets: flags.secret, file: flags.config }),
  );
  const store = withKv && flags.kv !== 'memory' ? await openStore(flags.kv, limits) : undefined;
  const closeProviders = async (): Promise<void> => {
    await http.close();
    await store?.close();
  };
  const memory = { kv: createMemoryKv({ limits }), cache: createMemoryCache({ limits }) };
  if (flags.threads > 0) {
    const { allow, env, secret, config: file } = flags;
    const data: ServeThreadData = {
      flags: { allow, env, secret, ...(file !== undefined && { config: file }) },
      store: store === undefined ? undefined : flags.kv,
      pretty: process.stdout.isTTY,
      colors: pc.isColorSupported,
    };
    const host = await createThreadedHost({
      host: new URL('./serve-thread.js', import.meta.url),
      threads: flags.threads,
      data,
      limits,
      onRequest: prometheus?.onRequest,
      shared: [
        bindInterface(kv, memory.kv),
        bindInterface(cache, memory.cache),
        bindInterface(rpcInterface, rpc),
      ],
    });
    const close = async (): Promise<void> => {
      await host.close();
      await closeProviders();
    };
    return { host, rpc, close };
  }
  const host = createHost({
    engine: await readEngine(),
    limits,
    policy: servingPolicy,
    ...(prometheus && { onRequest: prometheus.onRequest }),
    providers: {
      kv: store ?? memory.kv,
      cache: memory.cache,
      config,
      http,
      rpc,
      logging: createLogger({ limits }),
    },
  });
  const close = async (): Promise<void> => {
    host.dispose();
    await closeProviders();
  };
  return { host, rpc, close };
}

/** Limits that the flags change: the same for the host, its providers and the server. */
export function limitsOf({ timeout }: Pick<ServingHostFlags, 'timeout'>): Partial<Limits> {
  return timeout === undefined ? {} : { wallMs: timeout };
}

/** What a provider says of its options is about the flags: the command line is wrong, not wajs. */
function fromFlags<T>(create: () => T): T {
  try {
    return create();
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

async function openStore(path: string, limits: Partial<Limits>): Promise<LmdbKv> {
  try {
    return await openLmdbKv({ path, limits });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`${reason}; or keep the KV store in memory with --kv memory`, { cause });
  }
}
