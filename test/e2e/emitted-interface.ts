import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { emit, parseWit, readSources } from '@org/host-bindings/generator';
import { transform } from 'esbuild';

/** Both emitted ends of an interface. */
export interface EmittedInterface<T> {
  /** The host's module of the interface. */
  readonly host: T;
  /** The guest's modules, to lie beside a function's source. */
  readonly guest: Readonly<Record<string, string>>;
}

/** Below the workspace, so that emitted code finds the packages: the same copies as the test's own. */
const cache = fileURLToPath(new URL('../../build', import.meta.url));

/** Emits both ends of a WIT file of this suite with the generator, and loads the host's `module`. */
export async function emitInterface<T>(
  file: string,
  world: string,
  module: string,
): Promise<EmittedInterface<T>> {
  const wit = fileURLToPath(new URL(file, import.meta.url));
  const parsed = (await parseWit(readSources(wit), world)).world;
  const guest = emit({ worlds: [parsed], target: 'js-guest' });
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'wajs-emitted-'));
  try {
    for (const { path, text } of emit({ worlds: [parsed], target: 'ts-host' })) {
      const { code } = await transform(text, { loader: 'ts', format: 'esm', target: 'es2022' });
      writeFileSync(join(folder, path.replace(/\.ts$/, '.js')), code);
    }
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    const url = pathToFileURL(join(folder, `${module}.js`)).href;
    const host = (await import(/* @vite-ignore */ url)) as T;
    return { host, guest: Object.fromEntries(guest.map(({ path, text }) => [path, text])) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
