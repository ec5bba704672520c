import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);
const cwd = fileURLToPath(new URL('../../examples/own-interface', import.meta.url));
const command = fileURLToPath(
  new URL('../../packages/host-bindings/bin/host-bindings.js', import.meta.url),
);

describe('the example with an interface of its own', () => {
  it.each([
    ['ts-host', 'host/gen', '--rpc'],
    ['js-guest', 'js/gen', '--rpc'],
    ['as-guest', 'assembly/gen'],
  ])('has what is generated for %s checked in', async (target, out, ...flags) => {
    const args = ['generate', 'wit', '--target', target, '--out', out, '--check', ...flags];
    const { stdout } = await run(process.execPath, [command, ...args], { cwd });
    expect(stdout).toContain('up to date');
  });

  it('builds and runs: two guests of one interface, and two functions by RPC', async () => {
    const { stdout } = await run('npm', ['start', '--silent'], {
      cwd,
      env: { ...process.env, NO_COLOR: '1' },
    });
    // A slow machine logs warnings in between.
    const lines = stdout.split('\n').filter((line) => /^(?:converter|till|host)/.test(line));
    expect(lines).toEqual([
      "converter.wajs [ { name: 'coffee', price: 3.75 }, { name: 'cake', price: 6.25 } ] 11.25",
      "converter.wajs { tag: 'unknown-currency', val: 'XXX' }",
      "converter.wasm [ { name: 'coffee', price: 3.75 }, { name: 'cake', price: 6.25 } ] 11.25",
      "converter.wasm { tag: 'unknown-currency', val: 'XXX' }",
      'till 200 coffee 1.5 CHF, cake 2.5 CHF',
      'till 400 we take no XXX: unknown-currency',
      "host [ { name: 'tea', price: 2.5 } ]",
    ]);
  }, 60_000);
});
