import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { emit, parseWit, readSources } from '@org/host-bindings/generator';
import { engineUrl } from '@org/wajs/engine';
import { build } from 'esbuild';
import { comparedWorlds, contract } from '../compared-worlds.mjs';
import { createDummyComponent, emitWithJco } from '../jco-generator.mjs';
import { root } from '../prepare.mjs';
import { run } from '../run.mjs';

/**
 * Bytes: the same in every round, so taken once.
 * @param {import('../processes/group.mjs').Measuring} measuring
 */
export async function measure({ folder, add }) {
  const size = async (/** @type {string} */ path) => (await stat(path)).size;
  const ring = await emitHostCode(folder, { wit: contract.wit, world: 'ring-function' });
  add('size.host-code-emitted', (await minified(ring.entry, [])) / 1e3);
  add('size.host-code', (await minified(ring.entry, ring.parts)) / 1e3);
  for (const compared of comparedWorlds) {
    const { entry, parts } = await emitHostCode(folder, compared);
    const id = `size.host-code${compared.suffix || '-contract'}`;
    add(id, (await minified(entry, parts)) / 1e3);
    add(`${id}-jco`, (await minified(await emitWithPeer(folder, compared), [])) / 1e3);
  }
  add('size.artifact', (await size(join(folder, 'hello-without-map.wajs'))) / 1e3);
  add('size.artifact-map', (await size(join(folder, 'hello.wajs'))) / 1e3);
  add('size.assembly-text-core', (await size(join(folder, 'as-text-core.wasm'))) / 1e3);
  add('size.assembly-text', (await size(join(folder, 'as-text.wasm'))) / 1e3);
  add('size.assembly-core', (await size(join(folder, 'as-hello-core.wasm'))) / 1e3);
  add('size.assembly-component', (await size(join(folder, 'as-hello.wasm'))) / 1e3);
  add('size.engine', (await size(fileURLToPath(engineUrl))) / 1e6);
  add('size.engine-gzip', gzipSync(await readFile(engineUrl), { level: 9 }).length / 1e6);
  const worker = await bundleWorker();
  add('size.browser-host', worker.length / 1e3);
  add('size.browser-host-gzip', gzipSync(worker, { level: 9 }).length / 1e3);
  if (existsSync(join(folder, 'jco'))) {
    add('size.host-code-jco', (await minified(join(folder, 'jco/hello.js'), [])) / 1e3);
    add('size.component', (await size(join(folder, 'hello.component.wasm'))) / 1e6);
  }
  add('size.install', (await installed()) / 1e6);
}

/** What the runtime hands to all emitted code, which names the types alone: on either carrier. */
const carriers = ['GuestMemory', 'ValueReader', 'ValueWriter'];

/**
 * Emits the host code of a world. Answers with a module that exports what the runtime dispatches over:
 * the value that each interface's module ends in; and with the parts of codegen-v1 that the runtime
 * hands to it. A table of handles is among them where the world has resources.
 * @param {string} folder
 * @param {Pick<import('../compared-worlds.mjs').ComparedWorld, 'wit' | 'world'>} compared
 */
async function emitHostCode(folder, { wit, world: name }) {
  const { world } = await parseWit(readSources(wit), name);
  const target = join(folder, `host-${name}`);
  await mkdir(target, { recursive: true });
  const files = emit({ worlds: [world], target: 'ts-host' });
  for (const { path, text } of files) await writeFile(join(target, path), text);
  const modules = files
    .map(({ path }) => path.replace(/\.ts$/, ''))
    .filter((one) => one !== 'types');
  const entry = join(target, 'all.ts');
  const lines = modules.map((module) => {
    const value = module.replaceAll(/-(.)/g, (_, letter) => letter.toUpperCase());
    return `export { ${value} } from './${module}.js';`;
  });
  await writeFile(entry, lines.join('\n'));
  const hasResources = [...world.imports, ...world.exports].some(({ types }) =>
    types.some(({ body }) => body.kind === 'resource'),
  );
  return { entry, parts: hasResources ? [...carriers, 'HandleTable'] : carriers };
}

/**
 * Bytes of a module with all that it imports.
 * @param {string} entry
 * @param {readonly string[]} parts Exports of codegen-v1 that belong to it.
 */
async function minified(entry, parts) {
  const codegen = '@org/host-bindings/codegen-v1';
  const { outputFiles } = await build({
    stdin: {
      contents: [
        `export * from ${JSON.stringify(entry)};`,
        `export { ${parts.join(', ')} } from '${codegen}';`,
      ].join('\n'),
      resolveDir: root,
    },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: ['@bytecodealliance/*'],
    alias: { [codegen]: fileURLToPath(import.meta.resolve(codegen)) },
    logLevel: 'error',
  });
  return outputFiles[0]?.contents.length ?? Number.NaN;
}

/** The Service Worker of the example: a whole host, as a browser gets it. */
async function bundleWorker() {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'examples/service-worker/worker/service-worker.ts')],
    bundle: true,
    minify: true,
    write: false,
    platform: 'browser',
    target: 'es2022',
    logLevel: 'error',
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
}

/** Bytes of the two packages with all that npm installs beside them. */
async function installed() {
  // Outside of the repository, where nothing is found by accident.
  const folder = await mkdtemp(join(tmpdir(), 'wajs-install-'));
  try {
    const pack = [
      'pack',
      '-w',
      '@org/host-bindings',
      '-w',
      '@org/wajs',
      '--pack-destination',
      folder,
    ];
    await run('npm', pack, root);
    const tarballs = (await readdir(folder)).map((name) => `./${name}`);
    await writeFile(join(folder, 'package.json'), '{ "private": true }');
    const flags = ['--no-audit', '--no-fund', '--prefer-offline'];
    await run('npm', ['install', ...tarballs, ...flags], folder);
    return await bytesBelow(join(folder, 'node_modules'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * Bytes of all files; a file with two names (esbuild's binary) is one.
 * @param {string} folder
 */
async function bytesBelow(folder) {
  /** @type {Map<string, number>} */
  const sizes = new Map();
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const { dev, ino, size } = await stat(join(entry.parentPath, entry.name));
    sizes.set(`${dev}:${ino}`, size);
  }
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

/**
 * jco's host code for a world, of which `prepare` makes nothing that runs.
 * @param {string} folder
 * @param {import('../compared-worlds.mjs').ComparedWorld} compared
 */
async function emitWithPeer(folder, compared) {
  const path = join(folder, `peer-${compared.world}.js`);
  await writeFile(path, await emitWithJco(await createDummyComponent(compared)));
  return path;
}
