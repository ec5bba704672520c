import { expect, it } from 'vitest';
import {
  type DirectGuest,
  GuestMemory,
} from '../../packages/host-bindings/src/codegen-v1/index.js';
import type { CallContext } from '../../packages/host-bindings/src/codegen-v1/index.js';
import {
  GuestWait,
  type SuspendedGuest,
} from '../../packages/host-bindings/src/runtime/guest-wait.js';
import {
  type Waitable,
  type WaitableSet,
  WaitableSets,
} from '../../packages/host-bindings/src/runtime/waitable-sets.js';

/** Something to wait for, which has something to say whenever a test says so. */
class Bell implements Waitable {
  set: WaitableSet | undefined;
  handle = 0;
  readonly eventCode = 1;
  hasEvent = false;

  ring(): void {
    this.hasEvent = true;
    this.set?.wake();
  }

  takeEvent(): number {
    this.hasEvent = false;
    return 2;
  }
}

function start(): { sets: WaitableSets; bell: Bell; guest: SuspendedGuest } {
  const bell = new Bell();
  const memory = new GuestMemory({
    memory: { buffer: new ArrayBuffer(65_536) },
    realloc: () => 0,
    encoding: 'utf8',
    limits: { bytes: 1000, elements: 1000 },
  });
  const guest = { memory, task: undefined, call: {} as CallContext } as unknown as SuspendedGuest;
  const sets = new WaitableSets(guest satisfies Pick<DirectGuest, 'memory'>, () => bell);
  return { sets, bell, guest };
}

/** Lets everything happen that is ready to. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('a set wakes all that wait for it, and who looks first gets the event', async () => {
  const { sets, bell } = start();
  const set = sets.create();
  sets.join(1, set);
  const events: (number | undefined)[] = [];
  const wait = async (): Promise<void> => {
    await sets.wait(set);
    events.push(sets.takeEvent(set)?.payload);
  };
  const both = Promise.all([wait(), wait()]);
  bell.ring();
  await both;
  expect(events).toEqual([2, undefined]);
});

it('a guest that is suspended goes on waiting where another task took the event', async () => {
  const { sets, bell, guest } = start();
  const set = sets.create();
  sets.join(1, set);
  const waits = new GuestWait(guest);
  const taken = sets.wait(set).then(() => sets.takeEvent(set));
  let code: number | undefined;
  const suspended = (sets.suspend(waits, set, 64) as Promise<number>).then((one) => (code = one));
  bell.ring();
  expect((await taken)?.code).toBe(1);
  await turn();
  expect(code).toBeUndefined();
  expect(waits.isWaiting).toBe(true);
  bell.ring();
  await suspended;
  expect(code).toBe(1);
  expect(waits.isWaiting).toBe(false);
});

it('a guest that waits for what another task has taken can be cut off', async () => {
  const { sets, bell, guest } = start();
  const set = sets.create();
  sets.join(1, set);
  const waits = new GuestWait(guest);
  const taken = sets.wait(set).then(() => sets.takeEvent(set));
  const suspended = sets.suspend(waits, set, 64) as Promise<number>;
  bell.ring();
  await taken;
  await turn();
  waits.cut(new Error('it is over'));
  await expect(suspended).rejects.toThrow('it is over');
  bell.ring();
  await turn();
  expect(bell.hasEvent).toBe(true);
});

it('a set is there in the next request with nothing in it, and after a restore only if the start made it', () => {
  const { sets, bell } = start();
  const early = sets.create();
  sets.keep();
  const late = sets.create();
  sets.join(1, early);
  sets.reset();
  expect(bell.set).toBeUndefined();
  expect(() => sets.wait(early)).toThrow('no hostcall will end');
  sets.drop(late);
  sets.drop(early);
  sets.create();
  sets.restore();
  expect(sets.takeEvent(early)).toBeUndefined();
  expect(() => sets.takeEvent(late)).toThrow('names no waitable set');
});

it('a set that a task waits for is not dropped', async () => {
  const { sets } = start();
  const set = sets.create();
  sets.join(1, set);
  const waiting = sets.wait(set);
  sets.join(1, 0);
  expect(() => sets.drop(set)).toThrow('that a task waits for');
  sets.reset();
  await Promise.race([waiting, turn()]);
});
