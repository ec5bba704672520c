import {
  bindInterface,
  type FunctionSession,
  type LoadedFunction,
  type RequestMetric,
} from '@org/host-bindings';
import type { ExportInterface, ImportInterface } from '@org/host-bindings/contract';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { emitWorld } from './emitted-world.js';
import { type LogRecord, startHost } from './function-harness.js';
import { buildVault } from './vault-guest.js';

interface Account {
  balance(): number;
  [Symbol.dispose]?(): void;
}

interface Box extends Disposable {
  value(): Promise<number>;
}

interface Boxes {
  readonly box: { create(value: number): Promise<Box>; sum(a: Box, b: Box): Promise<Box> };
  readonly stamp: { create(): Promise<Disposable> };
  swap(given: Box): Promise<Box>;
  keep(given: Box): Promise<number>;
  keepStamp(given: Disposable): Promise<number>;
  forge(handle: number): Promise<Box>;
  dropBox(handle: number): Promise<void>;
  rep(handle: number): Promise<number>;
  dropped(): Promise<number>;
  audit(account: Account, mode: number): Promise<number>;
  flood(): Promise<void>;
}

interface Reports {
  total(boxes: Box[]): Promise<number>;
  all(count: number): Promise<Box[]>;
}

interface VaultModules {
  readonly ledger: { readonly ledger: ImportInterface<object> };
  readonly boxes: { readonly boxes: ExportInterface<Boxes> };
  readonly reports: { readonly reports: ExportInterface<Reports> };
}

let modules: VaultModules;
let fn: LoadedFunction;
let logs: LogRecord[];
const metrics: RequestMetric[] = [];
let session: FunctionSession;
let boxes: Boxes;
let reports: Reports;

beforeAll(async () => {
  modules = (await emitWorld<VaultModules>('vault.wit', 'vault')).host;
  const started = await startHost({
    interfaces: [bindInterface(modules.ledger.ledger, {})],
    policy: { interfaces: ['acme:vault/ledger@1.0.0'] },
    instances: 3,
    limits: { handles: 500 },
    onRequest: (metric) => metrics.push(metric),
  });
  logs = started.logs;
  fn = await started.host.load(await buildVault(), { name: 'vault' });
});

beforeEach(async () => {
  session = await fn.open({ requestId: 'vault-1' });
  boxes = session.bind(modules.boxes.boxes);
  reports = session.bind(modules.reports.reports);
});

afterEach(() => session.dispose());

/** The call breaks the guest: it and all later calls of the session are refused, and the log says why. */
async function expectTrap(call: Promise<unknown>, reason: string): Promise<void> {
  await expect(call).rejects.toThrow('[internal] the function trapped');
  expect(logs.at(-1)).toMatchObject({ level: 'error', requestId: 'vault-1' });
  expect(logs.at(-1)!.message).toContain(reason);
  await expect(boxes.dropped()).rejects.toThrow(
    '[unavailable] the session of "vault" is over, because a call of it trapped',
  );
}

describe('resources that a compiled guest exports', () => {
  it('are made, called, lent, given away, taken back and disposed of', async () => {
    const [one, two] = [await boxes.box.create(1), await boxes.box.create(2)];
    const sum = await boxes.box.sum(one, two);
    expect(await sum.value()).toBe(3);
    const back = await boxes.swap(sum);
    expect(await back.value()).toBe(3);
    await expect(sum.value()).rejects.toThrow('the "box" was given away; use it before that');
    two[Symbol.dispose]();
    two[Symbol.dispose]();
    expect(await boxes.dropped()).toBe(2);
    await expect(two.value()).rejects.toThrow('the "box" was disposed of');
    await boxes.keep(back);
    back[Symbol.dispose]();
    expect(await boxes.dropped()).toBe(2);
  });

  it('are part of lists, and of other interfaces', async () => {
    const all = await reports.all(4);
    expect(await reports.total(all)).toBe(10);
    expect(await reports.total([all[1]!, all[1]!, all[3]!])).toBe(8);
    expect(await (await boxes.swap(all[2]!)).value()).toBe(3);
  });

  it('are told to the one who measures requests, call by call', async () => {
    metrics.length = 0;
    const box = await boxes.box.create(1);
    await box.value();
    await expect(boxes.keep({} as Box)).rejects.toThrow('pass one that it gave');
    await expect(boxes.forge(12_345)).rejects.toThrow('the function trapped');
    expect(metrics.map(({ kind, outcome }) => `${kind} ${outcome}`)).toEqual([
      'session ok',
      'session ok',
      'session invalid',
      'session trap',
    ]);
    expect(metrics[0]).toMatchObject({ functionName: 'vault', requestId: 'vault-1', waitMs: 0 });
  });

  it('are of one session, whose state no other sees', async () => {
    const box = await boxes.box.create(7);
    box[Symbol.dispose]();
    expect(await boxes.dropped()).toBe(7);
    const kept = await boxes.box.create(8);
    using other = await fn.open();
    const others = other.bind(modules.boxes.boxes);
    expect(await others.dropped()).toBe(0);
    await expect(others.swap(kept)).rejects.toThrow('the "box" is of another session');
    session.dispose();
    await expect(kept.value()).rejects.toThrow('because it was disposed of; open another');
    using again = await fn.open();
    expect(await again.bind(modules.boxes.boxes).dropped()).toBe(0);
    kept[Symbol.dispose]();
    expect(await again.bind(modules.boxes.boxes).dropped()).toBe(0);
  });

  it('are refused by the host where they are made up or of another type', async () => {
    const stamp = await boxes.stamp.create();
    await expect(boxes.swap(stamp as Box)).rejects.toThrow(
      'a "stamp" was passed where a "box" is needed',
    );
    await expect(boxes.swap({} as Box)).rejects.toThrow('a "box" of the guest is needed');
    const box = await boxes.box.create(1);
    await expect(reports.total([box, {} as Box])).rejects.toThrow('a "box" of the guest is needed');
    expect(await box.value()).toBe(1);
    box[Symbol.dispose]();
    expect(await boxes.dropped()).toBe(1);
  });

  it('have as many sessions as the host has instances', async () => {
    const open = [await fn.open(), await fn.open()];
    await expect(fn.open()).rejects.toThrow('3 sessions of "vault" are open');
    for (const one of open) one.dispose();
    (await fn.open()).dispose();
  });
});

