import type { Command } from 'commander';
import type { RunCommand } from './command-outcome.js';
import type { ScaffoldOptions } from './scaffold/scaffold.js';

/** Adds `host-bindings scaffold`. `version` is the one that the project's packages get. */
export function addScaffoldCommand(program: Command, run: RunCommand, version: string): void {
  program
    .command('scaffold')
    .description('write a host project for functions of a world, that runs as it is')
    .option('-w, --world <name>', 'world; not needed where the WIT has only one')
    .option('--wit <path>', "WIT file or folder; without it, the contract's own")
    .option('-o, --out <folder>', 'folder for the project (default: "<world>-host")')
    .option('--packages <folder>', 'folder of the packages as tarballs; without it, a registry')
    .option('--force', 'write over files that are there')
    .addHelpText(
      'after',
      `
Examples:
  host-bindings scaffold --world function
  host-bindings scaffold --world app --wit wit -o app-host

Exit codes: 0 done; 1 an error in the WIT or the options, or files that would be written over.`,
    )
    .action((options: ScaffoldOptions) =>
      run(async () => {
        const { scaffold } = await import('./scaffold/scaffold.js');
        return scaffold(options, version);
      }),
    );
}
