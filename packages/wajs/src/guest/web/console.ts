import { format, inspect } from './inspect.js';
import { platform, type LogLevel } from './platform.js';

/** Writes log lines; each method has a level of its own in the host's log. */
export class Console {
  readonly #counts = new Map<string, number>();
  readonly #started = new Map<string, number>();
  #indent = '';

  /** Writes at level `info`. */
  log = (...values: unknown[]): void => this.#write('info', values);

  /** Writes at level `info`. */
  info = (...values: unknown[]): void => this.#write('info', values);

  /** Writes at level `debug`. */
  debug = (...values: unknown[]): void => this.#write('debug', values);

  /** Writes at level `warn`. */
  warn = (...values: unknown[]): void => this.#write('warn', values);

  /** Writes at level `error`. */
  error = (...values: unknown[]): void => this.#write('error', values);

  /** Writes at level `trace`, with the stack. */
  trace = (...values: unknown[]): void => {
    const stack = new Error().stack ?? '';
    const callers = stack.split('\n').filter((line) => /^\s*at /.test(line));
    this.#write('trace', [format(['Trace:', ...values]), ...callers.map((line) => `\n${line}`)]);
  };

  /** Writes one value at level `info`. */
  dir = (value: unknown): void => this.#write('info', [inspect(value, 1)]);

  /** Writes a value at level `info`: tables are not drawn. */
  table = (value: unknown): void => this.#write('info', [inspect(value, 1)]);

  /** Writes at level `error` where the condition does not hold. */
  assert = (condition?: unknown, ...values: unknown[]): void => {
    if (!condition) this.#write('error', [format(['Assertion failed', ...values])]);
  };

  /** Writes how often it has been called with this label. */
  count = (label = 'default'): void => {
    const count = (this.#counts.get(label) ?? 0) + 1;
    this.#counts.set(label, count);
    this.#write('info', [`${label}: ${count}`]);
  };

  /** Starts the count of a label again. */
  countReset = (label = 'default'): void => {
    this.#counts.delete(label);
  };

  /** Indents what follows. */
  group = (...values: unknown[]): void => {
    if (values.length > 0) this.#write('info', values);
    this.#indent += '  ';
  };

  /** The same as `group`. */
  groupCollapsed = (...values: unknown[]): void => this.group(...values);

  /** Ends the innermost group. */
  groupEnd = (): void => {
    this.#indent = this.#indent.slice(2);
  };

  /** Starts a stopwatch. */
  time = (label = 'default'): void => {
    this.#started.set(label, performance.now());
  };

  /** Writes what a stopwatch shows. */
  timeLog = (label = 'default', ...values: unknown[]): void => {
    const started = this.#started.get(label);
    if (started === undefined) this.#write('warn', [`there is no timer "${label}"`]);
    else this.#write('info', [`${label}: ${performance.now() - started}ms`, ...values]);
  };

  /** Writes what a stopwatch shows, and ends it. */
  timeEnd = (label = 'default'): void => {
    this.timeLog(label);
    this.#started.delete(label);
  };

  #write(level: LogLevel, values: unknown[]): void {
    const text = format(values);
    platform().log(
      level,
      this.#indent === '' ? text : this.#indent + text.replaceAll('\n', `\n${this.#indent}`),
    );
  }
}
