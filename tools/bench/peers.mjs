import { existsSync } from 'node:fs';
import { copyFile, cp, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './prepare.mjs';
import { run } from './run.mjs';

const home = fileURLToPath(new URL('peers', import.meta.url));
const fixtures = fileURLToPath(new URL('fixtures/peers', import.meta.url));
/** Finds what is installed in the peers' own folder. */
export const requirePeer = createRequire(join(home, 'package.json'));

const quiet = ['--ignore-scripts', '--no-audit', '--no-fund'];

/** The peers' packages, for the list of versions. */
export const peerPackages = ['workerd', '@bytecodealliance/jco', '@extism/extism'];

/** jco's command, run by this Node. */
export const jcoCommand = join(home, 'node_modules/@bytecodealliance/jco/dist/jco.js');

/** The binary that the package workerd carries for this machine. */
export function workerdBinary() {
  const machine = process.arch === 'arm64' ? 'arm64' : '64';
  const name = `@cloudflare/workerd-${process.platform}-${machine}/bin/workerd`;
  return createRequire(requirePeer.resolve('workerd')).resolve(name);
}

/**
 * Installs the peers, which nothing else needs (500 MB), and builds hello for each of them.
 * @param {string} folder
 * @returns {Promise<string[]>} What is missing, and why.
 */
export async function preparePeers(folder) {
  const missing = [];
  if (!existsSync(join(home, 'node_modules'))) {
    try {
      // Not `npm ci`: registries that lack packages of other platforms leave holes in the lock file.
      await run('npm', ['install', '--no-save', ...quiet], home);
    } catch (error) {
      return [`workerd, jco serve, extism: they could not be installed: ${describe(error)}`];
    }
  }
  const target = join(folder, 'peers');
  await mkdir(target, { recursive: true });
  for (const [name, build] of Object.entries({ workerd, jco, extism })) {
    try {
      await build(target);
    } catch (error) {
      missing.push(`${name}: ${describe(error)}`);
    }
  }
  return missing;
}

const describe = (/** @type {unknown} */ error) =>
  error instanceof Error ? error.message : String(error);

/** @param {string} target */
async function workerd(target) {
  // It says whether it runs here at all before it is measured.
  await run(workerdBinary(), ['--version'], target);
  await copyFile(join(fixtures, 'hello-worker.js'), join(target, 'hello-worker.js'));
  await copyFile(join(fixtures, 'hello.capnp'), join(target, 'hello.capnp'));
}

/** @param {string} target */
async function jco(target) {
  const wit = join(target, 'wit');
  const packages = join(dirname(jcoCommand), '../lib/wit/builtin/0.2.12');
  await cp(packages, join(wit, 'deps'), { recursive: true });
  await copyFile(join(fixtures, 'hello-wasi.wit'), join(wit, 'hello.wit'));
  const entry = join(fixtures, 'hello-wasi.js');
  const out = join(target, 'hello-wasi.wasm');
  const command = ['componentize', entry, '--wit', wit, '--world-name', 'hello', '--out', out];
  await run(process.execPath, [jcoCommand, ...command], target);
}

/** @param {string} target */
async function extism(target) {
  const asc = join(root, 'node_modules/assemblyscript/bin/asc.js');
  const entry = join(fixtures, 'hello-extism.ts');
  const out = join(target, 'hello-extism.wasm');
  const flags = ['-O3', '--runtime', 'minimal', '--use', 'abort=', '--outFile', out];
  await run(process.execPath, [asc, entry, ...flags], target);
}
