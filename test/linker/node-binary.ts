import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));

/** The Node versions that a linked module has to run on, one of each major. */
export const nodeVersions = { 20: '20.19.0', 22: '22.23.3', 24: '24.21.0', 26: '26.10.0' } as const;

/**
 * The path of a Node binary of some version. It comes from the npm registry, where each platform has
 * a package with nothing but the binary, and stays in `node_modules/.cache` for the next run.
 */
export async function findNode(version: string): Promise<string> {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const folder = join(root, 'node_modules/.cache/wajs-node', version);
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const path = join(folder, 'node_modules', name, 'bin', file);
  if (await isExecutable(path)) return path;
  const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock'];
  await run('npm', ['install', '--prefix', folder, `${name}@${version}`, ...flags], { cwd: root });
  return path;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** Runs a script under a Node binary without flags, and answers what it printed, as JSON. */
export async function runScript(
  node: string,
  script: URL,
  args: readonly string[],
): Promise<unknown> {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const { stdout } = await run(node, [fileURLToPath(script), ...args], {
    cwd: root,
    env,
    timeout: 60_000,
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as unknown;
}
