import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packPackages } from './pack-packages.js';
import { runCommand } from './run-command.js';

const minutes = 60_000;
const root = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(import.meta.url);

/** What an embedder does who has nothing but the published packages. */
describe('host-bindings scaffold, installed from the packed packages', () => {
  let folder: string;
  let tarballs: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wajs-scaffold-'));
    tarballs = await packPackages(folder);
    expect(tarballs).toHaveLength(2);
    await writeFile(join(folder, 'package.json'), '{ "private": true }');
    await install(folder);
    const bank = fileURLToPath(new URL('wit/bank.wit', import.meta.url));
    await copyFile(bank, join(folder, 'bank.wit'));
  }, 5 * minutes);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  function install(cwd: string): Promise<string> {
    return runCommand('npm', ['i', ...tarballs, '--no-audit', '--no-fund'], cwd);
  }

  /** Scaffolds a project, and does what the command says comes next. */
  async function scaffold(args: readonly string[], name: string): Promise<string> {
    const said = await runCommand('npx', ['host-bindings', 'scaffold', ...args], folder);
    expect(said).toContain(`next:\n  cd ${name} && npm install\n  npm test\n  npm start\n`);
    const project = join(folder, name);
    for (const path of said.split('next:')[0]!.trim().split('\n').slice(1))
      await readFile(join(project, path.trim()));
    await install(project);
    return project;
  }

  it(
    "writes a host for the contract's world that passes its own tests and serves",
    async () => {
      const project = await scaffold(['--world', 'function'], 'function-host');
      expect(await runCommand('npm', ['test'], project)).toMatch(/^# pass 3$[^]*^# fail 0$/m);
      await using served = await start(project);
      const answer = await fetch(`${served.url}/?name=Ada`);
      expect(await answer.json()).toEqual({ greeting: 'Hello, Ada!', visits: 1 });
      expectFormatted(project);
    },
    3 * minutes,
  );

  it(
    "writes a host for a world of the user's, whose providers are there to be filled",
    async () => {
      const project = await scaffold(['--wit', 'bank.wit'], 'app-host');
      expect(await readdir(join(project, 'src/providers'))).toEqual(['accounts.ts']);
      expect(await runCommand('npm', ['test'], project)).toMatch(/^# pass 3$[^]*^# fail 0$/m);
      const name = 'acme:bank/accounts@1.0.0';
      {
        await using served = await start(project);
        const { calls } = (await (await fetch(served.url)).json()) as { calls: object };
        expect(calls).toEqual({
          [name]: `[unavailable] the host does not offer "book" of "${name}"`,
        });
      }
      await writeFile(
        join(project, 'src/providers/accounts.ts'),
        `import { AccountsBase } from '../gen/accounts.js';
         import type { Account, Movement } from '../gen/accounts.js';

         export class AccountsProvider extends AccountsBase {
           override readonly account = { create: (): Account => ({ balance: () => 0 }) };

           override book(movements: Movement[]): number {
             return movements.reduce((sum, { amount }) => sum + amount, 0);
           }
         }
        `,
      );
      await runCommand('npm', ['test'], project);
      await runCommand('npm', ['run', 'generate'], project);
      await using served = await start(project);
      expect(await (await fetch(served.url)).json()).toMatchObject({
        calls: { [name]: 'answered' },
      });
    },
    4 * minutes,
  );
});

/** Starts a project on a free port, and waits until it says where it serves. */
async function start(project: string): Promise<AsyncDisposable & { readonly url: string }> {
  const env = { ...process.env, PORT: '0' };
  // A group of its own: npm starts the command below itself, and both have to end.
  const child = spawn('npm', ['start'], { cwd: project, env, detached: true });
  const closed = once(child, 'close');
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const found = /serving dist\/sample\.wajs at (\S+)/.exec(output)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('close', () => reject(new Error(`npm start ends:\n${output}`)));
  });
  return {
    url: url.replace(/\/$/, ''),
    async [Symbol.asyncDispose]() {
      process.kill(-child.pid!, 'SIGTERM');
      await closed;
    },
  };
}

function expectFormatted(project: string): void {
  const oxfmt = join(dirname(require.resolve('oxfmt/package.json')), 'bin/oxfmt');
  const config = ['--config', join(root, '.oxfmtrc.json')];
  const files = ['src', 'function/src'].map((path) => join(project, path));
  execFileSync(process.execPath, [oxfmt, ...config, '--check', ...files], { stdio: 'pipe' });
}
