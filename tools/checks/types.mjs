import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { runCommand, runTool } from '../run-command.mjs';
import { listSourceFiles } from '../source-files.mjs';

/** Folders outside the workspaces, with a tsconfig.json of their own. */
const folders = ['tools', 'test'];

/**
 * tsc on everything that is written here, tests included: each workspace by its own `check`.
 * @type {import('../check.mjs').Check}
 */
export const typesCheck = {
  name: 'types',
  async run(root) {
    const problems = [];
    const workspaces = await listCheckedWorkspaces(root);
    for (const workspace of workspaces) {
      const args = ['run', '--silent', 'check', '-w', workspace];
      const { code, output } = await runCommand('npm', args, root);
      if (code !== 0) problems.push(`${workspace}\n${output.trim()}`);
    }
    for (const folder of folders) {
      const { code, output } = await runTool('tsc', ['--noEmit', '-p', folder], root);
      if (code !== 0) problems.push(`${folder}\n${output.trim()}`);
    }
    return { problems, read: `${workspaces.length} workspaces and ${folders.join(', ')}` };
  },
};

/**
 * Workspaces that have a `check` script.
 * @param {string} root
 */
async function listCheckedWorkspaces(root) {
  const manifests = await listSourceFiles(root, [
    ':(glob)packages/*/package.json',
    ':(glob)examples/*/package.json',
  ]);
  const checked = [];
  for (const path of manifests) {
    // What projects begin as is no workspace.
    if (path.includes('/templates/')) continue;
    const { scripts } = JSON.parse(await readFile(`${root}/${path}`, 'utf8'));
    if (scripts?.check !== undefined) checked.push(dirname(path));
  }
  return checked;
}
