import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumMissing, openChromium, skipsBrowser } from '../browser/chromium.js';
import { runCommand } from '../package/run-command.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const example = fileURLToPath(new URL('../../examples/service-worker', import.meta.url));
if (skipsBrowser) console.warn(`the example service-worker is not tested: ${chromiumMissing}`);

describe('the guide', () => {
  it('shows the worker of the example', async () => {
    const guide = await readFile(join(root, 'docs/guide/browser.md'), 'utf8');
    expect(guide).toContain(await readFile(join(example, 'worker/service-worker.ts'), 'utf8'));
  });
});

describe.skipIf(skipsBrowser)('the notes, in a Service Worker', () => {
  let server: ChildProcess;
  let browser: Browser;
  let page: Page;
  const failures: string[] = [];

  beforeAll(async () => {
    await runCommand('npm', ['run', 'build', '-w', 'service-worker'], root);
    server = spawn(process.execPath, ['serve.mjs'], {
      cwd: example,
      env: { ...process.env, PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface(server.stdout!), 'line')) as [string];
    browser = await openChromium();
    page = await browser.newPage();
    page.on('pageerror', (error) => failures.push(String(error)));
    await page.goto(line.replace('notes at ', ''));
    await page.waitForSelector('body[data-ready]');
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    server?.kill();
  });

  const keep = async (text: string): Promise<void> => {
    await page.fill('input', text);
    await page.click('button');
  };
  const notes = (): Promise<string[]> => page.locator('li').allTextContents();

  it('keeps what is written, and shows it after a reload', async () => {
    expect(await notes()).toEqual([]);
    await keep('first');
    await expect.poll(notes, { timeout: 10_000 }).toEqual(['first']);
    await keep('<b>second</b>');
    await expect.poll(notes, { timeout: 10_000 }).toEqual(['first', '<b>second</b>']);
    await page.reload();
    await expect.poll(notes, { timeout: 10_000 }).toEqual(['first', '<b>second</b>']);
    expect(failures).toEqual([]);
  });

  it('shows what the function refuses', async () => {
    const [status, text] = await page.evaluate(async () => {
      const response = await fetch('/api/notes', { method: 'POST', body: ' ' });
      return [response.status, await response.text()];
    });
    expect([status, text]).toEqual([400, 'a note has 1 to 200 characters']);
  });
});
