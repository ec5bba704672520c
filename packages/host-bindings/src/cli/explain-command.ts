import type { Command } from 'commander';
import type { RunCommand } from './command-outcome.js';

/** Adds `host-bindings explain`. */
export function addExplainCommand(program: Command, run: RunCommand): void {
  program
    .command('explain')
    .description('say what a component or an artifact is, what it needs and what it is made of')
    .argument('<file>', 'a component (.wasm), an artifact of wajs (.wajs), or a linked module')
    .option('--json', 'print the same as JSON')
    .addHelpText(
      'after',
      `
Examples:
  host-bindings explain dist/hello.wajs
  host-bindings explain hello.component.wasm --json | jq .capabilities

Exit codes: 0 done; 1 there is no such file, or it cannot be explained.`,
    )
    .action((file: string, options: { json?: boolean }) =>
      run(async () => {
        const { explain } = await import('./explain/explain.js');
        return explain(file, options);
      }),
    );
}
