import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { sep } from 'node:path';
import { createPrometheus, HostError } from '@org/host-bindings';
import { decodeArtifact, isArtifact } from '@org/host-bindings/linker';
import { type Handler, serve, serveMetrics, type Serving } from '@org/host-bindings/node';
import type { MemoryRpc } from '@org/host-bindings/providers/memory';
import pc from 'picocolors';
import { buildAssemblyScript, buildFunction, findLanguage } from '../build/index.js';
import { reportCallGraph } from './call-graph-report.js';
import { componentInterfaces } from './component-interfaces.js';
import { type Entry, findEntry } from './entry.js';
import { defaultMetricsAddress, type MetricsAddress } from './metrics-address.js';
import { Progress } from './progress.js';
import { UsageError } from './report-error.js';
import { createServingHost, limitsOf, type ServingHostFlags } from './serving-host.js';
import { type ReadFunction, ServingFunctions } from './serving-functions.js';
import { untilStopped } from './stop-signals.js';
import { untilIdle } from './until-idle.js';

/** Flags of `wajs serve`. */
export interface ServeFlags extends ServingHostFlags {
  readonly port: number;
  readonly host: string;
  readonly service: readonly string[];
  readonly name?: string;
  readonly isolation: 'request' | 'shared';
  readonly functions?: string;
  readonly drain: number;
  /** True where no address was given. */
  readonly metrics?: MetricsAddress | true;
}

/** Serves an entry, or the folder of the flag `--functions`, until it is stopped. */
export async function serveFunctions(entry: Entry | undefined, flags: ServeFlags): Promise<void> {
  const progress = new Progress();
  progress.step('loading');
  const closers: (() => Promise<void> | void)[] = [];
  try {
    const entries = flags.service.map((text) => parseService(text));
    if (entry !== undefined) entries.unshift(entry);
    const sources: ReadFunction[] = [];
    // One after the other: they share one engine, and the progress has one line.
    for (const one of entries) sources.push(await read(one, progress));
    if (entry !== undefined) assertServesHttp(sources[0]!.bytes, entry.name);
    // What is in a folder is known only once it is asked for.
    const withKv = entry === undefined || sources.some(({ bytes }) => needsKv(bytes));
    const prometheus = flags.metrics === undefined ? undefined : createPrometheus();
    const { host, rpc, close } = await createServingHost(flags, { withKv, prometheus });
    closers.push(close);
    const functions = new ServingFunctions({ host, rpc, isolation: flags.isolation });
    closers.unshift(() => functions.close());
    let handler: Handler | undefined;
    let what = entry?.name ?? '';
    for (const [index, one] of entries.entries()) {
      const slot = await functions.addFile({
        entry: one,
        read: () => read(one, progress).finally(() => progress.end()),
        found: sources[index]!,
        check: (bytes) => one === entry && assertServesHttp(bytes, one.name),
      });
      handler ??= slot;
    }
    if (flags.functions !== undefined)
      ({ handler, what } = await functions.addFolder(flags.functions));
    const metrics =
      prometheus &&
      (await serveMetrics(
        () => prometheus.render(host.status()),
        flags.metrics === true ? defaultMetricsAddress : flags.metrics,
      ));
    if (metrics !== undefined) closers.unshift(() => metrics.close());
    const serving = await serve(handler!, {
      port: flags.port,
      host: flags.host,
      limits: limitsOf(flags),
      drainMs: flags.drain,
    });
    progress.end();
    const { callGraph } = flags;
    if (callGraph !== undefined) closers.unshift(writeCallGraph(rpc, callGraph));
    // Where a terminal is, its end is what this signal says.
    if (!process.stdin.isTTY) process.on('SIGHUP', () => void functions.look());
    announce(what, serving);
    if (metrics !== undefined) console.log(pc.dim(`metrics are at ${metrics.url}`));
    closers.unshift(async () => {
      const end = performance.now() + flags.drain;
      await serving.close();
      await untilIdle(host, end - performance.now());
    });
    await untilStopped();
  } finally {
    progress.end();
    for (const close of closers) await close();
  }
}

/** Writes the call graph on a signal. Answers how to write it at the end. */
function writeCallGraph(rpc: MemoryRpc, file: string): () => Promise<void> {
  process.on('SIGUSR2', () => {
    reportCallGraph(rpc, file).catch((error: unknown) => console.error(String(error)));
  });
  return () => reportCallGraph(rpc, file);
}

async function read(entry: Entry, progress: Progress): Promise<ReadFunction> {
  if (entry.kind === 'source') return build(entry, progress);
  return { bytes: await readFile(entry.path), files: [entry.path] };
}

async function build(entry: Entry, progress: Progress): Promise<ReadFunction> {
  if (findLanguage(entry.path) === 'assemblyscript') return buildCompiled(entry, progress);
  const { artifact, warnings, inputs } = await buildFunction({
    entry: entry.path,
    name: entry.name,
    root: process.cwd(),
    colors: pc.isColorSupported,
    trackRejections: true,
    onStep: (step) => progress.step(step),
  });
  for (const warning of warnings) console.error(warning.trimEnd());
  // Packages change by their installation: to watch all of their folders would take too much.
  const files = inputs.filter((input) => !input.includes(`${sep}node_modules${sep}`));
  return { bytes: artifact, files };
}

async function buildCompiled(entry: Entry, progress: Progress): Promise<ReadFunction> {
  const { component, warnings, inputs } = await buildAssemblyScript({
    entry: entry.path,
    root: process.cwd(),
    optimize: 'none',
    onStep: (step) => progress.step(step),
  });
  for (const warning of warnings) console.error(warning.trimEnd());
  return { bytes: component, files: inputs };
}

/** Whether a function uses the KV store. A component of a JavaScript function says so only once it runs: it may. */
function needsKv(source: Uint8Array): boolean {
  return namesOf(source, 'imports')?.some((name) => name.startsWith('wajs:platform/kv@')) ?? true;
}

/**
 * Refuses a function that serves no HTTP. A component of a JavaScript function says so only once it runs.
 *
 * @throws {HostError} `invalid`.
 */
function assertServesHttp(source: Uint8Array, name: string): void {
  const exports = namesOf(source, 'exports');
  if (exports?.some((one) => one.startsWith('wajs:platform/http-handler@')) ?? true) return;
  throw new HostError(
    'invalid',
    `function "${name}" serves no HTTP; call run(handler) in its entry`,
  );
}

/** What an artifact or a component says that it needs, or serves. */
function namesOf(source: Uint8Array, list: 'imports' | 'exports'): readonly string[] | undefined {
  if (!isArtifact(source)) return componentInterfaces(source)?.[list];
  const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
  return decodeArtifact(source, sha256).manifest[list];
}

function announce(what: string, { url }: Serving): void {
  console.log(`${pc.green('serving')} ${what} at ${pc.bold(url)}  ${pc.dim('(stop with Ctrl-C)')}`);
}

/** A service of the option `--service`: `rates=../rates/src/index.ts`. */
function parseService(text: string): Entry {
  const [, name, path] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (name === undefined) {
    throw new UsageError(`--service "${text}" names no file: use <name>=<entry>`);
  }
  return { ...findEntry(path, process.cwd()), name };
}
