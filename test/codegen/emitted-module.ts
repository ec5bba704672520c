import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { emit, parseWit, readSources } from '../../packages/host-bindings/src/generator/index.js';
import type {
  GeneratedFile,
  Target,
  World,
} from '../../packages/host-bindings/src/generator/index.js';

const root = findRoot(dirname(fileURLToPath(import.meta.url)));
const packages = join(root, 'packages');

/** The repository's folder: looked for from here upwards, because fuzzing bundles this file. */
function findRoot(folder: string): string {
  return existsSync(join(folder, 'package-lock.json')) ? folder : findRoot(dirname(folder));
}

/** The modules that emitted code imports, as they are in this tree. */
export const CODEGEN: Readonly<Record<string, string>> = {
  '@org/host-bindings/codegen-v1': join(packages, 'host-bindings/src/codegen-v1/index.ts'),
  '@org/wajs/codegen-v1': join(packages, 'wajs/src/guest/codegen-v1/index.ts'),
};

/** Path of a WIT file of this suite. */
export function witPath(name: string): string {
  return join(root, 'test/codegen/wit', name);
}

/** A world of a WIT file of this suite. */
export async function readWorld(file: string, world: string): Promise<World> {
  return (await parseWit(readSources(witPath(file)), world)).world;
}

/** Emitted modules, loaded: each by its file's name, and the runtime under `codegen`. */
export type Emitted<T> = T & { readonly codegen: Record<string, unknown> };

/** Emits a target for a world, with clients and servers, and loads the result with its runtime. */
export async function loadEmitted<T>(world: World, target: Target): Promise<Emitted<T>> {
  const files = emit({ worlds: [world], target, rpc: true });
  return (await loadFiles(files, target)) as Emitted<T>;
}

async function loadFiles(files: readonly GeneratedFile[], target: Target): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'wajs-codegen-'));
  const codegen = target === 'ts-host' ? '@org/host-bindings/codegen-v1' : '@org/wajs/codegen-v1';
  try {
    for (const file of files) writeFileSync(join(folder, file.path), file.text);
    const lines = files.map(({ path }) => {
      const name = basename(path, '.ts');
      return `export * as ${name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())} from './${name}.js';`;
    });
    const entry = join(folder, 'entry.ts');
    writeFileSync(entry, [...lines, `export * as codegen from '${codegen}';`].join('\n'));
    const outfile = join(folder, 'out.mjs');
    await build({
      entryPoints: [entry],
      outfile,
      bundle: true,
      format: 'esm',
      target: 'es2022',
      alias: { ...CODEGEN },
      logLevel: 'error',
    });
    return await import(/* @vite-ignore */ pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
