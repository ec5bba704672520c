import { readEngine } from '@org/wajs/engine';
import { describe, expect, it } from 'vitest';
import { buildSource } from '../e2e/function-harness.js';
import { bundleForBrowser } from './bundle.js';
import { chromiumMissing, openChromium, skipsBrowser } from './chromium.js';
import { openSite } from './site.js';

if (skipsBrowser) console.warn(`test/browser is skipped: ${chromiumMissing}`);

const source = `
import { kv, run } from '@org/wajs';
const names = kv.open('names');
run(async (request) => {
  const name = new URL(request.url).searchParams.get('name');
  await names.put('last', name);
  return new Response('Hello, ' + (await names.get('last', 'text')) + '!');
});
`;

/** What startHost of in-page.ts answers. */
interface Started {
  readonly first: string;
  readonly startMs: number;
  readonly callMs: number;
}

describe.skipIf(skipsBrowser)('a function in a page, without a Service Worker', () => {
  it('is compiled, loaded and called on the page\u2019s own thread', async () => {
    const [{ artifact }, script, engine] = await Promise.all([
      buildSource(source),
      bundleForBrowser(new URL('fixtures/in-page.ts', import.meta.url)),
      readEngine(),
    ]);
    await using site = await openSite({
      '/index.html': '<!doctype html><title>page</title><script src="/in-page.js"></script>',
      '/in-page.js': script,
      '/engine.wasm': engine,
      '/hello.wajs': artifact,
    });
    const browser = await openChromium();
    try {
      const page = await browser.newPage();
      await page.goto(site.origin);
      const { first, startMs, callMs } = await page.evaluate(() =>
        (globalThis as unknown as { startHost: () => Promise<Started> }).startHost(),
      );
      expect(first).toBe('Hello, first!');
      console.info(
        `in Chromium: ${startMs.toFixed(0)} ms until the first answer, then ${callMs.toFixed(2)} ms a call`,
      );
    } finally {
      await browser.close();
    }
  }, 60_000);
});
