import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { nodePlatform } from '../node/platform.js';
import type { Platform } from '../platform.js';
import { browserPlatform } from './platform.js';

const text = new TextEncoder().encode('a function and its image, '.repeat(10_000));
const packed = deflateRawSync(text);

describe.each<[string, Platform]>([
  ['a browser', browserPlatform],
  ['Node', nodePlatform],
])('the platform of %s', (_name, platform) => {
  it('hashes', async () => {
    const digest = await platform.sha256(text);
    expect(Buffer.from(digest)).toEqual(createHash('sha256').update(text).digest());
  });

  it('inflates up to a bound', async () => {
    const inflated = await platform.inflater(packed, text.length);
    expect(Buffer.from(inflated()).equals(text)).toBe(true);
    const tooLarge = await platform.inflater(packed, text.length - 1);
    expect(() => tooLarge()).toThrow(RangeError);
  });

  it('gives up a bomb long before it is unpacked', async () => {
    const bomb = deflateRawSync(new Uint8Array(64 * 1024 * 1024));
    const before = process.memoryUsage().arrayBuffers;
    const inflated = await platform.inflater(bomb, 1_000_000);
    expect(() => inflated()).toThrow(RangeError);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 1024 * 1024);
  });

  it.each([
    ['damaged', packed.map((byte) => byte ^ 0xff)],
    ['truncated', packed.subarray(0, packed.length - 10)],
    ['empty', new Uint8Array()],
  ])('says so where the data is %s, when it is asked for', async (_kind, bytes) => {
    const inflated = await platform.inflater(bytes, 1_000_000);
    expect(() => inflated()).toThrow();
  });
});

describe('the names of functions', () => {
  it.each([
    ['/hello.wajs', 'hello'],
    ['https://example.com/a/b.c.wajs?version=1/2#x', 'b.c'],
    ['https://example.com/', 'function'],
  ])('are in a browser the last part of a URL: %s', (url, name) => {
    expect(browserPlatform.nameOf(url)).toBe(name);
  });

  it('are on Node those of files', () => {
    expect(nodePlatform.nameOf('dist/hello.wajs')).toBe('hello');
  });
});

describe('reading in a browser', () => {
  it('fetches, and refuses what is no success', async () => {
    const server = createServer((request, response) => {
      response.statusCode = request.url === '/hello.wajs' ? 200 : 404;
      response.end('WAJS');
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    try {
      const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const bytes = await browserPlatform.read(`${origin}/hello.wajs`);
      expect(new TextDecoder().decode(bytes)).toBe('WAJS');
      await expect(browserPlatform.read(`${origin}/no.wajs`)).rejects.toThrow(
        `[not-found] "${origin}/no.wajs" was answered with status 404`,
      );
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
