import { TraceMap } from '@jridgewell/trace-mapping';
import type { CallContext } from '../codegen-v1/index.js';
import type { Field, Level, Logging } from '../contract/gen/logging.js';
import type { Limits } from '../contract/limits.js';
import type { RequestCall } from './call.js';
import { hasFrames, mapStack } from './stack-frames.js';
import type { TrapPlaces } from './trap-places.js';

/**
 * Writes what happens to a function, and what it logs itself, into the host's log, with stacks mapped
 * to the author's files.
 */
export class FunctionLog implements Logging {
  /** Finds the lines of traps of compiled code, where its source map is there. */
  trapPlaces: TrapPlaces | undefined;
  readonly #logging: Logging;
  readonly #sourceMap: () => string | undefined;
  /** Null where there is no map. */
  #map: TraceMap | null | undefined;

  /** The map is read only when a stack has to be mapped: it is larger than the function. */
  constructor(logging: Logging, sourceMap: () => string | undefined) {
    this.#logging = logging;
    this.#sourceMap = sourceMap;
  }

  /** A line of the function's own. */
  log(level: Level, message: string, fields: Field[], call: CallContext): void {
    const text = hasFrames(message) ? this.#mapped(message) : message;
    this.#append(level, text, fields, call);
  }

  /** The function answered with an error: its text is a message, of any lines, and a stack behind it. */
  failure(text: string, call: CallContext): void {
    const stackStart = text.search(/\n +at /);
    const message = stackStart < 0 ? text : text.slice(0, stackStart);
    const stack = stackStart < 0 ? '' : this.#mapped(text.slice(stackStart + 1)).trimEnd();
    this.write('error', message, call, stack === '' ? {} : { stack });
  }

  /** The guest broke and its instance was restored. */
  trap(error: Error, stderr: string, call: CallContext): void {
    const text = stderr.trim();
    const fields: Record<string, string> = {};
    if (text !== '') fields['stderr'] = this.#mapped(text);
    const places = this.#places(error);
    if (places.length > 0) fields['stack'] = places.map((one) => `    at ${one}`).join('\n');
    this.write('error', `the function trapped: ${describeTrap(error, places[0])}`, call, fields);
  }

  /** A trap in words for who loads the function, with its place where that is known. */
  explain(error: Error): string {
    return describeTrap(error, this.#places(error)[0]);
  }

  /** The author's lines that a trap went through; none where they are not known. */
  #places(error: Error): string[] {
    const { stack } = error.cause instanceof Error ? error.cause : error;
    try {
      return this.trapPlaces?.find(stack ?? '') ?? [];
    } catch {
      this.trapPlaces = undefined;
      return [];
    }
  }

  /** A request is over: says so where it computed for longer than the soft limit. */
  cpuUsed(call: RequestCall, { cpuSoftMs }: Limits): void {
    const { cpuMs } = call.usages[0]!;
    if (cpuMs <= cpuSoftMs) return;
    const used = cpuMs.toFixed(0);
    const text = `the request used ${used} ms of CPU, over the soft limit of ${cpuSoftMs} (limit cpuSoftMs)`;
    this.write('warn', text, call);
  }

  write(
    level: Level,
    message: string,
    call: CallContext,
    fields: Readonly<Record<string, string>> = {},
  ): void {
    const list: Field[] = Object.entries(fields).map(([name, val]) => ({
      name,
      value: { tag: 'text', val },
    }));
    this.#append(level, message, list, call);
  }

  /** Logging never fails: a log that does must not cost a request, or the process. */
  #append(level: Level, message: string, fields: Field[], call: CallContext): void {
    try {
      this.#logging.log(level, message, fields, call);
    } catch {
      // There is nowhere left to say it.
    }
  }

  /** A text with its frames mapped; as it is where the artifact's map is damaged. */
  #mapped(text: string): string {
    try {
      if (this.#map === undefined) {
        const json = this.#sourceMap();
        this.#map = json === undefined || json === '' ? null : new TraceMap(json);
      }
      return this.#map === null ? text : mapStack(text, this.#map);
    } catch {
      this.#map = null;
      return text;
    }
  }
}

/** Failures whose reason a function's log has already. */
const logged = new WeakSet<Error>();

/** Says that a function's log has the reason of a failure. */
export function markLogged(error: Error): void {
  logged.add(error);
}

/** Whether a function's log has the reason of a failure, so that it need not be said again. */
export function isLogged(error: unknown): boolean {
  return error instanceof Error && logged.has(error);
}

/** What the guest says of its own place, which may be one within a library. */
const ownPlace = / \([^()]+:\d+:\d+\)$/;

/** What engines call traps, in words of who writes the program. */
const trapTexts: ReadonlyMap<string, string> = new Map([
  ['unreachable', 'it gave up, out of memory or by a failed assertion'],
  ['divide by zero', 'it divided an integer by zero'],
  ['remainder by zero', 'it divided an integer by zero'],
  ['divide result unrepresentable', 'it divided the lowest integer by -1'],
  [
    'float unrepresentable in integer range',
    'it converted a number to an integer that cannot hold it',
  ],
  ['memory access out of bounds', 'it reached outside of its memory'],
  ['table index is out of bounds', 'it called a function that does not exist'],
  ['null function or function signature mismatch', 'it called a function of another type'],
]);

/** A trap in words that an author understands, with its place where that is known. */
function describeTrap(error: Error, place?: string): string {
  const text =
    error instanceof RangeError && /call stack/i.test(error.message)
      ? 'it recursed too deeply'
      : (trapTexts.get(error.message) ?? error.message);
  return place === undefined ? text : `${text.replace(ownPlace, '')} (${place})`;
}
