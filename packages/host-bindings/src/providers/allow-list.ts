/** The hosts that outbound requests may go to. */
export interface AllowList {
  /** Whether an entry names the host of a URL; its port too, where the entry has one. */
  includes(url: URL): boolean;
}

interface AllowedHost {
  /** Host as URLs spell it; for a wildcard, what follows the star, with its dot. */
  readonly name: string;
  readonly isWildcard: boolean;
  /** Port; undefined for every port. */
  readonly port: number | undefined;
}

const entryShape = /^(\*\.)?(\[[^\]]*\]|[^:[\]/\\?#@\s*]+)(?::(\d{1,5}))?$/;

/**
 * Reads entries such as `example.com`, `example.com:8443`, `*.example.com`, `127.0.0.1:8080`, `[::1]`.
 * A wildcard stands for one or more labels, not for the name behind it alone. Without a port, every
 * port is meant.
 *
 * @throws {TypeError} where an entry is none of these.
 */
export function parseAllowList(entries: readonly string[]): AllowList {
  const hosts = entries.map(parseEntry);
  return {
    includes(url: URL): boolean {
      const name = url.hostname;
      const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
      return hosts.some(
        (host) =>
          (host.port === undefined || host.port === port) &&
          (host.isWildcard
            ? name.length > host.name.length && name.endsWith(host.name)
            : name === host.name),
      );
    },
  };
}

/** A URL without the dot that may end a host name: `example.com.` is `example.com`. */
export function withoutTrailingDot(url: URL): URL {
  if (!url.hostname.endsWith('.')) return url;
  const plain = new URL(url);
  plain.hostname = url.hostname.slice(0, -1);
  return plain;
}

function parseEntry(entry: string): AllowedHost {
  const [, star, host = '', port] = entryShape.exec(isBareIpv6(entry) ? `[${entry}]` : entry) ?? [];
  const url = host === '' ? undefined : parseUrl(`http://${host}/`);
  const isAddress = url !== undefined && /^[\d.]+$|^\[/.test(url.hostname);
  if (url === undefined || (star && isAddress) || Number(port ?? 1) > 65_535 || port === '0') {
    throw new TypeError(
      `"${entry}" is no host to allow: use "example.com", "example.com:8443", "*.example.com" or an address`,
    );
  }
  const name = withoutTrailingDot(url).hostname;
  return {
    name: star ? `.${name}` : name,
    isWildcard: star !== undefined,
    port: port === undefined ? undefined : Number(port),
  };
}

/** Whether an entry is an IPv6 address without its brackets: a host with a port has one colon only. */
function isBareIpv6(entry: string): boolean {
  return /^[\da-f.]*:[\da-f.]*:[\da-f.:]*$/i.test(entry) && URL.canParse(`http://[${entry}]/`);
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
