import { runCommand } from '../run-command.mjs';

/** Each knows what it emits, and with `--check` compares instead of writing. */
const generators = [
  'packages/host-bindings/scripts/generate.mjs',
  'packages/wajs/scripts/generate.mjs',
  'packages/assemblyscript-sdk/scripts/generate.mjs',
];

/**
 * What is checked in under gen/ and docs/reference/ is what the generators emit from wit/ now.
 * @type {import('../check.mjs').Check}
 */
export const generatedCheck = {
  name: 'generated',
  async run(root) {
    const problems = [];
    for (const generator of generators) {
      const { code, output } = await runCommand(process.execPath, [generator, '--check'], root);
      if (code !== 0) problems.push(`${generator} --check\n${output.trim()}`);
    }
    return { problems, read: `${generators.length} generators` };
  },
};
