/**
 * Every limit that the host holds a function to. The unit is the end of the name; what has no unit
 * is a count. Guests see the same names in kebab-case, in the `what` of `too-large` and `limit`.
 */
export interface Limits {
  /**
   * CPU time, about, in milliseconds, that a guest may compute without a pause: from one hostcall or
   * event to the next. Measured in rounds of loops, so that it holds without another thread.
   */
  readonly cpuKillMs: number;
  /** CPU time of one request, about, in milliseconds, from which on the log says so. Stops nothing. */
  readonly cpuSoftMs: number;
  /** CPU time, about, in milliseconds, that a function may compute at module level while it is loaded. */
  readonly loadMs: number;
  /** Wall time of one request, in milliseconds, until the client is told of a timeout. */
  readonly wallMs: number;
  /** Most memory that one instance may grow to. */
  readonly memoryBytes: number;
  /** Most bytes that are lifted from a guest in one call. */
  readonly liftBytes: number;
  /** Most list elements that are lifted from a guest in one call. */
  readonly liftElements: number;
  /** Outbound requests and calls of other functions that one request may make. */
  readonly subrequests: number;
  /** Outbound requests of one request that may wait for their answers at once; further ones queue. */
  readonly subrequestsAtOnce: number;
  /** Redirects that one outbound request follows. */
  readonly redirects: number;
  /** Longest URL of a request, inbound or outbound. */
  readonly urlBytes: number;
  /** Most bytes of all header fields of one message, names and values. */
  readonly headerBytes: number;
  /** Most header fields of one message. */
  readonly headerFields: number;
  /** Largest body that travels as one value; a larger one must be streamed. */
  readonly inlineBodyBytes: number;
  /** Largest body at all. */
  readonly bodyBytes: number;
  /** KV operations that one request may make; a batch is one. */
  readonly kvOperations: number;
  /** Longest KV or cache key, in bytes of its UTF-8. */
  readonly kvKeyBytes: number;
  /** Largest KV or cache value; also the most that one `get-many` answers with. */
  readonly kvValueBytes: number;
  /** Largest metadata of a KV entry. */
  readonly kvMetadataBytes: number;
  /** Most keys in one page of a KV listing, and in one batch. */
  readonly kvListKeys: number;
  /** Shortest time to live of a KV entry. The one limit that is a minimum. */
  readonly kvTtlSeconds: number;
  /** Hostcalls of one instance that may be pending on the ring. */
  readonly ringEvents: number;
  /** Most bytes of results that may wait for one instance to take them. */
  readonly ringBytes: number;
  /** Longest log line; what is over it is cut. */
  readonly logLineBytes: number;
  /** Most bytes that one request may log; what is over it is dropped. */
  readonly logBytes: number;
  /** Resource handles that one instance may hold. */
  readonly handles: number;
  /** Largest artifact or component that is loaded. */
  readonly componentBytes: number;
  /** Requests after which an instance in shared mode is renewed. */
  readonly instanceRequests: number;
  /** Steps in which guests see time pass, in milliseconds. */
  readonly clockResolutionMs: number;
  /** Most random bytes that one call answers with. */
  readonly randomBytes: number;
}

const KIB = 1024;
const MIB = 1024 * KIB;

/** The limits that hold where an embedder sets no others. */
export const defaultLimits: Limits = Object.freeze({
  cpuKillMs: 1000,
  cpuSoftMs: 50,
  loadMs: 1000,
  wallMs: 30_000,
  memoryBytes: 128 * MIB,
  liftBytes: 16 * MIB,
  liftElements: 1_000_000,
  subrequests: 50,
  subrequestsAtOnce: 6,
  redirects: 20,
  urlBytes: 16 * KIB,
  headerBytes: 32 * KIB,
  headerFields: 128,
  inlineBodyBytes: 10 * MIB,
  bodyBytes: 100 * MIB,
  kvOperations: 1000,
  kvKeyBytes: 512,
  kvValueBytes: 25 * MIB,
  kvMetadataBytes: 1 * KIB,
  kvListKeys: 1000,
  kvTtlSeconds: 60,
  ringEvents: 1024,
  ringBytes: 64 * MIB,
  logLineBytes: 8 * KIB,
  logBytes: 256 * KIB,
  handles: 10_000,
  componentBytes: 64 * MIB,
  instanceRequests: 128,
  clockResolutionMs: 1,
  randomBytes: 65_536,
});

/** Limits whose value cannot exceed a bound that lies outside of this package. */
const ceilings: Partial<Record<keyof Limits, number>> = {
  memoryBytes: 4096 * MIB,
  kvKeyBytes: 1024,
  kvMetadataBytes: 65_535,
};

/**
 * The default limits with some of them replaced.
 *
 * @throws {RangeError} where a name is unknown or a value is not a positive whole number in its range.
 * @example
 * ```ts
 * import { resolveLimits } from '@org/host-bindings/contract';
 *
 * const limits = resolveLimits({ wallMs: 5_000 });
 * ```
 */
export function resolveLimits(partial: Partial<Limits> = {}): Limits {
  const resolved: Record<string, number> = { ...defaultLimits };
  for (const [name, value] of Object.entries(partial)) {
    if (!Object.hasOwn(defaultLimits, name)) {
      throw new RangeError(
        `unknown limit "${name}": use one of ${Object.keys(defaultLimits).join(', ')}`,
      );
    }
    if (value === undefined) continue;
    const maximum = ceilings[name as keyof Limits] ?? Number.MAX_SAFE_INTEGER;
    if (!Number.isSafeInteger(value) || value < 1 || value > maximum) {
      throw new RangeError(
        `limit "${name}" is "${String(value)}": use a whole number from 1 to ${maximum}`,
      );
    }
    resolved[name] = value;
  }
  return Object.freeze(resolved) as unknown as Limits;
}

/** The name under which guests know a limit: `kvKeyBytes` is `kv-key-bytes`. */
export function limitName(name: keyof Limits): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
