import { beforeEach, describe, expect, it } from 'vitest';
import { AbortController, AbortSignal } from './abort.js';
import { Crypto } from './crypto.js';
import { Console } from './console.js';
import { Event, EventTarget } from './event.js';
import { setPlatform } from './platform.js';
import { random } from './random.js';
import { clearInterval, clearTimeout, setInterval, setTimeout } from './timers.js';

let sleeping: { milliseconds: number; callback: () => void; cancelled: boolean }[];
let lines: string[];
let asked: number[];

beforeEach(() => {
  sleeping = [];
  lines = [];
  asked = [];
  setPlatform({
    entropy(length) {
      asked.push(length);
      return Uint8Array.from({ length }, (_, index) => index * 17 + asked.length);
    },
    sleep(milliseconds, callback) {
      const entry = { milliseconds, callback, cancelled: false };
      sleeping.push(entry);
      return () => void (entry.cancelled = true);
    },
    log: (level, message) => void lines.push(`${level} ${message}`),
    reportError: (error) => void lines.push(`uncaught ${String(error)}`),
  });
});

describe('timers', () => {
  it('call back once', () => {
    const calls: unknown[] = [];
    const id = setTimeout((...values: unknown[]) => void calls.push(values), 5, 'a', 1);
    expect(sleeping[0]!.milliseconds).toBe(5);
    sleeping[0]!.callback();
    sleeping[0]!.callback();
    expect(calls).toEqual([['a', 1]]);
    clearTimeout(id);
    expect(sleeping[0]!.cancelled).toBe(false);
  });

  it('can be stopped', () => {
    const id = setTimeout(() => lines.push('late'), 5);
    clearTimeout(id);
    clearTimeout(id);
    clearTimeout(undefined);
    expect(sleeping[0]!.cancelled).toBe(true);
    sleeping[0]!.callback();
    expect(lines).toEqual([]);
  });

  it('repeat until they are stopped, also from inside', () => {
    let count = 0;
    const id = setInterval(() => {
      if (++count === 2) clearInterval(id);
    }, 10);
    sleeping[0]!.callback();
    sleeping[1]!.callback();
    expect([count, sleeping.length, sleeping[2]!.cancelled]).toEqual([2, 3, true]);
  });

  it('take any delay, and report exceptions', () => {
    for (const delay of [undefined, -1, NaN, 1e12]) setTimeout(() => {}, delay);
    expect(sleeping.map((each) => each.milliseconds)).toEqual([0, 0, 0, 2 ** 31 - 1]);
    setTimeout(() => {
      throw new Error('in a timer');
    });
    sleeping[4]!.callback();
    expect(lines).toEqual(['uncaught Error: in a timer']);
    expect(() => setTimeout('code' as never)).toThrow(TypeError);
  });
});

describe('signals', () => {
  it('fire once, and tell why', () => {
    const controller = new AbortController();
    const calls: unknown[] = [];
    controller.signal.onabort = (event) => void calls.push(event.type);
    controller.signal.addEventListener('abort', () => calls.push('listener'));
    controller.abort('why');
    controller.abort('again');
    expect(calls).toEqual(['abort', 'listener']);
    expect([controller.signal.aborted, controller.signal.reason]).toEqual([true, 'why']);
    expect(() => controller.signal.throwIfAborted()).toThrow('why');
    const usual = new AbortController();
    usual.abort();
    expect((usual.signal.reason as Error).name).toBe('AbortError');
    expect(() => new AbortSignal()).toThrow(TypeError);
  });

  it('fire by time, and with the first of several', () => {
    const timeout = AbortSignal.timeout(20);
    const controller = new AbortController();
    const any = AbortSignal.any([controller.signal, timeout]);
    expect(sleeping[0]!.milliseconds).toBe(20);
    sleeping[0]!.callback();
    expect((any.reason as Error).name).toBe('TimeoutError');
    expect(AbortSignal.any([AbortSignal.abort('x'), timeout]).reason).toBe('x');
  });
});

describe('events', () => {
  it('reach listeners as the standard says', () => {
    const target = new EventTarget();
    const calls: string[] = [];
    const listener = { handleEvent: (event: Event) => void calls.push(event.type) };
    target.addEventListener('a', listener);
    target.addEventListener('a', listener);
    target.addEventListener('a', () => calls.push('once'), { once: true });
    target.addEventListener('a', () => {
      throw new Error('listener');
    });
    target.addEventListener('a', (event) => event.preventDefault());
    expect(target.dispatchEvent(new Event('a', { cancelable: true }))).toBe(false);
    expect(target.dispatchEvent(new Event('a'))).toBe(true);
    expect(calls).toEqual(['a', 'once', 'a']);
    expect(lines).toEqual(['uncaught Error: listener', 'uncaught Error: listener']);
    target.removeEventListener('a', listener);
    target.addEventListener('b', (event) => event.stopImmediatePropagation());
    target.addEventListener('b', () => calls.push('never'));
    target.dispatchEvent(new Event('b'));
    expect(calls).not.toContain('never');
  });
});

describe('randomness', () => {
  it('comes from the host', () => {
    const crypto = new Crypto();
    expect(crypto.randomUUID()).toMatch(
      /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
    );
    const words = crypto.getRandomValues(new Uint32Array(2));
    expect(words).not.toEqual(new Uint32Array(2));
    expect(asked).toEqual([16, 8]);
    expect(() => crypto.getRandomValues(new Uint8Array(65_537))).toThrow(
      expect.objectContaining({ name: 'QuotaExceededError' }),
    );
    expect(() => crypto.getRandomValues(new Float32Array(1))).toThrow();
  });

  it('is seeded when it is first wanted, and spread evenly', () => {
    const numbers = Array.from({ length: 20_000 }, random);
    expect(asked).toEqual([16]);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
    const buckets = new Array<number>(10).fill(0);
    for (const number of numbers) buckets[Math.floor(number * 10)]! += 1;
    for (const count of buckets) expect(Math.abs(count - 2000)).toBeLessThan(250);
  });
});

describe('console', () => {
  it('has a level for each method', () => {
    const console = new Console();
    console.log('%s!', 'a');
    console.info('b');
    console.debug({ c: 1 });
    console.warn('d');
    console.error(new RangeError('e'));
    console.trace('f');
    expect(lines.map((line) => line.split('\n')[0])).toEqual([
      'info a!',
      'info b',
      'debug { c: 1 }',
      'warn d',
      'error RangeError: e',
      'trace Trace: f ',
    ]);
  });

  it('counts, groups, asserts and measures', () => {
    const console = new Console();
    const { log, group, groupEnd } = console;
    console.count();
    console.count();
    group('outer');
    log('a\nb');
    groupEnd();
    console.assert(true, 'fine');
    console.assert(false, 'not %s', 'fine');
    console.timeEnd('none');
    console.time('t');
    console.timeEnd('t');
    expect(lines.slice(0, 6)).toEqual([
      'info default: 1',
      'info default: 2',
      'info outer',
      'info   a\n  b',
      'error Assertion failed not %s fine',
      'warn there is no timer "none"',
    ]);
    expect(lines[6]).toMatch(/^info t: [\d.]+ms$/);
  });
});
