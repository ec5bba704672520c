import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transpileBytes } from '@bytecodealliance/jco-transpile';

/** An instance that jco's output makes: its exports by interface, as JavaScript has their names. */
export type JudgeExports = Record<string, Record<string, (...args: unknown[]) => unknown>>;

/**
 * Runs a component as `jco transpile` would have it, which is the judge of what a component means.
 * @param imports Providers by the name of their interface, without version.
 */
export async function runWithJco(
  component: Uint8Array,
  imports: Readonly<Record<string, unknown>>,
): Promise<JudgeExports> {
  const { files } = await transpileBytes(component, {
    name: 'judge',
    instantiation: 'async',
    tlaCompat: true,
  });
  const root = fileURLToPath(new URL('../../build', import.meta.url));
  mkdirSync(root, { recursive: true });
  const folder = mkdtempSync(join(root, 'judge-'));
  try {
    for (const [path, bytes] of Object.entries(files)) {
      if (/\.(?:js|wasm)$/.test(path)) writeFileSync(join(folder, basename(path)), bytes);
    }
    const { instantiate } = (await import(
      /* @vite-ignore */ pathToFileURL(join(folder, 'judge.js')).href
    )) as {
      instantiate(
        load: (name: string) => WebAssembly.Module,
        imports: Readonly<Record<string, unknown>>,
      ): Promise<JudgeExports>;
    };
    return await instantiate(
      (name) => new WebAssembly.Module(readFileSync(join(folder, name))),
      imports,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
