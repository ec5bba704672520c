import type { LookupAddress } from 'node:dns';
import { lookup as systemLookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { HostError } from '../../contract/errors.js';
import { type Network, isInNetworks, isLoopbackAddress, isPublicAddress } from './addresses.js';

/** Resolves a host name to all of its addresses. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

/** What the guard lets through. */
export interface LookupOptions {
  /** Resolver; the operating system's by default. */
  readonly resolve?: Resolve | undefined;
  /** Networks that listed hosts may lie in although they are not public. */
  readonly privateNetworks: readonly Network[];
}

/**
 * The `lookup` of every outbound connection. A name is resolved once for each connection, every address
 * is filtered, and the socket connects to one that passed: what DNS answers later changes nothing.
 */
export function createLookup({ resolve, privateNetworks }: LookupOptions): LookupFunction {
  const addressesOf: Resolve = resolve ?? ((hostname) => systemLookup(hostname, { all: true }));
  return (hostname, options, callback) => {
    const isLocalName = hostname === 'localhost' || hostname.endsWith('.localhost');
    const passes = ({ address }: LookupAddress): boolean =>
      isPublicAddress(address) ||
      (isLocalName && isLoopbackAddress(address)) ||
      isInNetworks(address, privateNetworks);
    const answer = (addresses: readonly LookupAddress[]): void => {
      const family = options.family === 'IPv4' ? 4 : options.family === 'IPv6' ? 6 : options.family;
      const passed = addresses.filter(
        (address) => passes(address) && (!family || address.family === family),
      );
      const [first] = passed;
      if (first === undefined) callback(refusal(hostname), '');
      else if (options.all) callback(null, [...passed]);
      else callback(null, first.address, first.family);
    };
    addressesOf(hostname).then(answer, (error: NodeJS.ErrnoException) => callback(error, ''));
  };
}

/** Says nothing of the addresses: they would tell a guest about the network around the host. */
function refusal(hostname: string): HostError<'denied'> {
  return new HostError(
    'denied',
    `"${hostname}" has no public address: list its address itself, or its network in privateNetworks`,
  );
}
