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
import type { BuildOptions, BuiltFunction } from './build-function.js';
import { type Bundle, bundleFunction } from './bundle-function.js';
import { mistakenLanguage } from './mistaken-language.js';

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

/** Builds a function: what stands behind `buildFunction`, with all that it needs. */
export async function packFunction(options: BuildOptions): Promise<BuiltFunction> {
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
