import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Where distributions put it; `CHROMIUM` names another one. */
const places = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** The browser that suites drive; undefined where this machine has none. */
export const chromiumPath = places.find((path) => path !== undefined && existsSync(path));

/** Why suites in a browser cannot run, and what to do. */
export const chromiumMissing =
  'there is no Chromium on this machine: "apt-get install -y chromium", or name one in the variable CHROMIUM';

/** Whether suites in a browser are left out: never in CI, where they fail instead. */
export const skipsBrowser = chromiumPath === undefined && !process.env['CI'];

/** Starts the browser, without a window. */
export function openChromium(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error(chromiumMissing);
  // Containers run as root and have a small /dev/shm.
  const args = ['--no-sandbox', '--disable-dev-shm-usage'];
  return chromium.launch({ executablePath: chromiumPath, args });
}
