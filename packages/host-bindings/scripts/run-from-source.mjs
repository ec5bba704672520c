// Runs the host-bindings command from its sources: what is emitted into this repository must not wait
// for a build that needs it.
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Bundles the command and runs it in this process.
 * @param {readonly string[]} args Arguments after the command's name.
 * @returns {Promise<number>} Its exit code.
 */
export async function runFromSource(args) {
  const folder = join(root, 'node_modules/.cache');
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `host-bindings-${process.pid}.mjs`);
  const entry = join(root, 'src/cli/program.ts');
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // What it loads on demand needs emitted files, and is not used here.
    external: ['commander', './explain/*', './diff/*', './scaffold/*'],
    logLevel: 'warning',
  });
  try {
    const { runProgram } = await import(pathToFileURL(outfile).href);
    return await runProgram(args, 'source', { out: console.log, err: console.error });
  } finally {
    rmSync(outfile);
  }
}
