/** What a command has to say, and how it ends. */
export interface CommandOutcome {
  /** Lines for the user: on standard output, or on standard error where the command failed. */
  readonly lines: readonly string[];
  /** Exit code. */
  readonly code: 0 | 1;
  /** Whether the lines are the command's result whatever its code is, so belong on standard output. */
  readonly isResult?: boolean;
}

/** Runs what a command does, and says what comes of it. `badInput` is the exit code for a Diagnostic. */
export type RunCommand = (
  command: () => Promise<CommandOutcome>,
  badInput?: 1 | 2,
) => Promise<void>;
