import type { CallContext } from '../../contract/index.js';
import type { Field, Level, Logging } from '../../contract/gen/logging.js';
import { type Limits, resolveLimits } from '../../contract/limits.js';
import { LogVolume } from '../log-volume.js';
import { type LogRecord, renderJson, renderPretty } from './log-line.js';

/** What a logger writes to: `process.stdout` and every other Writable fit. */
export interface LogStream {
  /** Takes one line, its end included. */
  write(line: string): unknown;
  /** Whether a person reads along. */
  readonly isTTY?: boolean | undefined;
  /** Bytes that wait in the stream; where it is over 1 MiB, lines are dropped and counted. */
  readonly writableLength?: number | undefined;
  /** Lets the logger hear of a broken stream, which then ends no process. */
  on?(event: 'error', listener: (error: Error) => void): unknown;
}

/** How a logger writes. */
export interface LoggerOptions {
  /** Where lines go; standard output by default. */
  readonly stream?: LogStream | undefined;
  /** Lines for people instead of JSON; where the stream is a terminal by default. */
  readonly pretty?: boolean | undefined;
  /** Colours in pretty lines; on a terminal by default, unless NO_COLOR is set. */
  readonly colors?: boolean | undefined;
  /** The least level that is written; `trace` by default, so everything. */
  readonly level?: Level | undefined;
  /** Limits that differ from the defaults: `logLineBytes` and `logBytes` hold here. */
  readonly limits?: Partial<Limits> | undefined;
  /** The time in milliseconds since 1970-01-01 UTC; `Date.now` by default. */
  readonly now?: (() => number) | undefined;
}

const levels: readonly Level[] = ['trace', 'debug', 'info', 'warn', 'error'];
const fullStreamBytes = 1024 * 1024;

/**
 * The `logging` interface: one call is one record, whatever the text holds. Lines over their limit are
 * cut, lines over the request's limit are dropped after one that says so. Never throws.
 *
 * @example
 * ```ts
 * import { createHost } from '@org/host-bindings';
 * import { createLogger } from '@org/host-bindings/providers/system';
 *
 * const host = createHost({ providers: { logging: createLogger() } });
 * ```
 */
export function createLogger(options: LoggerOptions = {}): Logging {
  return new Logger(options);
}

/** Streams whose errors are heard already: many hosts may log to one. */
const heard = new WeakSet<LogStream>();

class Logger implements Logging {
  readonly #stream: LogStream;
  readonly #render: (record: LogRecord) => string;
  readonly #least: number;
  readonly #volume: LogVolume;
  readonly #now: () => number;
  #dropped = 0;

  constructor(options: LoggerOptions) {
    const stream = options.stream ?? process.stdout;
    const isTerminal = stream.isTTY === true;
    const colors = options.colors ?? (isTerminal && !process.env.NO_COLOR);
    const limits = resolveLimits(options.limits);
    this.#stream = stream;
    this.#volume = new LogVolume(limits.logBytes);
    this.#least = levels.indexOf(options.level ?? 'trace');
    this.#now = options.now ?? Date.now;
    this.#render =
      (options.pretty ?? isTerminal)
        ? (record) => renderPretty(record, { maximumBytes: limits.logLineBytes, colors })
        : (record) => renderJson(record, limits.logLineBytes);
    if (heard.has(stream)) return;
    heard.add(stream);
    stream.on?.('error', () => {});
  }

  log(level: Level, message: string, fields: Field[], call: CallContext): void {
    if (levels.indexOf(level) < this.#least) return;
    const { functionName, requestId } = call;
    if (this.#volume.isSpent(requestId)) return;
    const record: LogRecord = {
      time: this.#now(),
      level,
      functionName,
      requestId,
      message,
      fields,
    };
    const line = this.#render(record);
    if (this.#volume.take(requestId, Buffer.byteLength(line))) {
      this.#write(line);
      return;
    }
    const { notice } = this.#volume;
    this.#write(this.#render({ ...record, level: 'warn', message: notice, fields: [] }));
  }

  #write(line: string): void {
    if ((this.#stream.writableLength ?? 0) > fullStreamBytes) {
      this.#dropped++;
      return;
    }
    try {
      if (this.#dropped > 0) this.#stream.write(this.#droppedNotice());
      this.#stream.write(line);
    } catch {
      // A broken log must not break the request.
      this.#dropped++;
    }
  }

  #droppedNotice(): string {
    const message = `${this.#dropped} log lines were dropped: the reader of the log is too slow`;
    this.#dropped = 0;
    return this.#render({
      time: this.#now(),
      level: 'warn',
      functionName: '',
      requestId: '',
      message,
      fields: [],
    });
  }
}
