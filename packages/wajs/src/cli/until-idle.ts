import type { Host } from '@org/host-bindings';

/** Milliseconds between two looks. */
const stepMs = 20;

/**
 * Waits until functions have ended what they go on with after their answers (`waitUntil`), for a number of
 * milliseconds at most.
 */
export async function untilIdle(host: Pick<Host, 'status'>, milliseconds: number): Promise<void> {
  const end = performance.now() + milliseconds;
  for (;;) {
    const { live, idle } = host.status();
    if (live <= idle || performance.now() >= end) return;
    await new Promise((resolve) => setTimeout(resolve, stepMs));
  }
}
