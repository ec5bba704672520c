import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HostError } from '../contract/index.js';
import { InstancePool, retireLimit } from './instance-pool.js';
import { type PoolOptions, resolvePoolOptions } from './pool-options.js';
import { sumStatuses } from './pool-status.js';

/** An instance that is nothing but its size. */
interface Fake {
  memoryBytes: number;
  isDead?: boolean;
  isDisposed?: boolean;
  dispose(): void;
}

function createFake(): Fake {
  return {
    memoryBytes: 65_536,
    dispose() {
      this.isDisposed = true;
    },
  };
}

function createPool(options: PoolOptions = {}): {
  pool: InstancePool<Fake>;
  setRoom: (room: number) => void;
} {
  let room = Number.POSITIVE_INFINITY;
  const create = (): Fake => {
    if (room-- <= 0) throw new RangeError('could not allocate memory');
    return createFake();
  };
  const source = { create, retireBytes: retireLimit(65_536) };
  const pool = new InstancePool(source, resolvePoolOptions(options));
  return { pool, setRoom: (value) => (room = value) };
}

const later = (): number => Date.now() + 10_000;
const grow = (instance: Fake): void => {
  instance.memoryBytes = 17 * 1024 * 1024;
};

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('a pool', () => {
  it('makes its minimum one at a time, and does not make a request wait for it', async () => {
    const { pool } = createPool({ minimum: 3 });
    expect(pool.status).toMatchObject({ live: 0 });
    pool.release(await pool.take(later()));
    expect(pool.status).toMatchObject({ live: 1, idle: 1 });
    vi.advanceTimersToNextTimer();
    expect(pool.status).toMatchObject({ live: 2, idle: 2 });
    vi.advanceTimersToNextTimer();
    expect(pool.status).toMatchObject({ live: 3, idle: 3, created: 3, memoryBytes: 3 * 65_536 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('reclaims what nothing needed, back to the minimum, and then has no timer', async () => {
    const { pool } = createPool({ minimum: 2, maximum: 8, idleMs: 1000 });
    const taken = await Promise.all(Array.from({ length: 6 }, () => pool.take(later())));
    for (const instance of taken) pool.release(instance);
    expect(pool.status).toMatchObject({ live: 6, idle: 6 });
    // Not all of them were idle at the beginning of the first while.
    vi.advanceTimersByTime(1000);
    expect(pool.status).toMatchObject({ live: 5, reclaimed: 1 });
    // Two are needed at once in the second one: the other three go.
    vi.advanceTimersByTime(900);
    const again = [await pool.take(later()), await pool.take(later())];
    for (const instance of again) pool.release(instance);
    vi.advanceTimersByTime(100);
    expect(pool.status).toMatchObject({ live: 2, idle: 2, reclaimed: 4 });
    vi.advanceTimersByTime(5000);
    expect(pool.status).toMatchObject({ live: 2, idle: 2, reclaimed: 4 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('keeps what is in use all the time', async () => {
    const { pool } = createPool({ minimum: 0, maximum: 4, idleMs: 100 });
    for (let round = 0; round < 10; round++) {
      const taken = await Promise.all(Array.from({ length: 3 }, () => pool.take(later())));
      for (const instance of taken) pool.release(instance);
      vi.advanceTimersByTime(60);
    }
    expect(pool.status).toMatchObject({ live: 3, created: 3, reclaimed: 0 });
    vi.advanceTimersByTime(1000);
    expect(pool.status).toMatchObject({ live: 0, reclaimed: 3 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('serves who waits in order', async () => {
    const { pool } = createPool({ maximum: 1 });
    const first = await pool.take(later());
    const served: number[] = [];
    const all = [1, 2, 3].map(async (number) => {
      const instance = await pool.take(later());
      served.push(number);
      pool.release(instance);
    });
    expect(pool.status).toMatchObject({ waiting: 3, live: 1, idle: 0 });
    pool.release(first);
    await Promise.all(all);
    expect(served).toEqual([1, 2, 3]);
  });

  it('queues as many as it may: one more is refused at once', async () => {
    const { pool } = createPool({ maximum: 1, queue: 2 });
    const first = await pool.take(later());
    const waiting = [pool.take(later()), pool.take(later())];
    await expect(pool.take(later())).rejects.toMatchObject({ code: 'unavailable' });
    pool.release(first);
    for (const one of waiting) pool.release(await one);
  });

  it('lets nobody wait for longer than the deadline, or than the client does', async () => {
    const { pool } = createPool({ maximum: 1 });
    await pool.take(later());
    const late = pool.take(Date.now() + 50);
    const client = new AbortController();
    const gone = pool.take(later(), client.signal);
    client.abort();
    await expect(gone).rejects.toMatchObject({ code: 'cancelled' });
    vi.advanceTimersByTime(50);
    await expect(late).rejects.toMatchObject({ code: 'unavailable' });
    expect(pool.status).toMatchObject({ waiting: 0 });
  });

  it('retires what has grown, and makes another for who waits', async () => {
    const { pool } = createPool({ maximum: 1 });
    const first = await pool.take(later());
    const next = pool.take(later());
    grow(first);
    pool.release(first);
    expect(await next).not.toBe(first);
    expect(pool.status).toMatchObject({ live: 1, retired: 1, created: 2 });
  });

  it('gives an instance to who came first once there is room for one again', async () => {
    const { pool, setRoom } = createPool({ maximum: 2 });
    const first = await pool.take(later());
    const second = await pool.take(later());
    const waiting = pool.take(later());
    setRoom(0);
    grow(first);
    pool.release(first);
    setRoom(1);
    const newcomer = pool.take(later());
    expect(await waiting).toBeDefined();
    pool.release(second);
    expect(await newcomer).toBe(second);
  });

  it('says that there is no room', async () => {
    const { pool, setRoom } = createPool({ minimum: 0 });
    setRoom(0);
    await expect(pool.take(later())).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('makes and keeps nothing once it is closed', async () => {
    const { pool } = createPool({ minimum: 2 });
    pool.release(await pool.take(later()));
    pool.close();
    expect(pool.status).toMatchObject({ live: 0, idle: 0 });
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a pool whose instances take their time', () => {
  /** Each instance comes, or fails, when the test says so. */
  function createSlowPool(options: PoolOptions & { isWanted?: () => boolean }): {
    pool: InstancePool<Fake>;
    starts: { resolve: (instance: Fake) => void; reject: (error: Error) => void }[];
  } {
    const { isWanted, ...rest } = options;
    const starts: ReturnType<typeof createSlowPool>['starts'] = [];
    const create = (): Promise<Fake> =>
      new Promise((resolve, reject) => starts.push({ resolve, reject }));
    const source = { create, isWanted, retireBytes: retireLimit(65_536) };
    return { pool: new InstancePool(source, resolvePoolOptions({ minimum: 0, ...rest })), starts };
  }

  it('makes them one at a time, for who came first', async () => {
    const { pool, starts } = createSlowPool({ maximum: 3 });
    const waiting = [pool.take(later()), pool.take(later()), pool.take(later())];
    expect(starts).toHaveLength(1);
    const first = createFake();
    starts[0]!.resolve(first);
    expect(await waiting[0]).toBe(first);
    expect(starts).toHaveLength(2);
    pool.release(first);
    expect(await waiting[1]).toBe(first);
    starts[1]!.resolve(createFake());
    expect(await waiting[2]).not.toBe(first);
    expect(pool.status).toMatchObject({ live: 2, created: 2, waiting: 0 });
  });

  it('does not count who waits for a new one as queued', async () => {
    const { pool, starts } = createSlowPool({ maximum: 2, queue: 1 });
    const waiting = [pool.take(later()), pool.take(later()), pool.take(later())];
    await expect(pool.take(later())).rejects.toThrow('the queue is full');
    starts[0]!.resolve(createFake());
    for (const one of waiting) pool.release(await one);
  });

  it('tells who came first that none could be made, and makes another for the next', async () => {
    const { pool, starts } = createSlowPool({ maximum: 1 });
    const refused = pool.take(later());
    const served = pool.take(later());
    starts[0]!.reject(new Error('no threads'));
    await expect(refused).rejects.toMatchObject({ code: 'unavailable' });
    starts[1]!.resolve(createFake());
    expect(await served).toBeDefined();
  });

  it('disposes of what broke, of what somebody else wants, and of what it spares', async () => {
    let isWanted = false;
    const { pool, starts } = createSlowPool({ maximum: 3, isWanted: () => isWanted });
    const taken: Fake[] = [];
    for (let index = 0; index < 3; index++) {
      const one = pool.take(later());
      starts[index]!.resolve(createFake());
      taken.push(await one);
    }
    const [broken, wanted, idle] = taken as [Fake, Fake, Fake];
    broken.isDead = true;
    pool.release(broken);
    isWanted = true;
    pool.release(wanted);
    isWanted = false;
    pool.release(idle);
    expect(pool.spare()).toBe(true);
    expect(pool.spare()).toBe(false);
    expect(taken.map((one) => one.isDisposed)).toEqual([true, true, true]);
    expect(pool.status).toMatchObject({ live: 0, retired: 1, reclaimed: 2 });
  });

  it('refuses who waits once it is closed for a reason, and disposes of what is given back', async () => {
    const { pool, starts } = createSlowPool({ maximum: 1 });
    const first = pool.take(later());
    starts[0]!.resolve(createFake());
    const instance = await first;
    const waiting = pool.take(later());
    pool.close(new HostError('unavailable', 'the function is disposed of'));
    await expect(waiting).rejects.toThrow('the function is disposed of');
    pool.release(instance);
    expect(instance.isDisposed).toBe(true);
    expect(pool.status).toMatchObject({ live: 0, idle: 0 });
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('options of a pool', () => {
  it('take a number as the maximum', () => {
    expect(resolvePoolOptions(5, 7)).toEqual({ minimum: 1, maximum: 5, idleMs: 60_000, queue: 7 });
    expect(resolvePoolOptions({ queue: 3 }, 7)).toMatchObject({ maximum: 64, queue: 3 });
  });

  it.each([
    [{ maximum: 0 }, 'maximum'],
    [{ maximum: 2, minimum: 3 }, 'minimum'],
    [{ idleMs: 0.5 }, 'idleMs'],
    [{ idleMs: 2 ** 31 }, 'idleMs'],
    [{ queue: -1 }, 'queue'],
  ])('refuse %o', (options, name) => {
    expect(() => resolvePoolOptions(options)).toThrow(`option "${name}" of the instances is`);
  });
});

describe('the status of several pools', () => {
  it('is their sum', async () => {
    const one = createPool({ minimum: 0 }).pool;
    const other = createPool({ minimum: 0 }).pool;
    await one.take(later());
    other.release(await other.take(later()));
    expect(sumStatuses([one.status, other.status])).toMatchObject({ live: 2, idle: 1, created: 2 });
  });
});
