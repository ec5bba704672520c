import { createHash, randomBytes } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import {
  contractVersion,
  defaultLimits,
  Engine,
  EvaluationError,
  mapStack,
} from '@org/host-bindings';
import { encodeArtifact, encodeDelta, type Manifest } from '@org/host-bindings/linker';
import { readEngine } from '../engine/index.js';
import { BuildError } from './build-error.js';
import { type Bundle, bundleFunction } from './bundle-function.js';
import { mistakenLanguage } from './mistaken-language.js';

/** Options of {@link buildFunction}. */
export interface BuildOptions {
  /** Path of the entry module. */
  readonly entry: string;
  /** Name of the function, for logs. */
  readonly name: string;
  /** Folder that paths in messages are relative to. Default: the working directory. */
  readonly root?: string;
  /** Whether messages are coloured for a terminal. Default false. */
  readonly colors?: boolean;
  /** Log promises that are rejected and never awaited, at some cost a request. Default false. */
  readonly trackRejections?: boolean;
  /** Told of each step as it begins. */
  readonly onStep?: (step: string) => void;
}

/** A built function. */
export interface BuiltFunction {
  /** The artifact, ready to be written to a file or loaded. */
  readonly artifact: Uint8Array;
  /** What the artifact says of the function. */
  readonly manifest: Manifest;
  /** Bytes of each part as it is stored. */
  readonly sizes: { readonly code: number; readonly sourceMap: number; readonly image: number };
  /** Milliseconds of each step. */
  readonly times: { readonly bundle: number; readonly evaluate: number; readonly total: number };
  /** What the bundler had to say, ready to be printed. */
  readonly warnings: readonly string[];
  /** Absolute paths of the files that went into it. */
  readonly inputs: readonly string[];
}

const sha256 = (bytes: Uint8Array | string): Buffer => createHash('sha256').update(bytes).digest();
const pack = (bytes: Uint8Array | string): Uint8Array => deflateRawSync(bytes, { level: 9 });

/** The engine is compiled once in a process, whatever is built with it. */
let compiled: Promise<Engine> | undefined;

async function loadEngine(): Promise<Engine> {
  const bytes = await readEngine();
  return Engine.create(bytes, sha256(bytes).toString('hex'), {
    limits: defaultLimits,
    now: () => 0,
    entropy: (length) => randomBytes(length),
    onFault: (error) => {
      throw error;
    },
  });
}

/**
 * Builds a function: bundles its entry, evaluates the bundle in the engine, and packs code, source
 * map and image into one artifact.
 *
 * @throws {BuildError} where the function does not bundle or its module level throws.
 * @example
 * ```ts
 * import { buildFunction } from '@org/wajs/build';
 * const { artifact } = await buildFunction({ entry: 'src/index.ts', name: 'hello' });
 * ```
 */
export async function buildFunction(options: BuildOptions): Promise<BuiltFunction> {
  const {
    entry,
    name,
    root = process.cwd(),
    colors = false,
    trackRejections = false,
    onStep = () => undefined,
  } = options;
  const started = performance.now();
  compiled ??= loadEngine();
  compiled.catch(() => undefined);
  onStep('bundling');
  const bundle = await bundleFunction(entry, { root, colors, trackRejections }).catch(
    (error: unknown) => {
      throw mistakenLanguage(entry, error) ?? error;
    },
  );
  const bundled = performance.now();
  onStep('evaluating');
  const engine = await compiled;
  const { delta, description } = evaluate(engine, bundle, entry);
  if (description.exports.length === 0) {
    const mistake = mistakenLanguage(entry);
    if (mistake !== undefined) throw mistake;
  }
  const evaluated = performance.now();
  onStep('packing');
  const manifest: Manifest = {
    name,
    contract: contractVersion,
    imports: description.imports,
    exports: description.exports,
    engine: engine.hash,
    source: sha256(bundle.code).toString('hex'),
  };
  const parts = {
    bundle: pack(bundle.code),
    sourceMap: pack(bundle.sourceMap),
    delta: pack(encodeDelta(delta)),
  };
  const artifact = encodeArtifact({ manifest, ...parts }, sha256);
  return {
    artifact,
    manifest,
    sizes: {
      code: parts.bundle.length,
      sourceMap: parts.sourceMap.length,
      image: parts.delta.length,
    },
    times: {
      bundle: bundled - started,
      evaluate: evaluated - bundled,
      total: performance.now() - started,
    },
    warnings: bundle.warnings,
    inputs: bundle.inputs,
  };
}

function evaluate(
  engine: Engine,
  { code, sourceMap }: Bundle,
  entry: string,
): ReturnType<Engine['evaluate']> {
  try {
    return engine.evaluate(code);
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    const mistake = mistakenLanguage(entry, error);
    if (mistake !== undefined) throw mistake;
    throw new BuildError(mapStack(error.message, sourceMap), undefined, { cause: error });
  }
}
