import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { listSourceFiles } from '../source-files.mjs';

/**
 * Relative links in Markdown lead to a file that is there, and to a heading that is in it.
 * @type {import('../check.mjs').Check}
 */
export const docsLinksCheck = {
  name: 'docs-links',
  async run(root) {
    const pages = await listSourceFiles(root, ['*.md']);
    const problems = [];
    let links = 0;
    for (const page of pages) {
      const text = withoutCode(await readFile(join(root, page), 'utf8'));
      for (const [, target = ''] of text.matchAll(/\]\(\s*<?([^)\s>]+)/g)) {
        if (/^[a-z][a-z0-9+.-]*:/i.test(target)) continue;
        links += 1;
        const [path = '', anchor] = decodeURI(target).split('#');
        const file = path === '' ? page : join(dirname(page), path);
        if (!existsSync(join(root, file))) problems.push(`${page}: "${target}" leads nowhere`);
        else if (anchor !== undefined && !(await hasHeading(join(root, file), anchor))) {
          problems.push(`${page}: "${target}" names a heading that is not there`);
        }
      }
    }
    return { problems, read: `${links} links on ${pages.length} pages` };
  },
};

/** @param {string} text */
function withoutCode(text) {
  return text.replaceAll(/^ *```[^]*?^ *```/gm, '').replaceAll(/`[^`\n]*`/g, '');
}

/**
 * Whether a page has a heading with this anchor, by GitHub's rule for anchors: one that is taken gets a
 * number.
 * @param {string} file
 * @param {string} anchor
 */
async function hasHeading(file, anchor) {
  if (!file.endsWith('.md')) return true;
  const text = (await readFile(file, 'utf8')).replaceAll(/^ *```[^]*?^ *```/gm, '');
  /** @type {Set<string>} */
  const anchors = new Set();
  for (const [, heading = ''] of text.matchAll(/^#+ +(.+?) *#*$/gm)) {
    const words = heading.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, '');
    const base = words.trim().replaceAll(/\s/g, '-');
    let free = base;
    for (let number = 1; anchors.has(free); number += 1) free = `${base}-${number}`;
    anchors.add(free);
  }
  return anchors.has(anchor);
}
