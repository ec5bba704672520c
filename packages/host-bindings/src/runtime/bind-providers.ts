import { cache } from '../contract/gen/cache.js';
import { clock } from '../contract/gen/clock.js';
import { config } from '../contract/gen/config.js';
import { http } from '../contract/gen/http.js';
import { kv } from '../contract/gen/kv.js';
import { logging } from '../contract/gen/logging.js';
import { random } from '../contract/gen/random.js';
import { rpc } from '../contract/gen/rpc.js';
import { HostError } from '../contract/index.js';
import type { Limits } from '../contract/limits.js';
import { countHostcalls } from './counted-interface.js';
import type { FunctionLog } from './function-log.js';
import type { HostOptions } from './host.js';
import { type BoundInterface, bindInterface } from './host-interfaces.js';
import { limitKv } from './limited-kv.js';
import { LimitedHttp, limitRpc } from './limited-providers.js';
import { grantName } from './policy.js';

/** Interfaces that a host has providers for, by their full names. */
export type Bindings = ReadonlyMap<string, BoundInterface>;

/** Binds the contract's interfaces to their providers, held to the limits of a request, and adds what the embedder has bound. */
export function bindProviders(
  { providers, interfaces = [] }: Pick<HostOptions, 'providers' | 'interfaces'>,
  limits: Limits,
): Bindings {
  const bound: BoundInterface[] = [
    bindInterface(logging, providers.logging),
    bindInterface(clock, providers.clock),
    bindInterface(random, providers.random),
    bindInterface(http, new LimitedHttp(providers.http, limits)),
  ];
  if (providers.kv !== undefined) bound.push(bindInterface(kv, limitKv(providers.kv, limits)));
  if (providers.cache !== undefined) bound.push(bindInterface(cache, providers.cache));
  if (providers.config !== undefined) bound.push(bindInterface(config, providers.config));
  if (providers.rpc !== undefined) bound.push(bindInterface(rpc, limitRpc(providers.rpc, limits)));
  bound.push(...interfaces);
  return new Map(bound.map((item) => [item.interface.name, item]));
}

/** What a function imports, to be bound. */
export interface FunctionImports {
  readonly functionName: string;
  /** Full names of interfaces. */
  readonly imports: readonly string[];
  /** What the function logs passes through its own log. */
  readonly log: FunctionLog;
  /** Whether somebody asks how often it calls them. */
  readonly isCounted: boolean;
}

/**
 * The interfaces that a function imports, in its order, each with its provider.
 *
 * @throws {HostError} `unavailable` where the host has no provider of one.
 */
export function bindImports(
  bindings: Bindings,
  { functionName, imports, log, isCounted }: FunctionImports,
): BoundInterface[] {
  return imports.map((name) => {
    const bound = name === logging.name ? bindInterface(logging, log) : bindings.get(name);
    if (bound !== undefined) return isCounted ? countHostcalls(bound) : bound;
    throw new HostError(
      'unavailable',
      `function "${functionName}" imports "${name}", which this host has no provider for; ${howToProvide(name)}`,
    );
  });
}

function howToProvide(interfaceName: string): string {
  const grant = grantName(interfaceName);
  return grant === interfaceName
    ? 'bind one with bindInterface, for the option interfaces of createHost'
    : `give providers.${grant} to createHost`;
}
