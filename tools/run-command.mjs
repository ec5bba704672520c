import { spawn } from 'node:child_process';

/**
 * How a command ended.
 * @typedef {object} CommandResult
 * @property {number} code Exit code; 1 where a signal or a failed start ended it.
 * @property {string} output What it wrote to stdout and stderr, in that order of arrival.
 */

/**
 * Runs a command to its end without a shell and without stdin, and collects what it prints.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} cwd
 * @returns {Promise<CommandResult>}
 */
export function runCommand(command, args, cwd) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    /** @param {Buffer} chunk */
    const collect = (chunk) => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => resolve({ code: 1, output: `${output}${error.message}\n` }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/**
 * Runs an installed command of this repository (`node_modules/.bin`).
 * @param {string} name
 * @param {readonly string[]} args
 * @param {string} root
 * @returns {Promise<CommandResult>}
 */
export function runTool(name, args, root) {
  return runCommand(`${root}/node_modules/.bin/${name}`, args, root);
}
