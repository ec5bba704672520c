import { HostError } from '../contract/errors.js';
import type { Limits } from '../contract/limits.js';
import { type Outgoing, checkUrl } from './outgoing-request.js';

const redirectStatus = new Set([301, 302, 303, 307, 308]);
const credentials = new Set(['authorization', 'cookie', 'proxy-authorization']);

/** The `location` of a response that is a redirect; undefined where it is none. */
export function locationOf(
  status: number,
  headers: ReadonlyArray<readonly [string, string]>,
): string | undefined {
  if (!redirectStatus.has(status)) return undefined;
  return headers.find(([name]) => name.toLowerCase() === 'location')?.[1];
}

/**
 * The request that follows a redirect, by the rules of the Fetch standard: 303, and POST on 301 and 302,
 * become GET without body; credentials do not go to another origin.
 *
 * @throws {HostError} where the target is no http URL, or the body would be needed again and is spent.
 */
export function followRedirect(
  from: Outgoing,
  { status, location, limits }: { status: number; location: string; limits: Limits },
): Outgoing {
  const url = checkTarget(from.url, location, limits);
  const becomesGet =
    (status === 303 && from.method !== 'GET' && from.method !== 'HEAD') ||
    ((status === 301 || status === 302) && from.method === 'POST');
  if (!becomesGet && from.body.tag === 'stream') {
    throw new HostError(
      'unavailable',
      `"${from.url.host}" wants the body again at another address (${status}): send it as bytes, not as a stream`,
    );
  }
  const isSameOrigin = url.origin === from.url.origin;
  const headers = keepFields(from.headers, (name) => {
    if (credentials.has(name)) return isSameOrigin;
    return !(becomesGet && name.startsWith('content-'));
  });
  return becomesGet
    ? { url, method: 'GET', headers, body: { tag: 'empty' } }
    : { url, method: from.method, headers, body: from.body };
}

function checkTarget(from: URL, location: string, limits: Limits): URL {
  try {
    return checkUrl(location, limits, from);
  } catch (error) {
    const why = error instanceof HostError ? error.rawMessage : String(error);
    throw new HostError(
      'unavailable',
      `"${from.host}" redirects to what cannot be fetched: ${why}`,
    );
  }
}

function keepFields(headers: readonly string[], keep: (name: string) => boolean): string[] {
  const kept: string[] = [];
  for (let i = 0; i < headers.length; i += 2) {
    if (keep(headers[i]!.toLowerCase())) kept.push(headers[i]!, headers[i + 1]!);
  }
  return kept;
}
