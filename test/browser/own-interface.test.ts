import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildComponent } from '@org/assemblyscript-sdk/build';
import { buildFunction } from '@org/wajs/build';
import { readEngine } from '@org/wajs/engine';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleForBrowser } from './bundle.js';
import { chromiumMissing, openChromium, skipsBrowser } from './chromium.js';
import { openSite, type Site } from './site.js';

const example = fileURLToPath(new URL('../../examples/own-interface', import.meta.url));
if (skipsBrowser) console.warn(`test/browser is skipped: ${chromiumMissing}`);

/** The host code that is checked in, by its paths beside the worker. */
function emittedHost(): Record<string, string> {
  const folder = join(example, 'host/gen');
  return Object.fromEntries(
    readdirSync(folder).map((name) => [`gen/${name}`, readFileSync(join(folder, name), 'utf8')]),
  );
}

describe.skipIf(skipsBrowser)('an interface of the user\u2019s own, in a Service Worker', () => {
  let browser: Browser;
  let site: Site;
  let page: Page;

  beforeAll(async () => {
    const [worker, { artifact }, { component }, engine, script] = await Promise.all([
      bundleForBrowser(new URL('fixtures/own-interface.ts', import.meta.url), emittedHost()),
      buildFunction({ entry: join(example, 'js/converter.ts'), name: 'converter', root: example }),
      buildComponent({ entry: join(example, 'assembly/converter.ts'), wit: join(example, 'wit') }),
      readEngine(),
      readFileSync(new URL('fixtures/page.js', import.meta.url), 'utf8'),
    ]);
    site = await openSite({
      '/index.html': '<!doctype html><title>bills</title><script src="/page.js"></script>',
      '/page.js': script,
      '/service-worker.js': worker,
      '/engine.wasm': engine,
      '/converter.wajs': artifact,
      '/converter.wasm': component,
    });
    browser = await openChromium();
    page = await browser.newPage();
    await page.goto(site.origin);
    await page.evaluate('actions.register()');
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await site?.[Symbol.asyncDispose]();
  });

  it.each([
    ['TypeScript, as an image', 'converter.wajs'],
    ['AssemblyScript, as a component', 'converter.wasm'],
  ])(
    'is called of a guest in %s: resources, records, errors',
    async (_, file) => {
      const answer = await page.evaluate(
        (path) => fetch(path).then((one) => one.text()),
        `/bill?of=/${file}`,
      );
      expect(JSON.parse(answer)).toEqual({
        in: '[object ServiceWorkerGlobalScope]',
        added: [{ name: 'coffee', price: 3.75 }],
        total: 10,
        converted: [{ name: 'tea', price: 2.5 }],
        refused: { tag: 'unknown-currency', val: 'XXX' },
      });
    },
    30_000,
  );
});
