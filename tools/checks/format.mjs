import { runTool } from '../run-command.mjs';

/**
 * Every file looks as oxfmt prints it.
 * @type {import('../check.mjs').Check}
 */
export const formatCheck = {
  name: 'format',
  async run(root) {
    const { code, output } = await runTool('oxfmt', ['--check', '.'], root);
    const read = /on (\d+ files)/.exec(output)?.[1] ?? 'no files';
    if (code === 0 && read !== 'no files') return { problems: [], read };
    return { problems: [`${output.trim()}\nrun "npm run format"`], read };
  },
};
