import { readFile } from 'node:fs/promises';
import { componentEmbed } from '@bytecodealliance/jco-transpile/wasm-tools';
import { listSourceFiles } from '../source-files.mjs';

const container = /^(interface|world|record|variant|enum|flags|resource|type)\b/;
const member = /^(%?[a-z][a-z0-9-]*)(: |\(|,|;)/;
const documented = /^\/\/\//;

/**
 * wasm-tools accepts every world of wit/, and every item in it has a doc comment.
 * @type {import('../check.mjs').Check}
 */
export const witCheck = {
  name: 'wit',
  async run(root) {
    const files = await listSourceFiles(root, ['wit/*.wit']);
    const problems = [];
    /** @type {string[]} */
    const worlds = [];
    for (const path of files) {
      const text = await readFile(`${root}/${path}`, 'utf8');
      for (const [, world = ''] of text.matchAll(/^world ([a-z0-9-]+)/gm)) worlds.push(world);
      problems.push(...findUndocumented(path, text));
    }
    for (const world of worlds) {
      try {
        await componentEmbed({
          dummy: true,
          witPath: `${root}/wit`,
          world,
          features: { tag: 'all' },
        });
      } catch (error) {
        problems.push(`world "${world}": ${String(error)}`);
      }
    }
    if (worlds.length === 0) problems.push('no world was found in wit/');
    return { problems, read: `${worlds.length} worlds in ${files.length} files` };
  },
};

/**
 * Items without a doc comment on the line above: interfaces, worlds, types, their members, functions.
 * Imports, exports and uses of a world name things that are documented where they are declared.
 * @param {string} path
 * @param {string} text
 */
function findUndocumented(path, text) {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.flatMap((line, index) => {
    const isItem =
      container.test(line) ||
      (member.test(line) && !/^(use|include|import|export|package)\b/.test(line));
    if (!isItem || documented.test(lines[index - 1] ?? '')) return [];
    return [`${path}:${index + 1}: "${line}" has no doc comment`];
  });
}
