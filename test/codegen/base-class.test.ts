import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ImportInterface } from '../../packages/host-bindings/src/codegen-v1/index.js';
import { HostError, KvBase } from '../../packages/host-bindings/src/contract/index.js';
import { emit, parseWit } from '../../packages/host-bindings/src/generator/index.js';
import { ForeignGuest } from '../../packages/host-bindings/src/runtime/foreign-guest.js';
import { BumpGuest, CALL } from './bump-guest.js';
import { CODEGEN, loadEmitted } from './emitted-module.js';
import type { Emitted } from './emitted-module.js';

const WIT = `package acme:bank@1.0.0;
interface accounts {
  variant problem { closed, overdrawn(u32) }
  record movement { amount: s32 }
  resource account {
    constructor(owner: string);
    find: static async func(number: u32) -> option<account>;
    balance: func() -> result<u32, problem>;
  }
  history: async func(of: borrow<account>) -> list<movement>;
  open: func(owner: string) -> result<account, problem>;
  close-all: async func() -> result<u32, problem>;
}
world app { import accounts; }`;

type Call = (...args: unknown[]) => unknown;

/** What the emitted module of `accounts` exports, as far as it matters here. */
interface BankModules {
  readonly accounts: {
    readonly accounts: ImportInterface<unknown>;
    readonly AccountsBase: new () => Record<'history' | 'open' | 'closeAll', Call> & {
      readonly account: Record<'create' | 'find', Call>;
    };
  };
}

let bank: Emitted<BankModules>;
let folder = '';

beforeAll(async () => {
  const { world } = await parseWit([{ file: 'bank.wit', text: WIT, dependency: undefined }]);
  bank = await loadEmitted<BankModules>(world, 'ts-host');
  folder = mkdtempSync(join(tmpdir(), 'wajs-base-'));
  for (const { path, text } of emit({ worlds: [world], target: 'ts-host' }))
    writeFileSync(join(folder, path), text);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What a call throws. */
function failure(call: () => unknown): unknown {
  try {
    return `it answers ${JSON.stringify(call())}`;
  } catch (error) {
    return error;
  }
}

describe('a base class', () => {
  test('answers every function and every maker of a resource with its name', () => {
    const base = new bank.accounts.AccountsBase();
    for (const [name, call] of [
      ['history', () => base.history({}, CALL)],
      ['open', () => base.open('Ada', CALL)],
      ['close-all', () => base.closeAll(CALL)],
      ['[constructor]account', () => base.account.create('Ada', CALL)],
      ['[static]account.find', () => base.account.find(7, CALL)],
    ] as const) {
      expect(failure(call)).toMatchObject({
        name: 'UnavailableError',
        interfaceName: 'acme:bank/accounts@1.0.0',
        functionName: name,
        message: `the host does not offer "${name}" of "acme:bank/accounts@1.0.0"`,
      });
    }
  });

  test('keeps what a provider overrides', () => {
    class Greedy extends KvBase {
      override exists(): boolean {
        return true;
      }
    }
    const kv = new Greedy();
    expect(kv.exists()).toBe(true);
    const error = HostError.from(failure(() => kv.get('bucket', 'key', CALL)));
    expect(error).toMatchObject({
      code: 'unavailable',
      message: '[unavailable] the host does not offer "get" of "wajs:platform/kv@0.1.0"',
    });
  });

  test('ends a guest on the direct carrier whose interface has errors of its own', () => {
    const { accounts, AccountsBase } = bank.accounts;
    const guest = new ForeignGuest(new BumpGuest(), accounts.name);
    const open = accounts.functions.find((one) => one.name === 'open')!;
    const call = open.direct(guest, new AccountsBase()) as (...core: number[]) => unknown;
    const bytes = (): Uint8Array => new Uint8Array(guest.memory.begin().view.buffer).slice();
    const before = bytes();
    const owner = guest.realloc(0, 0, 1, 3);
    expect(failure(() => call(owner, 3, guest.realloc(0, 0, 4, 12)))).toMatchObject({
      name: 'Trap',
      cause: { functionName: 'open' },
    });
    expect(bytes().subarray(0, before.length)).toEqual(before);
  });

  test('costs those nothing who do not extend it', async () => {
    const entry = join(folder, 'entry.ts');
    writeFileSync(entry, "export { accounts } from './accounts.js';\n");
    const { outputFiles } = await build({
      entryPoints: [entry],
      bundle: true,
      write: false,
      format: 'esm',
      target: 'es2022',
      alias: { ...CODEGEN },
      logLevel: 'error',
    });
    const text = outputFiles[0]!.text;
    expect(text).toContain('acme:bank/accounts@1.0.0');
    expect(text).not.toContain('AccountsBase');
    expect(text).not.toContain('UnavailableError');
  });
});
