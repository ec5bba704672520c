import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { linkComponent } from '@org/host-bindings/linker';
import { build } from 'esbuild';

/** Where the parts of the engine are, and where its modules go. */
export interface EngineInputs {
  /** Folder of the compiled guest: `dist/guest`. */
  readonly guest: string;
  /** Folder with the contract. */
  readonly wit: string;
  /** Folder that the engine's modules are written to, for building components later. */
  readonly modules: string;
}

/** Module of the engine that exports what the world `engine` exports. */
export const engineEntry = 'engine-main.js';

/** Name under which a component's function stands beside the engine's modules. */
export const functionModule = 'function.js';

/**
 * Builds the universal engine: one linked core module. Needs the package `componentize-qjs`.
 *
 * The modules are given to QuickJS one by one and not as one bundle: what its parser leaves behind
 * stays in the image, and the parser of a small module leaves little (measured: 33 pages of memory
 * instead of 42, and every restore copies them).
 */
export async function buildEngine({ guest, wit, modules }: EngineInputs): Promise<Uint8Array> {
  await minifyModules(guest, modules);
  const { componentize } = await import('componentize-qjs');
  const entry = join(modules, engineEntry);
  const { component } = await componentize({
    witPath: wit,
    world: 'engine',
    jsSource: await readFile(entry, 'utf8'),
    jsPath: entry,
    moduleRoot: modules,
  });
  return linkComponent(component, { trackStack: true, trackWrites: true, fuel: true }).module;
}

async function minifyModules(from: string, to: string): Promise<void> {
  const files = await readdir(from, { recursive: true });
  await build({
    entryPoints: files.filter((file) => file.endsWith('.js')).map((file) => join(from, file)),
    outdir: to,
    outbase: from,
    bundle: false,
    format: 'esm',
    target: 'es2023',
    minify: true,
    legalComments: 'none',
  });
  // The componentizer wants a file where a function's code will stand beside the engine's modules.
  await writeFile(join(to, functionModule), '');
}
