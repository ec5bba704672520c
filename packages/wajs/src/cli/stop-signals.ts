/** Numbers of the signals that end a command. */
const signals = { SIGINT: 2, SIGTERM: 15 } as const;

/**
 * Waits for the first signal that asks the command to end. A second one, of either kind, ends it at once:
 * with the exit code that shells give to a process that a signal ended.
 */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let isStopping = false;
    for (const [name, number] of Object.entries(signals)) {
      process.on(name, () => {
        if (isStopping) process.exit(128 + number);
        isStopping = true;
        resolve();
      });
    }
  });
}
