import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand, runTool } from '../run-command.mjs';

/** The packages that people install. */
const published = ['@org/host-bindings', '@org/wajs', '@org/assemblyscript-sdk'];

const attwOptions = '--profile esm-only --no-emoji --no-color'.split(' ');

/** Entries that are no modules of Node's: the engine, which bundlers take, and AssemblyScript. */
const otherEntries = new Map([
  ['@org/wajs', './engine.wasm'],
  ['@org/assemblyscript-sdk', '.'],
]);

/**
 * publint on the tarballs, as they would be published.
 * @type {import('../check.mjs').Check}
 */
export const publishCheck = {
  name: 'publint',
  run: (root) =>
    checkTarballs(root, (tarball) => runTool('publint', ['run', tarball, '--strict'], root)),
};

/**
 * attw on the tarballs: every entry's types are the types of what Node loads. Ours are ES modules only.
 * @type {import('../check.mjs').Check}
 */
export const packedTypesCheck = {
  name: 'attw',
  run: (root) =>
    checkTarballs(root, (tarball, name) => {
      const other = otherEntries.get(name);
      const excluded = other === undefined ? [] : ['--exclude-entrypoints', other];
      return runTool('attw', [tarball, ...attwOptions, ...excluded], root);
    }),
};

/**
 * Packs each published package, and looks at each tarball.
 * @param {string} root
 * @param {(tarball: string, name: string) => Promise<import('../run-command.mjs').CommandResult>} look
 * @returns {Promise<import('../check.mjs').Finding>}
 */
async function checkTarballs(root, look) {
  const folder = await mkdtemp(join(tmpdir(), 'wajs-check-'));
  const problems = [];
  try {
    for (const name of published) {
      const args = ['pack', '--json', '--ignore-scripts', '-w', name, '--pack-destination', folder];
      const packed = await runCommand('npm', args, root);
      const filename = /"filename": "([^"]+)"/.exec(packed.output)?.[1];
      if (packed.code !== 0 || filename === undefined) {
        problems.push(`${name} could not be packed\n${packed.output.trim()}`);
        continue;
      }
      const { code, output } = await look(join(folder, filename), name);
      if (code !== 0 || output.includes('does not contain types'))
        problems.push(`${name}\n${output.trim()}`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { problems, read: `${published.length} tarballs` };
}
