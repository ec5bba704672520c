import type { CallContext } from '../../contract/index.js';
import type { Field, Level, Logging } from '../../contract/gen/logging.js';

/** One record of a log in memory. */
export interface MemoryLogRecord {
  /** How much it matters. */
  readonly level: Level;
  /** What it says. */
  readonly message: string;
  /** Its fields by name; those that were JSON are parsed. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Name of the function that logged it. */
  readonly functionName: string;
  /** Id of the request that logged it. */
  readonly requestId: string;
}

/** How much a log in memory keeps. */
export interface MemoryLoggingOptions {
  /** Most records that are kept; the oldest go first. 10,000 by default. */
  readonly maxRecords?: number | undefined;
}

/** The `logging` interface into an array. */
export interface MemoryLogging extends Logging {
  /** What was logged, oldest first. */
  readonly records: readonly MemoryLogRecord[];
  /** Forgets all records. */
  clear(): void;
}

/**
 * A log that keeps its records, for tests that look at them.
 *
 * @throws {RangeError} where `maxRecords` is not a positive whole number.
 * @example
 * ```ts
 * import { createHost } from '@org/host-bindings';
 * import { createMemoryLogging } from '@org/host-bindings/providers/memory';
 *
 * const logging = createMemoryLogging();
 * const host = createHost({ providers: { logging } });
 * console.log(logging.records.map(({ message }) => message));
 * ```
 */
export function createMemoryLogging(options: MemoryLoggingOptions = {}): MemoryLogging {
  const maxRecords = options.maxRecords ?? 10_000;
  if (!Number.isSafeInteger(maxRecords) || maxRecords < 1) {
    throw new RangeError(`maxRecords is "${maxRecords}": use a positive whole number`);
  }
  const records: MemoryLogRecord[] = [];
  return {
    records,
    clear() {
      records.length = 0;
    },
    log(level: Level, message: string, fields: Field[], call: CallContext) {
      const { functionName, requestId } = call;
      records.push({ level, message, fields: valuesOf(fields), functionName, requestId });
      if (records.length > maxRecords) records.shift();
    },
  };
}

function valuesOf(fields: readonly Field[]): Record<string, unknown> {
  // fromEntries defines, so a field called "__proto__" is one like others.
  return Object.fromEntries(fields.map(({ name, value }) => [name, valueOf(value)]));
}

function valueOf({ tag, val }: Field['value']): unknown {
  if (tag !== 'json') return val;
  try {
    return JSON.parse(val);
  } catch {
    // A guest may call anything JSON.
    return val;
  }
}
