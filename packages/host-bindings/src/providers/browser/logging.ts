import type { CallContext } from '../../contract/index.js';
import type { Field, Level, Logging, Value } from '../../contract/gen/logging.js';
import { type Limits, resolveLimits } from '../../contract/limits.js';
import { escapeControls } from '../escape-controls.js';
import { LogVolume } from '../log-volume.js';
import { utf8Length } from '../text.js';

/** What a logger writes to: the methods of `console` that have a level. */
export type LogConsole = Readonly<
  Record<'debug' | 'info' | 'warn' | 'error', (...values: unknown[]) => void>
>;

/** How a logger writes. */
export interface LoggerOptions {
  /** Where records go; the global `console` by default. */
  readonly console?: LogConsole | undefined;
  /** The least level that is written; `trace` by default, so everything. */
  readonly level?: Level | undefined;
  /** Limits that differ from the defaults: `logLineBytes` and `logBytes` hold here. */
  readonly limits?: Partial<Limits> | undefined;
}

const levels: readonly Level[] = ['trace', 'debug', 'info', 'warn', 'error'];

/**
 * The `logging` interface over the console: one call is one record, with the function and the start of
 * the request id before its text, and its fields as an object behind it. Controls and marks of writing
 * direction are escaped. Records over their limit are
 * cut, records over the request's limit are dropped after one that says so. Never throws.
 *
 * @example
 * ```ts
 * import { createHost } from '@org/host-bindings/browser';
 * import { createLogger } from '@org/host-bindings/providers/browser';
 *
 * const host = createHost({ providers: { logging: createLogger({ level: 'warn' }) } });
 * ```
 */
export function createLogger(options: LoggerOptions = {}): Logging {
  const limits = resolveLimits(options.limits);
  const target = options.console ?? console;
  const least = levels.indexOf(options.level ?? 'trace');
  const volume = new LogVolume(limits.logBytes);
  const write = (level: Level, text: string, fields: object | undefined): void => {
    // The method `trace` of a console would print the host's own stack.
    const method = level === 'trace' ? 'debug' : level;
    // As an argument of "%s" a guest's text is no format of its own.
    if (fields === undefined) target[method]('%s', text);
    else target[method]('%s', text, fields);
  };
  return {
    log(level: Level, message: string, fields: Field[], call: CallContext): void {
      const { requestId } = call;
      if (levels.indexOf(level) < least || volume.isSpent(requestId)) return;
      const origin = originOf(call);
      const record = cutRecord(
        escapeLines(message),
        fields,
        limits.logLineBytes - utf8Length(origin),
      );
      if (volume.take(requestId, utf8Length(origin) + record.bytes))
        write(level, origin + record.text, record.fields);
      else write('warn', origin + volume.notice, undefined);
    },
  };
}

/** The console keeps records apart itself, so lines of a stack may stay lines. */
function escapeLines(text: string): string {
  return text.split('\n').map(escapeControls).join('\n');
}

function originOf({ functionName, requestId }: CallContext): string {
  const origin = `${functionName} ${requestId.slice(0, 8)}`.trim();
  return origin === '' ? '' : `[${origin}] `;
}

interface CutRecord {
  readonly text: string;
  /** Undefined where there are none. */
  readonly fields: Readonly<Record<string, unknown>> | undefined;
  readonly bytes: number;
}

/** As much of a record as its limit holds: the text first, then whole fields. */
function cutRecord(message: string, fields: readonly Field[], room: number): CutRecord {
  const kept: Array<[string, unknown]> = [];
  let text = cutText(message, room);
  let bytes = utf8Length(text);
  let isCut = text.length < message.length;
  for (const { name, value } of isCut ? [] : fields) {
    bytes += utf8Length(name) + utf8Length(String(value.val));
    isCut = bytes > room;
    if (isCut) break;
    kept.push([name, plainValue(value)]);
  }
  if (isCut) text += ' [cut]';
  return {
    text,
    // Entries, and not assignments: a field may be called "__proto__".
    fields: kept.length === 0 ? undefined : Object.fromEntries(kept),
    bytes: Math.min(bytes, room),
  };
}

function cutText(text: string, room: number): string {
  if (text.length * 3 <= room || utf8Length(text) <= room) return text;
  // A character of UTF-16 has three bytes of UTF-8 at most; half of a pair is left out.
  return text.slice(0, Math.max(0, Math.floor(room / 3))).replace(/[\uD800-\uDBFF]$/, '');
}

function plainValue(value: Value): unknown {
  if (value.tag !== 'json') return value.val;
  try {
    return JSON.parse(value.val) as unknown;
  } catch {
    return value.val;
  }
}
