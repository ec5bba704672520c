import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { emit, parseWit, readSources } from '@org/host-bindings/generator';
import type { World } from '@org/host-bindings/generator';
import { transform } from 'esbuild';

/** Both emitted ends of a world. */
export interface EmittedWorld<T> {
  /** The host's modules, loaded, by their files' names. */
  readonly host: T;
  /** The host's modules, as the generator emits them. */
  readonly hostFiles: Readonly<Record<string, string>>;
  /** The guest's modules, to lie beside a function's source. */
  readonly guest: Readonly<Record<string, string>>;
}

/**
 * Below the workspace, so that emitted code finds the packages, and outside of node_modules, so that
 * vitest gives it the instances of them that the tests have.
 */
const cache = fileURLToPath(new URL('../.emitted', import.meta.url));

/** Emits both ends of a world, and clients and servers, with the generator, as an author and an embedder do. */
export async function emitWorld<T>(file: string, name: string): Promise<EmittedWorld<T>> {
  const wit = fileURLToPath(new URL(file, import.meta.url));
  return emitEnds<T>((await parseWit(readSources(wit), name)).world);
}

/** Emits both ends of a world that has been read. */
export async function emitEnds<T>(world: World): Promise<EmittedWorld<T>> {
  const guest = emit({ worlds: [world], target: 'js-guest', rpc: true });
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'wajs-emitted-'));
  try {
    const files = emit({ worlds: [world], target: 'ts-host', rpc: true });
    for (const { path, text } of files) {
      const { code } = await transform(text, { loader: 'ts', format: 'esm', target: 'es2022' });
      writeFileSync(join(folder, path.replace(/\.ts$/, '.js')), code);
    }
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    const host: Record<string, unknown> = {};
    for (const { path } of files) {
      const module = path.replace(/\.ts$/, '');
      const url = pathToFileURL(join(folder, `${module}.js`)).href;
      host[module] = await import(/* @vite-ignore */ url);
    }
    const texts = (list: typeof files): Record<string, string> =>
      Object.fromEntries(list.map(({ path, text }) => [path, text]));
    return { host: host as T, hostFiles: texts(files), guest: texts(guest) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
