import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { Diagnostic } from '@org/host-bindings/generator';
import { buildProgram } from './build-component.js';
import type { BuildComponentOptions } from './build-component.js';
import type { ServedInterface } from './served-interfaces.js';
import { FUNCTION_ENTRY, functionEntry } from './function-entry.js';

/** Options of {@link buildFunction}. */
export interface BuildFunctionOptions extends Pick<
  BuildComponentOptions,
  'entry' | 'root' | 'optimize' | 'asyncify'
> {
  /** Told of each step as it begins. */
  readonly onStep?: ((step: string) => void) | undefined;
}

/** A function that was built. */
export interface BuiltFunction {
  /** The component, with the source map: what a host loads. */
  readonly component: Uint8Array;
  /** The core module inside. */
  readonly core: Uint8Array;
  /** The core module's source map: JSON without the texts of files, as raw deflate data. */
  readonly sourceMap: Uint8Array;
  /** Bytes of each part. */
  readonly sizes: {
    readonly component: number;
    readonly core: number;
    readonly sourceMap: number;
  };
  /** Milliseconds of all steps. */
  readonly time: number;
  /** What the compiler warns of, each as text for a person. */
  readonly warnings: readonly string[];
  /** Absolute paths of the files that went into it, without the SDK's own. */
  readonly inputs: readonly string[];
}

/**
 * Builds a function: a program that exports `handle`, or calls `run`, against the contract's own WIT.
 *
 * @throws Diagnostic for faults in the program, with file, line and column.
 *
 * @example
 * ```ts
 * import { buildFunction } from '@org/assemblyscript-sdk/build';
 *
 * const { component } = await buildFunction({ entry: 'assembly/index.ts' });
 * ```
 */
export async function buildFunction(options: BuildFunctionOptions): Promise<BuiltFunction> {
  const { entry, root, optimize, asyncify, onStep } = options;
  const started = performance.now();
  const manifest = createRequire(import.meta.url).resolve('@org/host-bindings/package.json');
  const built = await buildProgram({
    entry,
    root,
    optimize,
    asyncify,
    onStep,
    wit: join(dirname(manifest), 'dist/wit-contract'),
    world: 'service',
    isFunction: true,
    worldOf: (served) =>
      worldOf(served, root === undefined ? entry : relative(root, resolve(root, entry))),
    wrapper: { name: FUNCTION_ENTRY, text: functionEntry(basename(entry)) },
  });
  const { component, module: core, sourceMap, warnings, inputs } = built;
  const sizes = {
    component: component.length,
    core: core.length,
    sourceMap: sourceMap.length,
  };
  return {
    component,
    core,
    sourceMap,
    sizes,
    time: performance.now() - started,
    warnings,
    inputs,
  };
}

function worldOf(served: ReadonlySet<ServedInterface>, entry: string): string {
  if (served.size === 2) return 'service';
  if (served.has('http-handler')) return 'function';
  if (served.has('rpc-handler')) return 'rpc-function';
  throw new Diagnostic({
    code: 'no-handler',
    message: 'the program exports no "handle" and calls no "run": it serves nothing',
    file: entry,
    hint: 'write "export function handle(request: Request, context: Context): Response", or "export function call" to serve other functions; a constant does not do',
  });
}
