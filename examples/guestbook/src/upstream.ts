import { config, log } from '@org/wajs';

/** How the upstream is, as far as the guestbook can tell. */
export type Upstream =
  | { readonly state: 'not set' }
  | { readonly state: 'answers'; readonly status: number; readonly milliseconds: number }
  | { readonly state: 'fails' };

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
    // Why is for the log: a visitor need not know where the upstream is.
    log.warn('the upstream fails', { url, reason: String(error) });
    return { state: 'fails' };
  }
}
