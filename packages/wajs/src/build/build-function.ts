import type { Manifest } from '@org/host-bindings/linker';

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
  // The bundler and the engine take a while to load, and whoever builds AssemblyScript needs neither.
  const { packFunction } = await import('./pack-function.js');
  return packFunction(options);
}
