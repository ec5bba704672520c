import { readFile } from 'node:fs/promises';
import { readEngine } from '@org/wajs/engine';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emitRates } from '../e2e/custom-interface.js';
import { buildDirectGuest } from '../e2e/direct-guest.js';
import { buildSource } from '../e2e/function-harness.js';
import { bundleForBrowser } from './bundle.js';
import { chromiumMissing, openChromium, skipsBrowser } from './chromium.js';
import { openSite, type Site, type SiteRoutes } from './site.js';

const fixture = (name: string): URL => new URL(`fixtures/${name}`, import.meta.url);
if (skipsBrowser) console.warn(`test/browser is skipped: ${chromiumMissing}`);

const html = '<!doctype html><title>site</title><script src="/page.js"></script>';

/** Messages of the console arrive when the browser has time. */
const patient = { timeout: 10_000 };

interface Init {
  readonly method?: string;
  readonly body?: string;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

interface Transformed {
  readonly bytes: number;
  readonly sent: string;
  readonly received: string;
}

interface Settings {
  readonly secret: string;
  readonly random: string;
  readonly time: number;
}

/** What functions fetch from the site itself. */
const upstream: SiteRoutes = (request, response) => {
  if (request.url === '/upstream') {
    response.setHeader('content-type', 'text/plain');
    if (request.method === 'POST') request.pipe(response);
    else response.end(`cookies: ${request.headers.cookie ?? 'none'}`);
    return true;
  }
  if (request.url === '/redirects') {
    response.writeHead(302, { location: '/upstream' }).end();
    return true;
  }
  return false;
};

describe.skipIf(skipsBrowser)('a function in a Service Worker', () => {
  let browser: Browser;
  let site: Site;
  let page: Page;
  const logs: string[] = [];

  beforeAll(async () => {
    const { host, guest } = await emitRates();
    const inFolder = Object.entries(host).map(([path, text]) => [`gen/${path}`, text]);
    const subject = await readFile(fixture('subject.ts'), 'utf8');
    const pageScript = await readFile(fixture('page.js'));
    const [worker, { artifact }, compiled, engine] = await Promise.all([
      bundleForBrowser(fixture('service-worker.ts'), Object.fromEntries(inFolder)),
      buildSource(subject, { files: { ...guest } }),
      buildDirectGuest(),
      readEngine(),
    ]);
    const files = {
      '/index.html': html,
      '/page.js': pageScript,
      '/service-worker.js': worker,
      '/engine.wasm': engine,
      '/subject.wajs': artifact,
      '/compiled.wasm': compiled,
    };
    site = await openSite(files, upstream);
    browser = await openChromium();
    page = await browser.newPage();
    page.context().on('console', (message) => logs.push(`${message.type()}: ${message.text()}`));
    await page.goto(site.origin);
    await inPage('register');
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await site?.[Symbol.asyncDispose]();
  });

  /** Does one of the actions of page.js. */
  const inPage = <T>(action: string, ...values: unknown[]): Promise<T> =>
    page.evaluate(
      ([name, given]) =>
        (globalThis as unknown as { actions: Record<string, (...args: unknown[]) => T> }).actions[
          name
        ]!(...given),
      [action, values] as const,
    );
  const ask = (path: string, init: Init = {}): Promise<Answer> =>
    inPage<Answer>('ask', `/fn/${path}`, init);
  const askJson = async (path: string, init?: Init): Promise<unknown> =>
    JSON.parse((await ask(path, init)).text);

  it('answers requests of its page', async () => {
    expect(await ask('hello?name=Žofie')).toMatchObject({ status: 200, text: 'Hello, Žofie!' });
    const { status, headers } = await ask('head');
    expect({ status, brew: headers['x-brew'] }).toEqual({ status: 418, brew: 'tea' });
    expect(await inPage('cookies')).toBe('session=of the user');
    expect((await ask('nothing')).status).toBe(404);
    const posted = await ask('echo', { method: 'POST', body: 'the body' });
    expect(posted).toMatchObject({ text: 'the body', headers: { 'x-method': 'POST' } });
  });

  it('sees nothing of earlier requests, many at a time', async () => {
    const paths = Array.from({ length: 40 }, () => '/fn/isolation');
    const answers = await inPage<Answer[]>('askAll', paths);
    expect(new Set(answers.map(({ text }) => text))).toEqual(new Set(['{"seen":1,"leak":1}']));
  });

  it('keeps in its store what it puts there', async () => {
    const paths = Array.from({ length: 10 }, () => '/fn/count');
    const answers = await inPage<Answer[]>('askAll', paths);
    const counts = answers.map(({ text }) => (JSON.parse(text) as { count: number }).count);
    expect(counts.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('calls an interface that its author brings: results, errors and resources', async () => {
    expect(await askJson('rates?currency=EUR')).toEqual({
      currency: 'EUR',
      price: 1.25,
      volumes: [1, 2 ** 31],
      prices: [1, 0],
    });
    expect(await askJson('no-rate')).toEqual({ tag: 'unknown-currency', val: 'XXX' });
  });

  it('reads a body while the page still writes it', async () => {
    expect(await inPage('uploadSlowly')).toMatchObject({
      status: 200,
      text: 'first and the rest',
    });
  });

  it('answers with a body that the page reads while it is written', async () => {
    expect(await inPage('downloadSlowly')).toEqual({ first: 'first ', rest: 'second' });
  });

  it('streams megabytes through, unchanged', async () => {
    const { bytes, sent, received } = await inPage<Transformed>('transform', 64, 65_536);
    expect(bytes).toBe(4 * 1024 * 1024);
    expect(received).toBe(sent);
  });

  it('goes on after a page that gives up a body, and after a body that breaks off', async () => {
    for (let round = 0; round < 8; round++) {
      expect(await inPage<number>('giveUp')).toBeGreaterThan(0);
      expect(await inPage('readBroken')).toEqual({ status: 200, error: 'TypeError' });
    }
    expect((await ask('hello?name=Ada')).text).toBe('Hello, Ada!');
  });

  it('fails with a problem that tells nothing, and the log has the author\u2019s line', async () => {
    for (const path of ['throws', 'header-injection']) {
      const { status, headers, text } = await ask(path);
      expect(status).toBe(500);
      expect(headers['content-type']).toBe('application/problem+json');
      expect(JSON.parse(text)).toEqual({
        type: 'about:blank',
        title: 'Internal Server Error',
        status: 500,
        requestId: expect.stringMatching(/^[\da-f-]{36}$/) as string,
      });
    }
    await expect
      .poll(() => logs.find((line) => line.includes('broken on purpose')), patient)
      .toMatch(
        /^error: %s \[subject [\da-f]{8}\] TypeError: broken on purpose .*index\.ts:\d+:\d+/s,
      );
  });

  it('is stopped where it computes without end, and the page and the worker live', async () => {
    const started = Date.now();
    const { status } = await ask('loop');
    expect(status).toBe(500);
    expect(Date.now() - started).toBeLessThan(30_000);
    expect((await ask('hello?name=Ada')).text).toBe('Hello, Ada!');
    await expect
      .poll(() => logs.join('\n'), patient)
      .toContain('it computed for too long without a pause (limit cpuKillMs)');
  });

  it('is stopped where it takes all memory', async () => {
    expect((await ask('memory')).status).toBe(500);
    expect((await ask('hello?name=Ada')).text).toBe('Hello, Ada!');
  });

  it('fetches what is allowed, without the cookies of the page, and nothing else', async () => {
    const via = (url: string, init?: Init) =>
      askJson(`fetches?url=${encodeURIComponent(url)}`, init);
    expect(await via(`${site.origin}/upstream`)).toEqual({
      status: 200,
      url: `${site.origin}/upstream`,
      type: 'text/plain',
      text: 'cookies: none',
    });
    expect(await via(`${site.origin}/upstream`, { method: 'POST', body: 'sent on' })).toMatchObject(
      { status: 200, text: 'sent on' },
    );
    expect(await via('https://example.com/')).toMatchObject({
      name: 'TypeError',
      cause: expect.stringContaining(
        '[denied] requests to "example.com" are not allowed',
      ) as string,
    });
    expect(await via(`${site.origin}/redirects`)).toMatchObject({
      cause: expect.stringContaining('answered with a redirect') as string,
    });
  });

  it('has settings, secrets, randomness and time', async () => {
    const first = (await askJson('settings')) as Settings;
    const second = (await askJson('settings')) as Settings;
    expect(first).toMatchObject({ greeting: 'hello', revealed: 'hidden' });
    expect(first.secret).not.toContain('hidden');
    expect(second.random).not.toBe(first.random);
    expect(Math.abs(first.time - Date.now())).toBeLessThan(60_000);
  });

  it('logs to the console, whose formats it cannot use', async () => {
    await ask('logs');
    const line = (text: string) => logs.find((one) => one.includes(text));
    // A message of the browser's has its arguments beside each other, the format "%s" first.
    await expect
      .poll(() => line('no style'), patient)
      .toMatch(/^info: %s \[subject [\da-f]{8}\] %cno style$/);
    await expect
      .poll(() => line('watch out'), patient)
      .toMatch(/^warning: %s \[subject [\da-f]{8}\] watch out \{count: 3, who: Ada, list: Array/);
  });

  it('runs as a component of a compiled language, which is linked in the browser', async () => {
    for (const count of ['1', '2', '3']) {
      expect(await inPage('ask', '/compiled', {})).toMatchObject({ status: 200, text: count });
    }
  });
});
