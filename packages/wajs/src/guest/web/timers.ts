import { platform } from './platform.js';

type Callback = (...args: any[]) => void;

/** What stops each timer that has not fired, by its id. */
const running = new Map<number, () => void>();
let lastId = 0;

/** Calls back once, after at least `delay` milliseconds. Answers the timer's id. */
export function setTimeout<A extends unknown[]>(
  callback: (...args: A) => void,
  delay?: number,
  ...args: A
): number {
  return start(callback as Callback, delay, args, false);
}

/** Calls back again and again, with at least `delay` milliseconds between. Answers the timer's id. */
export function setInterval<A extends unknown[]>(
  callback: (...args: A) => void,
  delay?: number,
  ...args: A
): number {
  return start(callback as Callback, delay, args, true);
}

/** Stops a timer. An id that is unknown, or has fired, is no mistake. */
export function clearTimeout(id?: number): void {
  const cancel = running.get(Number(id));
  if (!cancel) return;
  running.delete(Number(id));
  cancel();
}

/** The same as `clearTimeout`. */
export function clearInterval(id?: number): void {
  clearTimeout(id);
}

function start(callback: Callback, delay: unknown, args: unknown[], repeat: boolean): number {
  if (typeof callback !== 'function') {
    throw new TypeError('the first argument of a timer must be a function');
  }
  const milliseconds = Math.min(Math.max(Number(delay) || 0, 0), 2 ** 31 - 1);
  const id = ++lastId;
  const fire = (): void => {
    if (!running.delete(id)) return;
    if (repeat) running.set(id, platform().sleep(milliseconds, fire));
    try {
      callback(...args);
    } catch (error) {
      platform().reportError(error);
    }
  };
  running.set(id, platform().sleep(milliseconds, fire));
  return id;
}
