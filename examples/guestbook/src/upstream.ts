import { config, log } from '@org/wajs';

/** How the upstream is, as far as the guestbook can tell. */
export type Upstream =
  | { readonly state: 'not set' }
  | { readonly state: 'answers'; readonly status: number; readonly milliseconds: number }
  | { readonly state: 'fails'; readonly reason: string };

/**
 * Asks the upstream that `UPSTREAM_URL` names. Never throws: the guestbook works without one, and when
 * the host's policy does not allow it.
 */
export async function askUpstream(): Promise<Upstream> {
  const url = config.find('UPSTREAM_URL');
  if (url === undefined || url === '') return { state: 'not set' };
  const started = performance.now();
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await response.text();
    const milliseconds = Math.round(performance.now() - started);
    return { state: 'answers', status: response.status, milliseconds };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log.warn('the upstream fails', { url, reason });
    return { state: 'fails', reason };
  }
}
