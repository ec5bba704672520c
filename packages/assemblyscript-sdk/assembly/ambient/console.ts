import { monotonic } from '../gen/clock';
import { Level, log } from '../gen/logging';
import { wellFormed } from '../well-formed';

/** When each stopwatch was started, by its label. */
// @ts-ignore: decorator
@lazy
const started = new Map<string, f64>();

/** Takes the place of the language's `console`: each method has a level of its own in the host's log. */
export namespace console {
  /** Writes at level `error` where the condition does not hold. */
  export function assert<T>(condition: T, message: string = ''): void {
    if (condition) return;
    write(Level.Error, message == '' ? 'Assertion failed' : 'Assertion failed: ' + message);
  }

  /** Writes at level `info`. */
  export function log(message: string = ''): void {
    write(Level.Info, message);
  }

  /** Writes at level `debug`. */
  export function debug(message: string = ''): void {
    write(Level.Debug, message);
  }

  /** Writes at level `info`. */
  export function info(message: string = ''): void {
    write(Level.Info, message);
  }

  /** Writes at level `warn`. */
  export function warn(message: string = ''): void {
    write(Level.Warn, message);
  }

  /** Writes at level `error`. */
  export function error(message: string = ''): void {
    write(Level.Error, message);
  }

  /** Starts a stopwatch. */
  export function time(label: string = 'default'): void {
    started.set(label, monotonic());
  }

  /** Writes what a stopwatch shows, at level `info`. */
  export function timeLog(label: string = 'default'): void {
    if (!started.has(label)) write(Level.Warn, 'there is no timer "' + label + '"');
    else write(Level.Info, label + ': ' + (monotonic() - started.get(label)).toString() + 'ms');
  }

  /** Writes what a stopwatch shows, and ends it. */
  export function timeEnd(label: string = 'default'): void {
    timeLog(label);
    started.delete(label);
  }
}

function write(level: Level, message: string): void {
  log(level, wellFormed(message), []);
}
