import { isServing } from '../codegen-v1/index.js';
import { log as post, type Field, type Level, type Value } from '../gen/logging.js';
import { inspect } from '../web/inspect.js';

/** Named values beside a message. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Writes structured log lines: a message, and fields that can be searched for. */
export interface Log {
  /** Details of the finest grain. */
  trace(message: string, fields?: LogFields): void;
  /** What helps while one looks for a fault. */
  debug(message: string, fields?: LogFields): void;
  /** What has happened. */
  info(message: string, fields?: LogFields): void;
  /** What may become a fault. */
  warn(message: string, fields?: LogFields): void;
  /** A fault. */
  error(message: string, fields?: LogFields): void;
}

/**
 * The function's log. Writing never throws and never waits; while no request is being served,
 * nothing is written.
 *
 * @example
 * ```ts
 * import { log, run } from '@org/wajs';
 *
 * run((request) => {
 *   log.info('signed', { url: request.url, entries: 3 });
 *   return new Response('thank you');
 * });
 * ```
 */
export const log: Log = {
  trace: (message, fields) => writeLog('trace', message, fields),
  debug: (message, fields) => writeLog('debug', message, fields),
  info: (message, fields) => writeLog('info', message, fields),
  warn: (message, fields) => writeLog('warn', message, fields),
  error: (message, fields) => writeLog('error', message, fields),
};

/** Writes one line. Never throws. */
export function writeLog(level: Level, message: string, fields: LogFields | undefined): void {
  if (!isServing()) return;
  try {
    post(level, wellFormed(message), fields ? fieldsOf(fields) : []);
  } catch {
    // A log line is never worth a failed request.
  }
}

function fieldsOf(fields: LogFields): Field[] {
  const list: Field[] = [];
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    if (value !== undefined) list.push({ name: wellFormed(name), value: valueOf(value) });
  }
  return list;
}

function valueOf(value: unknown): Value {
  switch (typeof value) {
    case 'string':
      return { tag: 'text', val: wellFormed(value) };
    case 'number':
      return { tag: 'number', val: value };
    case 'boolean':
      return { tag: 'boolean', val: value };
    case 'bigint':
      return { tag: 'text', val: String(value) };
    default:
      return jsonOf(value);
  }
}

function jsonOf(value: unknown): Value {
  if (value instanceof Error) return { tag: 'text', val: wellFormed(inspect(value)) };
  try {
    const json = JSON.stringify(value);
    if (json !== undefined) return { tag: 'json', val: json };
  } catch {
    // A cycle, or a toJSON that throws: shown as the console shows it.
  }
  return { tag: 'text', val: wellFormed(inspect(value)) };
}

function wellFormed(text: unknown): string {
  return `${text as string}`.toWellFormed();
}
