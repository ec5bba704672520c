import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../package/run-command.js';
import { serveFunction, type ServedFunction } from '../package/served-function.js';
import { refusals } from './guestbook-refusals.js';
import { reading, signing, statusExchange } from './guestbook-signing.js';
import { type Exchange, exchange, withoutChance } from './http-exchange.js';

/** One version of the guestbook: its folder, its first file, and what the build makes of it. */
interface Version {
  readonly language: string;
  readonly folder: string;
  readonly entry: string;
  readonly built: string;
}

const examples = fileURLToPath(new URL('../../examples', import.meta.url));
const versions: readonly Version[] = [
  { language: 'JavaScript', folder: 'guestbook', entry: 'src/index.ts', built: 'guestbook.wajs' },
  {
    language: 'AssemblyScript',
    folder: 'guestbook-assemblyscript',
    entry: 'assembly/index.ts',
    built: 'guestbook-assemblyscript.component.wasm',
  },
];

const scratch = mkdtempSync(join(tmpdir(), 'wajs-guestbooks-'));
let upstream: Server;
let upstreamAuthority: string;

/** Where the test has a version built. */
const artifactOf = ({ folder, built }: Version): string => join(scratch, folder, built);

beforeAll(async () => {
  upstream = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  upstreamAuthority = `127.0.0.1:${(upstream.address() as AddressInfo).port}`;
});

afterAll(async () => {
  upstream?.close();
  await rm(scratch, { recursive: true, force: true });
});

/** Where a version keeps its entries in a mode. */
const dataOf = ({ folder }: Version, isolation: string): string =>
  join(scratch, `${folder}-${isolation}`);

/** Sends what a suite says, and compares the answers with it, byte by byte. */
async function runExchanges(server: ServedFunction, suite: readonly Exchange[]): Promise<void> {
  let cursor = '';
  for (const { title, request, response, eventually } of suite) {
    const path = request.path.replace('<cursor>', encodeURIComponent(cursor));
    const ask = async (): Promise<unknown> => {
      const { status, headers, body } = await exchange(server.origin, { ...request, path });
      const text = body.toString();
      // Only what is UTF-8 can be compared as text.
      expect(Buffer.from(text).equals(body), title).toBe(true);
      cursor = /(?:"cursor":"|href="\/\?cursor=)([^"#]+)/.exec(text)?.[1] ?? '';
      cursor = decodeURIComponent(cursor);
      const named = Object.entries(headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value : withoutChance(value),
      ]);
      return { status, headers: Object.fromEntries(named) as unknown, body: withoutChance(text) };
    };
    if (eventually) await expect.poll(ask, { timeout: 5000, message: title }).toEqual(response);
    else expect.soft(await ask(), title).toEqual(response);
    // Keys tell milliseconds apart, no less: the next entry is a later one.
    for (const now = Date.now(); response.status < 400 && Date.now() <= now;) await sleep(1);
  }
}

describe.each(versions)('the guestbook in $language', (version) => {
  const { folder, entry } = version;
  const cwd = join(examples, folder);
  const artifact = artifactOf(version);

  beforeAll(async () => {
    await runCommand('npx', ['wajs', 'build', entry, '-o', join(scratch, folder)], cwd);
  }, 60_000);

  it('answers as the suite says, in a sandbox for each request', async () => {
    const data = dataOf(version, 'request');
    await using server = await serveFunction(
      cwd,
      [artifact, '--kv', data, '--env', 'UPSTREAM_URL', '--allow', upstreamAuthority],
      { UPSTREAM_URL: `http://${upstreamAuthority}/` },
    );
    await runExchanges(server, refusals);
    await runExchanges(server, signing);
    const answers = { state: 'answers', status: 200, milliseconds: '<ms>' };
    const status = statusExchange(answers);
    const body = status.response.body.replace('"<ms>"', '<ms>');
    await runExchanges(server, [{ ...status, response: { ...status.response, body } }]);
    expect(server.output()).toMatch(/signed/);
  }, 60_000);

  it('answers as the suite says, in a sandbox that requests share', async () => {
    const data = dataOf(version, 'shared');
    await using server = await serveFunction(
      cwd,
      [artifact, '--kv', data, '--env', 'UPSTREAM_URL', '--isolation', 'shared'],
      { UPSTREAM_URL: `http://${upstreamAuthority}/` },
    );
    await runExchanges(server, refusals);
    await runExchanges(server, signing);
    // It is not allowed.
    await runExchanges(server, [statusExchange({ state: 'fails' })]);
    expect(server.output()).toMatch(/the upstream fails.*denied/);
  }, 60_000);
});

it.each(versions)(
  'the guestbook in $language reads what the other has written',
  async (version) => {
    const other = versions.find((one) => one !== version)!;
    const entry = artifactOf(version);
    await using server = await serveFunction(join(examples, version.folder), [
      entry,
      '--kv',
      dataOf(other, 'request'),
    ]);
    await runExchanges(server, reading);
  },
  60_000,
);