describe('a compiled guest traps', () => {
  it('when it answers a handle that it does not have', async () => {
    await expectTrap(boxes.forge(12_345), 'handle "12345" of resource "box" is unknown or dropped');
  });

  it('when it drops a handle twice', async () => {
    const handle = await boxes.keep(await boxes.box.create(5));
    await boxes.dropBox(handle);
    expect(await boxes.dropped()).toBe(5);
    await expectTrap(boxes.dropBox(handle), `handle "${handle}" of resource "box" is unknown`);
  });

  it('when it uses a handle after it was dropped', async () => {
    const handle = await boxes.keep(await boxes.box.create(5));
    expect(await boxes.rep(handle)).toBe(5);
    await boxes.dropBox(handle);
    await expectTrap(boxes.rep(handle), `handle "${handle}" of resource "box" is unknown`);
  });

  it('when it uses a handle after it was given away', async () => {
    const handle = await boxes.keep(await boxes.box.create(5));
    expect(await (await boxes.forge(handle)).value()).toBe(5);
    await expectTrap(boxes.rep(handle), `handle "${handle}" of resource "box" is unknown`);
  });

  it('when it uses a handle of another type', async () => {
    const handle = await boxes.keepStamp(await boxes.stamp.create());
    await expectTrap(boxes.dropBox(handle), `handle "${handle}" is a "stamp", not a "box"`);
  });

  it('when it answers a handle of another type', async () => {
    const handle = await boxes.keepStamp(await boxes.stamp.create());
    await expectTrap(boxes.forge(handle), `handle "${handle}" is a "stamp", not a "box"`);
  });

  it('when it uses a handle of another instance', async () => {
    using other = await fn.open();
    const others = other.bind(modules.boxes.boxes);
    const handle = await others.keep(await others.box.create(9));
    await expectTrap(boxes.rep(handle), `handle "${handle}" of resource "box" is unknown`);
    expect(await others.rep(handle)).toBe(9);
  });

  it('when its destructor does', async () => {
    const box = await boxes.box.create(666);
    box[Symbol.dispose]();
    expect(logs.at(-1)!.message).toContain('the function trapped');
    await expect(boxes.dropped()).rejects.toThrow('because a call of it trapped');
  });

  it('when it makes more than it may hold', async () => {
    await expectTrap(boxes.flood(), 'over the limit of 500');
  });
});

describe('an account that the host lends', () => {
  class MemoryAccount implements Account {
    isDisposed = false;
    balance(): number {
      return -42;
    }
    [Symbol.dispose](): void {
      this.isDisposed = true;
    }
  }
  const account = new MemoryAccount();

  afterEach(() => expect(account.isDisposed).toBe(false));

  it('is used and dropped, which leaves it to the host', async () => {
    expect(await boxes.audit(account, 0)).toBe(-42);
    expect(await boxes.audit(account, 0)).toBe(-42);
  });

  it('may not call the guest that is calling it, but end its session', async () => {
    const rude = new MemoryAccount();
    let inner: Promise<unknown> | undefined;
    rude.balance = () => {
      inner = boxes.dropped();
      inner.catch(() => undefined);
      session.dispose();
      return 3;
    };
    expect(await boxes.audit(rude, 0)).toBe(3);
    await expect(inner).rejects.toThrow('[conflict] the session is inside of "vault" already');
    await expect(boxes.dropped()).rejects.toThrow('because it was disposed of');
  });

  it('traps the guest where it fails in a way that the interface has no error for', async () => {
    const broken = new MemoryAccount();
    broken.balance = () => 'much' as never;
    await expectTrap(boxes.audit(broken, 0), 'a provider');
  });

  it('traps the guest that keeps it', () =>
    expectTrap(boxes.audit(account, 1), 'the guest kept 1 handles that it had borrowed'));

  it('traps the guest that drops it twice', () =>
    expectTrap(boxes.audit(account, 2), 'of resource "account" is unknown or dropped'));

  it('traps the guest that gives it away', () =>
    expectTrap(boxes.audit(account, 3), 'of resource "account" is borrowed'));
});
