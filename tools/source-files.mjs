import { runCommand } from './run-command.mjs';

/**
 * Paths of the files that belong to the repository: tracked, or new and not ignored.
 * @param {string} root
 * @param {readonly string[]} patterns Git pathspecs, as in `*.ts`.
 * @returns {Promise<string[]>} Relative to the root, sorted.
 */
export async function listSourceFiles(root, patterns) {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...patterns];
  const { code, output } = await runCommand('git', args, root);
  if (code !== 0) throw new Error(`git could not list the files: ${output.trim()}`);
  const deleted = await runCommand('git', ['ls-files', '-z', '--deleted'], root);
  const gone = new Set(deleted.output.split('\0'));
  const paths = new Set(output.split('\0').filter((path) => path !== '' && !gone.has(path)));
  return [...paths].toSorted();
}
