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
    /** @type {string[]} */
    const texts = [];
    for (const path of files) {
      const text = await readFile(`${root}/${path}`, 'utf8');
      texts.push(text);
      for (const [, world = ''] of text.matchAll(/^world ([a-z0-9-]+)/gm)) worlds.push(world);
      problems.push(...findUndocumented(path, text));
    }
    for (const world of worlds) {
      const reason = await findReason({ witPath: `${root}/wit` }, world);
      if (reason === undefined) continue;
      // For a folder wasm-tools says no more than that it failed; for text it says why.
      const detail = await findReason({ witSource: joinSources(texts) }, world);
      problems.push(`world "${world}": ${detail ?? reason}`);
    }
    if (worlds.length === 0) problems.push('no world was found in wit/');
    return { problems, read: `${worlds.length} worlds in ${files.length} files` };
  },
};

/**
 * Why wasm-tools refuses a world; undefined where it does not.
 * @param {{ witPath: string } | { witSource: string }} wit
 * @param {string} world
 */
async function findReason(wit, world) {
  try {
    await componentEmbed({ ...wit, dummy: true, world, features: { tag: 'all' } });
    return undefined;
  } catch (error) {
    return error instanceof Error && 'payload' in error ? String(error.payload) : String(error);
  }
}

/**
 * The files of one package as one text, which may name its package once.
 * @param {readonly string[]} texts
 */
function joinSources(texts) {
  const bodies = texts.map((text) => text.replace(/^package .*;$/m, ''));
  return [/^package .*;$/m.exec(texts.join('\n'))?.[0] ?? '', ...bodies].join('\n');
}

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
