import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import {
  createHost,
  type Host,
  HostError,
  type Limits,
  type LoadedFunction,
} from '@org/host-bindings';
import { decodeArtifact, isArtifact } from '@org/host-bindings/linker';
import { serve, type Serving } from '@org/host-bindings/node';
import { createHttp } from '@org/host-bindings/providers/http';
import { type LmdbKv, openLmdbKv } from '@org/host-bindings/providers/lmdb';
import {
  createMemoryCache,
  createMemoryKv,
  createMemoryRpc,
  type MemoryRpc,
} from '@org/host-bindings/providers/memory';
import { createConfig, createLogger } from '@org/host-bindings/providers/system';
import { type Command, InvalidArgumentError } from 'commander';
import pc from 'picocolors';
import { buildFunction } from '../build/index.js';
import { readEngine } from '../engine/index.js';
import { type Entry, findEntry } from './entry.js';
import { Progress } from './progress.js';
import { UsageError } from './report-error.js';

interface ServeFlags {
  readonly port: number;
  readonly host: string;
  readonly kv: string;
  readonly allow: readonly string[];
  readonly env: readonly string[];
  readonly secret: readonly string[];
  readonly service: readonly string[];
  readonly config?: string;
  readonly name?: string;
  readonly isolation: 'request' | 'shared';
  readonly timeout?: number;
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** Adds `wajs serve`. */
export function addServeCommand(program: Command): void {
  program
    .command('serve')
    .description('serve a function over HTTP')
    .argument('[entry]', 'entry module, artifact (.wajs) or component (.wasm)')
    .allowExcessArguments(false)
    .option('-p, --port <number>', 'port to listen on; 0 picks a free one', parsePort, 8787)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--kv <folder>', 'folder of the KV store (LMDB), or "memory"', '.wajs/kv')
    .option(
      '--allow <host>',
      'host that fetch may call: name, name:port or *.name (repeatable)',
      collect,
      [],
    )
    .option(
      '--env <name>',
      'environment variable that config.get may read (repeatable)',
      collect,
      [],
    )
    .option(
      '--secret <name>',
      'environment variable that config.secret may read (repeatable)',
      collect,
      [],
    )
    .option(
      '--service <name=entry>',
      'function that rpc.call reaches by this name (repeatable)',
      collect,
      [],
    )
    .option('--name <name>', "name of the function in the log (default: the package's)")
    .option('--config <file>', 'file with settings for config.get: JSON, or NAME=value lines')
    .option(
      '--isolation <mode>',
      '"request": a fresh sandbox each; "shared": one that several share',
      parseIsolation,
      'request',
    )
    .option('--timeout <ms>', 'milliseconds that a request may take', parseMilliseconds)
    .addHelpText(
      'after',
      '\nExamples:\n  $ wajs serve\n  $ wajs serve src/main.ts --port 3000 --allow api.example.com --env API_KEY\n  $ wajs serve dist/hello.wajs --kv memory\n  $ wajs serve --service rates=../rates/src/index.ts',
    )
    .action(async (entry: string | undefined, flags: ServeFlags) => {
      const found = findEntry(entry, process.cwd());
      await run({ ...found, name: flags.name ?? found.name }, flags);
    });
}

async function run(entry: Entry, flags: ServeFlags): Promise<void> {
  const progress = new Progress();
  progress.step('loading');
  const closers: (() => Promise<void> | void)[] = [];
  try {
    const services = flags.service.map((text) => parseService(text));
    const source = await read(entry, progress);
    const others: Uint8Array[] = [];
    // One after the other: they share one engine, and the progress has one line.
    for (const service of services) others.push(await read(service, progress));
    if (!servesHttp(source)) {
      const how = 'call run(handler) in its entry';
      throw new HostError('invalid', `function "${entry.name}" serves no HTTP; ${how}`);
    }
    const withKv = [source, ...others].some((one) => needsKv(one));
    const { host, rpc, close } = await createServingHost(flags, withKv);
    closers.push(close);
    const { isolation } = flags;
    const fn = await host.load(source, { name: entry.name, isolation });
    rpc.add(entry.name, fn);
    for (const [index, { name }] of services.entries()) {
      rpc.add(name, await host.load(others[index]!, { name, isolation }));
    }
    const serving = await serve(fn, {
      port: flags.port,
      host: flags.host,
      limits: limitsOf(flags),
    });
    progress.end();
    announce(fn, serving);
    closers.unshift(() => serving.close());
    await untilStopped();
  } finally {
    progress.end();
    for (const close of closers) await close();
  }
}

function read(entry: Entry, progress: Progress): Promise<Uint8Array> {
  return entry.kind === 'artifact' ? readFile(entry.path) : build(entry, progress);
}

async function build(entry: Entry, progress: Progress): Promise<Uint8Array> {
  const { artifact, warnings } = await buildFunction({
    entry: entry.path,
    name: entry.name,
    root: process.cwd(),
    colors: pc.isColorSupported,
    trackRejections: true,
    onStep: (step) => progress.step(step),
  });
  for (const warning of warnings) console.error(warning.trimEnd());
  return artifact;
}

/** Whether a function uses the KV store. A component says so only once it runs: it may. */
function needsKv(source: Uint8Array): boolean {
  return namesOf(source, 'imports')?.some((name) => name.startsWith('wajs:platform/kv@')) ?? true;
}

/** Whether a function serves HTTP. A component says so only once it runs: it may. */
function servesHttp(source: Uint8Array): boolean {
  const exports = namesOf(source, 'exports');
  return exports?.some((name) => name.startsWith('wajs:platform/http-handler@')) ?? true;
}

/** What an artifact says that it needs, or serves. */
function namesOf(source: Uint8Array, list: 'imports' | 'exports'): readonly string[] | undefined {
  if (!isArtifact(source)) return undefined;
  const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
  return decodeArtifact(source, sha256).manifest[list];
}

/**
 * The host behind `wajs serve`. The function is the user's own, so it is granted every interface
 * of the contract that there is a provider for; what those reach, the flags say.
 */
async function createServingHost(
  flags: ServeFlags,
  withKv: boolean,
): Promise<{ host: Host; rpc: MemoryRpc; close: () => Promise<void> }> {
  const limits = limitsOf(flags);
  const rpc = createMemoryRpc();
  const http = fromFlags(() => createHttp({ allow: [...flags.allow], limits }));
  const config = fromFlags(() =>
    createConfig({ env: flags.env, secrets: flags.secret, file: flags.config }),
  );
  const store = withKv && flags.kv !== 'memory' ? await openStore(flags.kv, limits) : undefined;
  const host = createHost({
    engine: await readEngine(),
    limits,
    policy: { interfaces: ['kv', 'cache', 'config', 'rpc'] },
    providers: {
      kv: store ?? createMemoryKv({ limits }),
      cache: createMemoryCache({ limits }),
      config,
      http,
      rpc,
      logging: createLogger({ limits }),
    },
  });
  return {
    host,
    rpc,
    close: async () => {
      host.dispose();
      await http.close();
      await store?.close();
    },
  };
}

/** Limits that the flags change: the same for the host, its providers and the server. */
function limitsOf({ timeout }: ServeFlags): Partial<Limits> {
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

function announce(fn: LoadedFunction, { url }: Serving): void {
  console.log(
    `${pc.green('serving')} ${fn.name} at ${pc.bold(url)}  ${pc.dim('(stop with Ctrl-C)')}`,
  );
}

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

/** A service of the option `--service`: `rates=../rates/src/index.ts`. */
function parseService(text: string): Entry {
  const [, name, path] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (name === undefined) {
    throw new UsageError(`--service "${text}" names no file: use <name>=<entry>`);
  }
  return { ...findEntry(path, process.cwd()), name };
}

function parsePort(value: string): number {
  const port = Number(value);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('use a whole number from 0 to 65535');
  return port;
}

function parseMilliseconds(value: string): number {
  const milliseconds = Number(value);
  if (!Number.isInteger(milliseconds) || milliseconds < 1)
    throw new InvalidArgumentError('use a whole number of milliseconds');
  return milliseconds;
}

function parseIsolation(value: string): 'request' | 'shared' {
  if (value !== 'request' && value !== 'shared')
    throw new InvalidArgumentError('use "request" or "shared"');
  return value;
}
