import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentEntries } from './document-entries.mjs';

/** What runs in the sandbox sees neither Node nor a browser, but what it brings itself. */
const guestLibraries = ['es2023', 'es2024.string', 'esnext.disposable'];

const sdk = '@org/assemblyscript-sdk';
/** What emitted AssemblyScript imports, and authors for its types. It is exported as a source. */
const authored = 'assembly/codegen-v1';

/**
 * Every public entry of the packages, as it is published, in the programs in which users have them.
 * @param {string} root
 * @returns {import('./document-entries.mjs').Program[]}
 */
export function publicEntries(root) {
  const folders = ['host-bindings', 'wajs', 'assemblyscript-sdk'];
  const all = Object.assign({}, ...folders.map((one) => readEntries(root, `packages/${one}`)));
  const isGuest = (/** @type {string} */ path) => path.includes('/dist/guest/');
  const isAssemblyScript = (/** @type {string} */ path) => path.includes('/dist/types/');
  return [
    {
      entries: pick(all, (path) => !isGuest(path) && !isAssemblyScript(path)),
      lib: ['es2023', 'esnext.disposable'],
      types: ['node'],
      ambient: [join(root, 'packages/host-bindings/src/runtime/webassembly.d.ts')],
    },
    { entries: pick(all, isGuest), lib: guestLibraries, types: [] },
    {
      entries: {
        ...pick(all, isAssemblyScript),
        [`${sdk}/${authored}`]: join(
          root,
          'packages/assemblyscript-sdk/dist/types',
          authored,
          'index.d.ts',
        ),
      },
      lib: [],
      types: [],
      ambient: [join(root, 'node_modules/assemblyscript/std/types/assembly/index.d.ts')],
      isAssemblyScript: true,
    },
  ];
}

/** @type {Map<string, Promise<import('./document-entries.mjs').Documented>>} */
const known = new Map();

/**
 * What TypeDoc makes of the public entries; read once in a process.
 * @param {string} root
 */
export function documentPublicEntries(root) {
  const found = known.get(root) ?? documentEntries(publicEntries(root));
  known.set(root, found);
  return found;
}

/**
 * Declaration files of a package's `exports`, by the name that users import.
 * @param {string} root
 * @param {string} folder
 * @returns {Record<string, string>}
 */
function readEntries(root, folder) {
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const all = Object.entries(manifest.exports).flatMap(([subpath, target]) =>
    target.types === undefined
      ? []
      : [[manifest.name + subpath.slice(1), join(root, folder, target.types)]],
  );
  return Object.fromEntries(all);
}

/**
 * @param {Record<string, string>} entries
 * @param {(path: string) => boolean} isWanted
 */
function pick(entries, isWanted) {
  return Object.fromEntries(Object.entries(entries).filter(([, path]) => isWanted(path)));
}
