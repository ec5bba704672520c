import type { CallContext, ExportInterface, ImportInterface } from '@org/host-bindings/contract';
import { bindInterface } from '@org/host-bindings';
import { emitWorld } from './emitted-world.js';
import { buildSource, type LoggedHostOptions, startHost } from './function-harness.js';

/** An account in the host. */
export interface Account {
  balance(call: CallContext): number;
  deposit(amount: number, call: CallContext): number | Promise<number>;
  [Symbol.dispose]?(): void;
}

/** A counter of a guest's. */
export interface Counter extends Disposable {
  add(amount: number): Promise<number>;
  addLater(amount: number): Promise<number>;
  absorb(other: Counter): Promise<number>;
  handle(): Promise<number>;
}

/** A ticket of a guest's. */
export interface Ticket extends Disposable {
  number(): Promise<number>;
}

/** `acme:desk/counters@1.0.0`, as a host calls it. */
export interface Counters {
  readonly counter: {
    create(start: number): Promise<Counter>;
    sum(a: Counter, b: Counter): Promise<Counter>;
  };
  readonly ticket: { create(number: number): Promise<Ticket> };
  swap(given: Counter): Promise<Counter | undefined>;
  make(names: string[]): Promise<{ name: string; counter: Counter }[]>;
  twice(): Promise<[Counter, Counter]>;
  disposed(): Promise<number>;
  visits(): Promise<number>;
  crash(): Promise<number>;
  sleep(): Promise<void>;
  spin(): Promise<void>;
  pay(account: Account, amount: number): Promise<number>;
  look(): Promise<number>;
  close(account: Account): Promise<number>;
}

/** `acme:desk/reports@1.0.0`, as a host calls it. */
export interface Reports {
  total(counters: { counter: Counter; weight: number }[]): Promise<number>;
  pick(counters: Counter[]): Promise<Counter>;
}

interface DeskModules {
  readonly ledger: { readonly ledger: ImportInterface<{ find(owner: string): Account }> };
  readonly counters: { readonly counters: ExportInterface<Counters> };
  readonly reports: { readonly reports: ExportInterface<Reports> };
}

/** An account that keeps what it is told. */
export class MemoryAccount implements Account {
  total = 0;
  isDisposed = false;
  readonly calls: CallContext[] = [];

  balance(): number {
    return this.total;
  }

  async deposit(amount: number, call: CallContext): Promise<number> {
    this.calls.push(call);
    await Promise.resolve();
    this.total += amount;
    return this.total;
  }

  [Symbol.dispose](): void {
    this.isDisposed = true;
  }
}

/** A function that serves `counters` and `reports` with resources of its own. */
const source = `
import { WajsError } from '@org/wajs';
import { serveCounters } from './counters.js';
import { serveReports } from './reports.js';

let disposed = 0;
let visits = 0;
let kept;

class Counter {
  #value;
  constructor(value) { this.#value = value; }
  get value() { return this.#value; }
  add(amount) { this.#value += amount; return this.#value; }
  async addLater(amount) {
    if (amount === 0) throw new WajsError('nothing to add');
    await new Promise((resolve) => setTimeout(resolve, 5));
    return this.add(amount);
  }
  absorb(other) { return this.add(other.value); }
  handle() { return 77; }
  [Symbol.dispose]() { disposed += 1; }
}

const last = new Counter(0);

serveCounters({
  counter: {
    create: (start) => new Counter(start),
    sum: (a, b) => new Counter(a.value + b.value),
  },
  ticket: {
    create(number) {
      if (number === 13) throw new WajsError('nobody wants 13');
      if (number === 14) throw new WajsError({ tag: 'unavailable', val: 'the store is down' });
      return { number: () => number };
    },
  },
  swap: (given) => (given.value > 100 ? undefined : given),
  make: (names) => names.map((name) => ({ name, counter: new Counter(name.length) })),
  twice: () => [last, last],
  disposed: () => disposed,
  visits: () => ++visits,
  crash() { throw new Error('crashed on purpose'); },
  sleep: () => new Promise(() => {}),
  spin() { for (;;); },
  async pay(account, amount) {
    kept = account;
    return account.deposit(amount);
  },
  look: () => kept.balance(),
  close(account) {
    const balance = account.balance();
    account[Symbol.dispose]();
    return balance;
  },
});
serveReports({
  total: (counters) => counters.reduce((sum, { counter, weight }) => sum + counter.value * weight, 0),
  pick: ([first]) => first,
});
`;

/** What tests of sessions begin with: the emitted interfaces, and a host that has loaded the function. */
export async function startDesk(options: LoggedHostOptions = {}) {
  const { host: emitted, guest } = await emitWorld<DeskModules>('objects.wit', 'desk');
  const { host: other } = await emitWorld<{
    absent: { absent: ExportInterface<{ nothing(): Promise<void> }> };
  }>('objects.wit', 'other');
  const accounts = new MemoryAccount();
  const started = await startHost({
    interfaces: [bindInterface(emitted.ledger.ledger, { find: () => accounts })],
    policy: { interfaces: ['acme:desk/ledger@1.0.0'] },
    ...options,
  });
  const { artifact } = await buildSource(source, { name: 'desk', files: { ...guest } });
  return {
    ...started,
    fn: await started.host.load(artifact),
    counters: emitted.counters.counters,
    reports: emitted.reports.reports,
    absent: other.absent.absent,
  };
}
