import type { Command } from 'commander';
import { TARGETS } from '../generator/index.js';
import type { RunCommand } from './command-outcome.js';
import { generate } from './generate.js';
import type { GenerateOptions } from './generate.js';

/** Adds `host-bindings generate`. */
export function addGenerateCommand(program: Command, run: RunCommand): void {
  program
    .command('generate')
    .description('emit the files of a target for worlds of a WIT package')
    .argument('<wit>', 'a WIT file, or a folder of .wit files with its deps')
    .option(
      '-w, --world <names...>',
      'worlds to emit, in full where of a dependency; not needed where there is only one',
    )
    .requiredOption('-t, --target <name>', `what to emit: ${TARGETS.join(' or ')}`)
    .requiredOption('-o, --out <folder>', 'folder for the files; nothing outside of it is written')
    .option('--codegen <module>', 'module that emitted code imports, instead of the published one')
    .option(
      '--rpc',
      'emit clients and servers too, for interfaces that functions call of each other',
    )
    .option('--check', 'write nothing; exit with 1 and list the files that differ')
    .addHelpText(
      'after',
      `
Examples:
  host-bindings generate wit --world function --target ts-host --out src/gen
  host-bindings generate money.wit --target js-guest --out gen --check

Exit codes: 0 done or up to date; 1 an error in the WIT or the options, or files that differ.`,
    )
    .action((wit: string, options: GenerateOptions) => run(() => generate(wit, options)));
}
