import { copyFile, cp, mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildComponent, buildFunction } from '@org/assemblyscript-sdk/build';
import { emit, parseWit, readSources } from '@org/host-bindings/generator';
import { bundleHostCode, root } from './prepare.mjs';

const fixtures = fileURLToPath(new URL('fixtures', import.meta.url));

/**
 * Builds the guests in AssemblyScript: `hello`, `text` and `waiting` of the contract's world `function`, and `hostcalls`, with
 * the host's code for both of its interfaces.
 * @param {string} folder Where `as-hello.wasm`, `as-text.wasm`, `as-waiting.wasm`, `as-hostcalls.wasm` and `driver.mjs` go.
 */
export async function buildAssemblyGuests(folder) {
  const contract = join(root, 'wit');
  for (const name of ['hello', 'text']) {
    const built = await buildFunction({ entry: join(fixtures, `assembly/${name}.ts`) });
    await writeFile(join(folder, `as-${name}.wasm`), built.component);
    await writeFile(join(folder, `as-${name}-core.wasm`), built.core);
  }
  await buildGuest({ folder, name: 'waiting', wit: contract, world: 'function' });
  const wit = await layOutWit(folder, contract);
  const world = await buildGuest({ folder, name: 'hostcalls', wit, world: 'driven' });
  const hostFolder = join(folder, 'driver');
  await mkdir(hostFolder, { recursive: true });
  for (const { path, text } of emit({ worlds: [world], target: 'ts-host' })) {
    await writeFile(join(hostFolder, path), text);
  }
  await bundleHostCode(join(hostFolder, 'driver.ts'), join(folder, 'driver.mjs'));
}

/**
 * The WIT of `hostcalls` with the packages that it names.
 * @param {string} folder
 * @param {string} contract
 */
async function layOutWit(folder, contract) {
  const wit = join(folder, 'driven');
  await cp(contract, join(wit, 'deps/platform'), { recursive: true });
  await mkdir(join(wit, 'deps/bench'));
  await copyFile(join(fixtures, 'probe.wit'), join(wit, 'deps/bench/probe.wit'));
  await copyFile(join(fixtures, 'assembly/hostcalls.wit'), join(wit, 'hostcalls.wit'));
  return wit;
}

/**
 * @param {{ folder: string, name: string, wit: string, world: string }} options
 */
async function buildGuest({ folder, name, wit, world: worldName }) {
  const project = join(folder, `assembly-${name}`);
  await mkdir(join(project, 'gen'), { recursive: true });
  const { world } = await parseWit(readSources(wit), worldName);
  for (const { path, text } of emit({ worlds: [world], target: 'as-guest' })) {
    await writeFile(join(project, 'gen', basename(path)), text);
  }
  const entry = join(project, 'index.ts');
  await copyFile(join(fixtures, 'assembly', `${name}.ts`), entry);
  const { component } = await buildComponent({ entry, wit, world: worldName });
  await writeFile(join(folder, `as-${name}.wasm`), component);
  return world;
}
