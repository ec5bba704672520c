import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Below the workspace, so that what is bundled finds the packages. */
const cache = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url));

/** Bundles a module for browsers, with further sources beside it. Anything of Node's fails the build. */
export async function bundleForBrowser(
  entry: URL,
  files: Readonly<Record<string, string>> = {},
): Promise<Uint8Array> {
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'wajs-browser-'));
  try {
    await cp(fileURLToPath(entry), join(folder, 'entry.ts'));
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    const { outputFiles } = await build({
      entryPoints: [join(folder, 'entry.ts')],
      bundle: true,
      write: false,
      minify: true,
      platform: 'browser',
      format: 'iife',
      target: 'es2022',
      logLevel: 'silent',
    });
    return outputFiles[0]!.contents;
  } finally {
    await rm(folder, { recursive: true });
  }
}
