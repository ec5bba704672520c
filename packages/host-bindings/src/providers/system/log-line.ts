import type { Field, Level, Value } from '../../contract/gen/logging.js';
import { escapeControls } from '../escape-controls.js';
import { clipUtf8, quoteSafely } from './escape.js';

/** One call of `log`, with what the host adds. */
export interface LogRecord {
  /** When, in milliseconds since 1970-01-01 UTC. */
  readonly time: number;
  /** How much it matters. */
  readonly level: Level;
  /** Function that logged; empty for the host itself. */
  readonly functionName: string;
  /** Request in which it logged; empty for the host itself. */
  readonly requestId: string;
  /** Text from the guest. */
  readonly message: string;
  /** Named values from the guest. */
  readonly fields: readonly Field[];
}

/** Bytes that a field needs at least, with its quotes, colon and comma. */
const fieldBytes = 8;
/** Room for the quotes, commas and the mark of a line that was cut. */
const slackBytes = 64;

/**
 * A record as one line of JSON. Names from the guest stay inside `fields`, so they cannot pass for the
 * host's own. A line that would be over the limit is cut and carries `"cut":true`.
 */
export function renderJson(record: LogRecord, maximumBytes: number): string {
  const head =
    `{"time":"${new Date(record.time).toISOString()}","level":"${record.level}"` +
    (record.functionName === '' ? '' : `,"function":${quoteSafely(record.functionName)}`) +
    (record.requestId === '' ? '' : `,"requestId":${quoteSafely(record.requestId)}`);
  const room = new Room(maximumBytes - Buffer.byteLength(head) - slackBytes);
  const message = room.fit(record.message, quoteSafely);
  const fields: string[] = [];
  for (const { name, value } of record.fields) {
    if (!room.takesField()) break;
    fields.push(`${room.fit(name, quoteSafely)}:${renderValue(value, room)}`);
  }
  return (
    `${head},"message":${message}` +
    (fields.length > 0 ? `,"fields":{${fields.join(',')}}` : '') +
    `${room.cut ? ',"cut":true' : ''}}\n`
  );
}

function renderValue(value: Value, room: Room): string {
  if (value.tag === 'text') return room.fit(value.val, quoteSafely);
  if (value.tag === 'json') {
    const json = compactJson(value.val, room.left);
    if (json === undefined) return room.fit(value.val, quoteSafely);
    room.left -= Buffer.byteLength(json);
    return json;
  }
  const text = String(value.val);
  room.left -= text.length;
  return value.tag === 'number' && !Number.isFinite(value.val) ? `"${text}"` : text;
}

/** JSON text on one line; undefined where it is no JSON or does not fit. */
function compactJson(text: string, bytes: number): string | undefined {
  if (text.length > bytes) return undefined;
  try {
    const json = escapeControls(JSON.stringify(JSON.parse(text)));
    return Buffer.byteLength(json) <= bytes ? json : undefined;
  } catch {
    return undefined;
  }
}

/** How a line for people looks. */
export interface PrettyOptions {
  /** The most bytes of the line, without its colours. */
  readonly maximumBytes: number;
  /** Whether to write escape sequences for colours. */
  readonly colors: boolean;
}

const colorOf: Readonly<Record<Level, string>> = {
  trace: '90',
  debug: '36',
  info: '32',
  warn: '33',
  error: '31',
};

/**
 * A record for people: time, level, function, start of the request id, message, fields. Lines after the
 * first are indented behind a bar, so that a message cannot pass for a record of its own.
 */
export function renderPretty(record: LogRecord, { maximumBytes, colors }: PrettyOptions): string {
  const paint = (code: string, text: string): string =>
    colors ? `\u001b[${code}m${text}\u001b[0m` : text;
  const time = new Date(record.time).toISOString().slice(11, 23);
  const origin = escapeControls(`${record.functionName} ${record.requestId.slice(0, 8)}`.trim());
  const room = new Room(maximumBytes - Buffer.byteLength(origin) - slackBytes);
  const message = room.fit(record.message, (text) =>
    text.split(/\r?\n/).map(escapeControls).join('\n    | '),
  );
  let line = `${paint('90', time)} ${paint(colorOf[record.level], record.level.toUpperCase().padEnd(5))}`;
  if (origin !== '') line += ` ${paint('90', origin)}`;
  line += ` ${message}`;
  for (const { name, value } of record.fields) {
    if (!room.takesField()) break;
    const key = room.fit(name, escapeControls).replaceAll(/[\s=]/g, '_');
    const text = String(value.val);
    const escape = value.tag === 'text' && /[\s"=]|^$/.test(text) ? quoteSafely : escapeControls;
    line += ` ${paint('36', `${key}=`)}${room.fit(text, escape)}`;
  }
  return `${line}${room.cut ? paint('90', ' [cut]') : ''}\n`;
}

/** What is left of a line's limit. */
class Room {
  left: number;
  cut = false;

  constructor(bytes: number) {
    this.left = Math.max(bytes, 0);
  }

  /** Whether there is room for another field; the line counts as cut where there is none. */
  takesField(): boolean {
    this.left -= 3;
    if (this.left < fieldBytes) this.cut = true;
    return this.left >= fieldBytes;
  }

  /** As much of a text as fits once it is escaped. */
  fit(text: string, escape: (text: string) => string): string {
    let clipped = clipUtf8(text, this.left);
    let escaped = escape(clipped);
    while (Buffer.byteLength(escaped) > this.left && clipped !== '') {
      // Escapes are up to six times as long; cut in proportion, and to less each time.
      const bytes = Buffer.byteLength(clipped);
      const target = Math.floor((bytes * this.left) / Buffer.byteLength(escaped));
      clipped = clipUtf8(clipped, Math.min(target, bytes - 1));
      escaped = escape(clipped);
    }
    if (clipped.length < text.length) this.cut = true;
    this.left = Math.max(this.left - Buffer.byteLength(escaped), 0);
    return escaped;
  }
}
