import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { buildProgram } from './build-component.js';
import type { BuildComponentOptions, BuiltComponent } from './build-component.js';
import { FUNCTION_ENTRY, functionEntry } from './function-entry.js';

/** Options of {@link buildFunction}. */
export type BuildFunctionOptions = Pick<BuildComponentOptions, 'entry' | 'optimize'>;

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
export function buildFunction({ entry, optimize }: BuildFunctionOptions): Promise<BuiltComponent> {
  const manifest = createRequire(import.meta.url).resolve('@org/host-bindings/package.json');
  return buildProgram({
    entry,
    optimize,
    wit: join(dirname(manifest), 'dist/wit-contract'),
    world: 'function',
    wrapper: { name: FUNCTION_ENTRY, text: functionEntry(basename(entry)) },
  });
}
