import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { listSourceFiles } from '../source-files.mjs';

const wantedLines = 300;
const mostLines = 400;
const vagueNames = /^(utils?|helpers?|common|managers?)\b/;

/**
 * Hand-written sources stay short, and are named after the one concept that they hold.
 * @type {import('../check.mjs').Check}
 */
export const filesCheck = {
  name: 'files',
  async run(root) {
    const sources = await listSourceFiles(root, ['*.ts', '*.mjs', '*.cjs', '*.js']);
    const written = sources.filter((path) => !/(^|\/)(gen|dist|fixtures)\//.test(path));
    const problems = [];
    const warnings = [];
    for (const path of written) {
      const lines = (await readFile(`${root}/${path}`, 'utf8')).split('\n').length - 1;
      if (lines > mostLines) problems.push(`${path} has ${lines} lines; ${mostLines} at most`);
      else if (lines > wantedLines) warnings.push(`${path} has ${lines} lines`);
      const name = basename(path).replace(/(\.test|\.fuzz|\.config|\.d)?\.\w+$/, '');
      if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) problems.push(`${path} is not in kebab-case`);
      if (vagueNames.test(name)) problems.push(`${path} is named after no concept`);
    }
    return { problems, warnings, read: `${written.length} files` };
  },
};
