import { runCommand } from '../run-command.mjs';

/**
 * Both packages build. What follows reads their output.
 * @type {import('../check.mjs').Check}
 */
export const buildCheck = {
  name: 'build',
  async run(root) {
    const { code, output } = await runCommand('npm', ['run', 'build'], root);
    return { problems: code === 0 ? [] : [output.trim()], read: 'both packages' };
  },
};
