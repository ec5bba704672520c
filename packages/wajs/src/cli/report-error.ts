import { HostError } from '@org/host-bindings/contract';
import { LinkError } from '@org/host-bindings/linker';
import { CommanderError } from 'commander';
import pc from 'picocolors';
import { BuildError } from '../build/index.js';

/** Exit codes of the command. */
export const exitCodes = {
  /** The function, the artifact or the surroundings are at fault. */
  failure: 1,
  /** The command line is wrong. */
  usage: 2,
  /** A fault of wajs itself. */
  internal: 70,
} as const;

/** A mistake of the user that a command found itself. */
export class UsageError extends Error {}

/** Prints an error in words for its reader, and answers the exit code. */
export function reportError(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage; // commander has printed it
  const print = (text: string): void => console.error(`${pc.red('error')} ${text}`);
  if (error instanceof BuildError) {
    print(error.message);
    if (error.hint !== undefined) console.error(`${pc.cyan('try')}   ${error.hint}`);
    return exitCodes.failure;
  }
  if (error instanceof UsageError) {
    print(error.message);
    return exitCodes.usage;
  }
  if (error instanceof HostError || error instanceof LinkError || isSystemError(error)) {
    print(error.message);
    return exitCodes.failure;
  }
  print('wajs failed in a way that it should not; please report this');
  console.error(error);
  return exitCodes.internal;
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).code === 'string';
}
