import { createHash } from 'node:crypto';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { emit, parseWit, readSources } from '@org/host-bindings/generator';
import { decodeArtifact, encodeArtifact } from '@org/host-bindings/linker';
import { buildComponent, buildFunction } from '@org/wajs/build';
import { build } from 'esbuild';
import { buildAssemblyGuests } from './assembly.mjs';
import { transpileForNode } from './jco-peer.mjs';

/** Root of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));
/** Entry of the function that is measured most. */
export const helloEntry = join(root, 'examples/hello/src/index.ts');

const fixtures = fileURLToPath(new URL('fixtures', import.meta.url));
const sha256 = (/** @type {Uint8Array} */ bytes) => createHash('sha256').update(bytes).digest();

/**
 * Builds everything that is measured into a folder. What cannot be built is left out, with its reason.
 * @param {string} folder
 * @returns {Promise<string[]>} What is missing, and why.
 */
export async function prepare(folder) {
  await emitProbe(folder);
  await buildArtifacts(folder);
  await buildAssemblyGuests(folder);
  return preparePeer(folder).then(
    () => [],
    (error) => [
      `the component and the peer: ${error instanceof Error ? error.message : String(error)}`,
    ],
  );
}

/**
 * The interface `probe`, emitted for both ends.
 * @param {string} folder
 */
async function emitProbe(folder) {
  const { world } = await parseWit(readSources(join(fixtures, 'probe.wit')), 'bench');
  for (const file of emit({ worlds: [world], target: 'js-guest' })) {
    await writeFile(join(folder, file.path), file.text);
  }
  const hostFolder = join(folder, 'host');
  await mkdir(hostFolder, { recursive: true });
  for (const file of emit({ worlds: [world], target: 'ts-host' })) {
    await writeFile(join(hostFolder, file.path), file.text);
  }
  await bundleHostCode(join(hostFolder, 'probe.ts'), join(folder, 'probe.mjs'));
}

/**
 * Bundles an emitted module of a host, with one copy of codegen-v1 in the process: the host's own.
 * @param {string} entry
 * @param {string} outfile
 */
export async function bundleHostCode(entry, outfile) {
  const codegen = import.meta.resolve('@org/host-bindings/codegen-v1');
  await build({
    entryPoints: [entry],
    outfile,
    format: 'esm',
    bundle: true,
    external: [codegen],
    plugins: [
      {
        name: 'codegen',
        setup(plugins) {
          plugins.onResolve({ filter: /^@org\/host-bindings\/codegen-v1$/ }, () => ({
            path: codegen,
            external: true,
          }));
        },
      },
    ],
    logLevel: 'error',
  });
}

/** @param {string} folder */
async function buildArtifacts(folder) {
  const sources = [['hello', helloEntry]];
  for (const name of ['counter', 'hang', 'hostcalls', 'loop']) {
    const entry = join(folder, `${name}.ts`);
    await copyFile(join(fixtures, `${name}.ts`), entry);
    sources.push([name, entry]);
  }
  for (const [name = '', entry = ''] of sources) {
    const { artifact } = await buildFunction({ entry, name, root: folder });
    await writeFile(join(folder, `${name}.wajs`), artifact);
    if (name !== 'hello') continue;
    const parts = decodeArtifact(artifact, sha256);
    // An engine that nobody has: the host evaluates the source again.
    const manifest = { ...parts.manifest, engine: '0'.repeat(64) };
    await writeFile(
      join(folder, 'hello-source.wajs'),
      encodeArtifact({ ...parts, manifest }, sha256),
    );
    const withoutMap = { ...parts, sourceMap: new Uint8Array() };
    await writeFile(join(folder, 'hello-without-map.wajs'), encodeArtifact(withoutMap, sha256));
  }
}

/** @param {string} folder */
async function preparePeer(folder) {
  const { component } = await buildComponent({ entry: helloEntry, name: 'hello', root });
  await writeFile(join(folder, 'hello.component.wasm'), component);
  await transpileForNode(component, join(folder, 'jco'));
}
