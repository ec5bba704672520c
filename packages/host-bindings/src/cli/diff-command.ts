import type { Command } from 'commander';
import type { RunCommand } from './command-outcome.js';
import type { DiffOptions } from './diff/diff.js';

/** Adds `host-bindings diff`. */
export function addDiffCommand(program: Command, run: RunCommand): void {
  program
    .command('diff')
    .description('say what changed from <a> to <b>, and whether <b> needs more of its host')
    .argument('<a>', 'a component, an artifact, a linked module, a WIT file or a folder of WIT')
    .argument('<b>', 'likewise; the two need not be of one kind')
    .option('-w, --world <name>', 'world of a WIT package; not needed where there is only one')
    .option('--to-world <name>', 'world of <b>, where it is called otherwise there')
    .option('--json', 'print the same as JSON')
    .addHelpText(
      'after',
      `
Examples:
  host-bindings diff released/hello.wajs dist/hello.wajs
  host-bindings diff wit-1.0 wit-1.1 --world function --json

Exit codes: 0 <b> needs no capability that <a> did not; 1 it does; 2 one of them cannot be read.`,
    )
    .action((a: string, b: string, options: DiffOptions) =>
      run(async () => {
        const { diff } = await import('./diff/diff.js');
        return diff(a, b, options);
      }, 2),
    );
}
