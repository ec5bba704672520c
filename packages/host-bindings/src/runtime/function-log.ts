import { TraceMap } from '@jridgewell/trace-mapping';
import type { CallContext } from '../codegen-v1/index.js';
import type { Field, Level, Logging } from '../contract/gen/logging.js';
import type { Limits } from '../contract/limits.js';
import type { RequestCall } from './call.js';
import { hasFrames, mapStack } from './stack-frames.js';

/**
 * Writes what happens to a function, and what it logs itself, into the host's log, with stacks mapped
 * to the author's files.
 */
export class FunctionLog implements Logging {
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
    this.write('error', describeTrap(error), call, fields);
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

/** A trap in words that an author understands. */
function describeTrap(error: Error): string {
  if (error instanceof RangeError && /call stack/i.test(error.message)) {
    return 'the function trapped: it recursed too deeply';
  }
  if (error instanceof WebAssembly.RuntimeError && error.message === 'unreachable') {
    return 'the function trapped: it gave up, out of memory or by a failed assertion';
  }
  return `the function trapped: ${error.message}`;
}
