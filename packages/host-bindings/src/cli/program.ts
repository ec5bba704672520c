import { Command } from 'commander';
import { Diagnostic } from '../generator/index.js';
import type { RunCommand } from './command-outcome.js';
import { addDiffCommand } from './diff-command.js';
import { addExplainCommand } from './explain-command.js';
import { addGenerateCommand } from './generate-command.js';
import { printable } from './printable.js';
import { addScaffoldCommand } from './scaffold-command.js';
import { diagnoseSystemError } from './system-error.js';

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
  const run: RunCommand = async (command, badInput = 1) => {
    try {
      const outcome = await command();
      const print = outcome.code === 0 || outcome.isResult === true ? out : err;
      for (const line of outcome.lines) print(printable(line));
      code = outcome.code;
    } catch (error) {
      const diagnostic = error instanceof Diagnostic ? error : diagnoseSystemError(error);
      if (diagnostic === undefined) throw error;
      err(printable(diagnostic.render()));
      code = badInput;
    }
  };
  const program = new Command('host-bindings')
    .description('Typed bindings for the host and the guests of WebAssembly components.')
    .version(version, '-v, --version', 'print the version')
    .showHelpAfterError('(add --help for the options)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => out(printable(text.trimEnd())),
      writeErr: (text) => err(printable(text.trimEnd())),
    });
  addGenerateCommand(program, run);
  addExplainCommand(program, run);
  addDiffCommand(program, run);
  addScaffoldCommand(program, run, version);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!isCommanderError(error)) throw error;
    if (error.exitCode === 0) return 0;
    // 1 is an answer of "diff": it must not stand for a slip in its options.
    return args[0] === 'diff' ? 2 : 1;
  }
  return code;
}

function isCommanderError(error: unknown): error is { exitCode: number } {
  return error instanceof Error && typeof (error as { exitCode?: unknown }).exitCode === 'number';
}
