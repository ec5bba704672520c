import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const patienceMs = 100_000;

/**
 * Runs a command to its end, without a shell.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} cwd
 * @returns {Promise<string>} What it wrote to stdout.
 * @throws {Error} with its output, where it fails or takes too long.
 */
export async function run(command, args, cwd) {
  const { stdout } = await execute(command, args, { cwd, timeout: patienceMs, maxBuffer: 1 << 26 });
  return stdout;
}
