import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** A network of addresses, parsed. */
export type Network = [ipaddr.IPv4 | ipaddr.IPv6, number];

const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/** Addresses in public ranges that answer to the machine's cloud provider instead. */
const metadataAddresses = new Set(['168.63.129.16']);

/**
 * Whether an address is one of the public internet: none that is private, local, shared, reserved or
 * multicast, none that carries an IPv4 address within an IPv6 one, none of a cloud's metadata service.
 */
export function isPublicAddress(text: string): boolean {
  const address = parseAddress(text);
  if (address === undefined || address.range() !== 'unicast') return false;
  if (address.kind() === 'ipv6') return (address as ipaddr.IPv6).match(globalUnicast);
  return !metadataAddresses.has(address.toString());
}

/** Whether an address is the machine's own. */
export function isLoopbackAddress(text: string): boolean {
  return parseAddress(text)?.range() === 'loopback';
}

/** Whether an address lies in one of some networks. */
export function isInNetworks(text: string, networks: readonly Network[]): boolean {
  const address = parseAddress(text);
  return networks.some(
    ([network, bits]) => address?.kind() === network.kind() && address.match(network, bits),
  );
}

/**
 * Networks of their CIDR texts.
 *
 * @throws {TypeError} where a text is no CIDR.
 */
export function parseNetworks(texts: readonly string[]): Network[] {
  return texts.map((text) => {
    try {
      return ipaddr.parseCIDR(text);
    } catch (cause) {
      throw new TypeError(`"${text}" is no network: use CIDR, such as "10.0.0.0/8"`, { cause });
    }
  });
}

/** An address, with IPv4 taken out of IPv4-mapped IPv6; a zone makes it no address. */
function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  // The library alone takes short and octal forms, which other readers take for other addresses.
  if (text.includes('%') || isIP(text) === 0) return undefined;
  return ipaddr.process(text);
}
