import { spawn } from 'node:child_process';

/**
 * Runs a command to its end, without stdin.
 * @returns what it wrote to stdout.
 * @throws with all its output where it fails.
 */
export function runCommand(command: string, args: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(stdout);
      else
        reject(new Error(`"${command} ${args.join(' ')}" ends with ${code}:\n${stdout}${stderr}`));
    });
  });
}
