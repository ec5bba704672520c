import { runTool } from '../run-command.mjs';

/**
 * oxlint, with the rules that need types.
 * @type {import('../check.mjs').Check}
 */
export const lintCheck = {
  name: 'lint',
  async run(root) {
    const { code, output } = await runTool('oxlint', ['--deny-warnings', '.'], root);
    const read = /on (\d+ files?) with/.exec(output)?.[1] ?? 'no files';
    const clean = code === 0 && read !== 'no files';
    return { problems: clean ? [] : [output.trim()], read };
  },
};
