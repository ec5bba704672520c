import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildComponent } from '@org/assemblyscript-sdk/build';
import { createHost } from '@org/host-bindings';
import { emit, parseWit, readSources } from '@org/host-bindings/generator';
import { transpileBytes } from '@bytecodealliance/jco-transpile';
import { bundleHostCode } from './prepare.mjs';

const fixtures = fileURLToPath(new URL('fixtures', import.meta.url));
const wit = join(fixtures, 'exchange.wit');

/** What `reverse` is called with: twenty records. */
const items = Array.from({ length: 20 }, (_, index) => ({
  id: index,
  name: `item number ${index}`,
  price: index / 4,
}));

/**
 * Builds the guest in AssemblyScript, whose only carrier is the canonical ABI.
 * @param {string} folder
 */
async function buildExchange(folder) {
  const project = join(folder, 'exchange');
  await mkdir(join(project, 'gen'), { recursive: true });
  const { world } = await parseWit(readSources(wit), 'exchanger');
  for (const { path, text } of emit({ worlds: [world], target: 'as-guest' })) {
    await writeFile(join(project, 'gen', path), text);
  }
  const entry = join(project, 'index.ts');
  await writeFile(entry, await readFile(join(fixtures, 'exchange.ts')));
  const { component } = await buildComponent({ entry, wit });
  return { component, world, project };
}

/**
 * The guest in a host of wajs and in one of jco.
 * @param {string} folder
 */
export async function loadExchanges(folder) {
  const { component, world, project } = await buildExchange(folder);
  return {
    wajs: await loadInWajs(component, world, project),
    jco: await loadInJco(component, project),
  };
}

/**
 * @param {Uint8Array} component
 * @param {import('@org/host-bindings/generator').World} world
 * @param {string} project
 */
async function loadInWajs(component, world, project) {
  const [file] = emit({ worlds: [world], target: 'ts-host' });
  const emitted = join(project, 'host.ts');
  await writeFile(emitted, file?.text ?? '');
  const bundle = join(project, 'host.mjs');
  await bundleHostCode(emitted, bundle);
  const { exchange } = await import(pathToFileURL(bundle).href);
  const fn = await createHost().load(component);
  return {
    code: emitted,
    /** A sandbox that is put back to its image, as each request gets one. */
    async open() {
      const session = await fn.open();
      const bound = session.bind(exchange);
      return {
        add: () => bound.add(20, 22),
        reverse: () => bound.reverse(items),
        end: () => session.dispose(),
      };
    },
  };
}

/**
 * @param {Uint8Array} component
 * @param {string} project
 */
async function loadInJco(component, project) {
  const { files } = await transpileBytes(component, {
    name: 'peer',
    instantiation: 'async',
    tlaCompat: true,
  });
  const folder = join(project, 'peer');
  await mkdir(folder, { recursive: true });
  for (const [path, bytes] of Object.entries(files)) {
    if (/\.(?:js|wasm)$/.test(path)) await writeFile(join(folder, basename(path)), bytes);
  }
  const { instantiate } = await import(pathToFileURL(join(folder, 'peer.js')).href);
  /** @type {Map<string, WebAssembly.Module>} */
  const modules = new Map();
  for (const name of Object.keys(files).filter((one) => one.endsWith('.wasm'))) {
    const bytes = await readFile(join(folder, basename(name)));
    modules.set(basename(name), await WebAssembly.compile(bytes));
  }
  return {
    code: join(folder, 'peer.js'),
    /** A new instance: jco's output has no way back to an image. */
    async open() {
      const { exchange } = await instantiate((/** @type {string} */ name) => modules.get(name), {});
      return {
        add: () => exchange.add(20, 22),
        reverse: () => exchange.reverse(items),
        end: () => {},
      };
    },
  };
}
