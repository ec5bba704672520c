import { Command } from 'commander';
import { Diagnostic, TARGETS } from '../generator/index.js';
import { generate } from './generate.js';
import type { CommandOutcome, GenerateOptions } from './generate.js';

/** Where a command writes to. */
export interface ProgramOutput {
  /** A line for standard output. */
  readonly out: (line: string) => void;
  /** A line for standard error. */
  readonly err: (line: string) => void;
}

/**
 * Runs `host-bindings` with arguments, and answers its exit code.
 * @param args Arguments after the command's name.
 */
export async function runProgram(
  args: readonly string[],
  version: string,
  { out, err }: ProgramOutput,
): Promise<number> {
  let code = 0;
  const run = async (command: () => Promise<CommandOutcome>): Promise<void> => {
    try {
      const outcome = await command();
      for (const line of outcome.lines) (outcome.code === 0 ? out : err)(line);
      code = outcome.code;
    } catch (error) {
      if (!(error instanceof Diagnostic)) throw error;
      err(error.render());
      code = 1;
    }
  };
  const program = new Command('host-bindings')
    .description('Typed bindings for the host and the guests of WebAssembly components.')
    .version(version, '-v, --version', 'print the version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => out(text.trimEnd()),
      writeErr: (text) => err(text.trimEnd()),
    });
  program
    .command('generate')
    .description('emit the files of a target for worlds of a WIT package')
    .argument('<wit>', 'a WIT file, or a folder of .wit files with its deps')
    .option('-w, --world <names...>', 'worlds to emit; not needed where there is only one')
    .requiredOption('-t, --target <name>', `what to emit: ${TARGETS.join(' or ')}`)
    .requiredOption('-o, --out <folder>', 'folder for the files; nothing outside of it is written')
    .option('--codegen <module>', 'module that emitted code imports, instead of the published one')
    .option('--check', 'write nothing; exit with 1 and list the files that differ')
    .addHelpText(
      'after',
      '\nExample:\n  host-bindings generate wit --world function --target ts-host --out src/gen',
    )
    .action((wit: string, options: GenerateOptions) => run(() => generate(wit, options)));
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!isCommanderError(error)) throw error;
    return error.exitCode === 0 ? 0 : 1;
  }
  return code;
}

function isCommanderError(error: unknown): error is { exitCode: number } {
  return error instanceof Error && typeof (error as { exitCode?: unknown }).exitCode === 'number';
}
