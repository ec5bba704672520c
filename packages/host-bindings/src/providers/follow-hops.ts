import { HostError } from '../contract/errors.js';
import type { FetchOptions } from '../contract/gen/http.js';
import { type Limits, limitName } from '../contract/limits.js';
import { type Outgoing, checkUrl } from './outgoing-request.js';

const redirectStatus = new Set([301, 302, 303, 307, 308]);
const credentials = new Set(['authorization', 'cookie', 'proxy-authorization']);

/** The head of an answer, which says whether it is a redirect. */
export interface AnswerHead {
  /** Status code. */
  readonly status: number;
  /** Header fields. */
  readonly headers: Iterable<readonly [string, string]>;
}

/** How hops are followed. */
export interface HopOptions<Answer extends AnswerHead> {
  /** What the guest wants of redirects. */
  readonly redirect: FetchOptions['redirect'];
  /** Limits of the host; `redirects` is the most hops. */
  readonly limits: Limits;
  /** Sends one request, after it has checked where it goes: each hop may lead elsewhere. */
  readonly ask: (request: Outgoing) => Promise<Answer>;
  /** Lets go of an answer that was a redirect. */
  readonly discard: (answer: Answer) => void;
}

/**
 * The answer at the end of a chain of redirects, and where that is.
 *
 * @throws {HostError} where a redirect is forbidden, cannot be followed, or is one too many.
 */
export async function followHops<Answer extends AnswerHead>(
  first: Outgoing,
  { redirect, limits, ask, discard }: HopOptions<Answer>,
): Promise<{ answer: Answer; url: string; redirected: boolean }> {
  let request = first;
  for (let hops = 0; ; hops++) {
    const answer = await ask(request);
    const { status } = answer;
    const location = redirect === 'manual' ? undefined : locationOf(answer);
    if (location === undefined) {
      const url = new URL(request.url);
      url.hash = '';
      return { answer, url: url.href, redirected: hops > 0 };
    }
    discard(answer);
    if (redirect === 'error') {
      const text = `"${request.url.host}" answered with a redirect (${status}), which the request forbids`;
      throw new HostError('unavailable', text);
    }
    if (hops === limits.redirects) {
      const what = limitName('redirects');
      throw new HostError('limit', { what, used: hops + 1, maximum: limits.redirects });
    }
    request = followRedirect(request, { status, location, limits });
  }
}

/** The `location` of a response that is a redirect; undefined where it is none. */
function locationOf({ status, headers }: AnswerHead): string | undefined {
  if (!redirectStatus.has(status)) return undefined;
  for (const [name, value] of headers) if (name.toLowerCase() === 'location') return value;
  return undefined;
}

/**
 * The request that follows a redirect, by the rules of the Fetch standard: 303, and POST on 301 and 302,
 * become GET without body; credentials do not go to another origin.
 *
 * @throws {HostError} where the target is no http URL, or the body would be needed again and is spent.
 */
function followRedirect(
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
