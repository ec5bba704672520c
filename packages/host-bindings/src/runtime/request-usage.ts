import { HostError } from '../contract/index.js';
import { type Limits, limitName } from '../contract/limits.js';
import { SubrequestSlots } from './subrequest-slots.js';

/** What one request has used of the limits that hold for all of it. */
export class RequestUsage {
  /** Outbound requests and calls of other functions that it has made. */
  subrequests = 0;
  /** KV operations that it has made. */
  kvOperations = 0;
  /** Time that its guest has computed, in milliseconds, with what providers did at once. */
  cpuMs = 0;
  /** Time that it waited for an instance, in milliseconds. */
  waitMs = 0;
  #slots: SubrequestSlots | undefined;
  /** How often it called each interface; undefined where nobody asks. */
  hostcalls: Map<string, number> | undefined;

  /** Places for its outbound requests. */
  get slots(): SubrequestSlots {
    return (this.#slots ??= new SubrequestSlots());
  }
}

/**
 * Counts one use against a limit of a request. Where several requests share an instance, nobody can
 * tell whose it is: it counts for the one that has used least, so that all of them together never
 * use more than the limit allows them.
 *
 * @throws {HostError} `limit` where nothing is left.
 */
export function countUse(
  usages: readonly RequestUsage[],
  name: 'subrequests' | 'kvOperations',
  limits: Limits,
): void {
  let least = usages[0]!;
  if (usages.length > 1) {
    for (const usage of usages) if (usage[name] < least[name]) least = usage;
  }
  const used = least[name] + 1;
  const maximum = limits[name];
  if (used > maximum) throw new HostError('limit', { what: limitName(name), used, maximum });
  least[name] = used;
}

/** Adds CPU time; what stands for several requests shares it out. */
export function addCpuTime(usages: readonly RequestUsage[], milliseconds: number): void {
  const part = milliseconds / usages.length;
  for (const usage of usages) usage.cpuMs += part;
}
