import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findNode, nodeVersions, runScript } from '../linker/node-binary.js';
import { buildWaitsGuest } from './waits-guest.js';

const script = new URL('./fixtures/serve-waits.mjs', import.meta.url);
const manifest = createRequire(import.meta.url).resolve('@org/host-bindings/package.json');
const dist = join(dirname(manifest), 'dist');

let folder = '';
let component = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wajs-waits-'));
  component = join(folder, 'waits.wasm');
  await writeFile(component, await buildWaitsGuest());
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a compiled guest whose providers wait', () => {
  // Of itself the guest's own code is suspended. What comes of the other ways to wait is the same.
  it.each([
    { version: nodeVersions[20], waits: 'auto' },
    { version: nodeVersions[20], waits: 'thread' },
    { version: nodeVersions[22], waits: 'auto' },
    { version: nodeVersions[24], waits: 'stack-switching' },
    { version: nodeVersions[26], waits: 'auto' },
  ])(
    'is served alike on Node $version with waits $waits, whatever its providers do',
    async ({ version, waits }) => {
      const node = await findNode(version);
      expect(await runScript(node, script, [dist, component, waits])).toEqual({
        version: `v${version}`,
        outcomes: {
          'many at once': { wrong: [], counts: true, isConcurrent: true, hostcalls: 300 },
          'a provider that rejects, then one that throws': {
            rejected: 500,
            conflict: true,
            late: 500,
            thrown: 500,
            faults: 2,
            noValue: 500,
            after: '5 ok',
          },
          'a provider that never answers': {
            status: 504,
            reason: 'timeout',
            inTime: true,
            logged: 'the function did not answer within 1000 ms',
          },
          'nothing takes effect after the deadline': { status: 504, calls: [], stored: false },
          'a client that goes': { code: 'cancelled', reason: 'cancelled', calls: [] },
          'a loop beside good requests, after a wait': {
            loop: true,
            good: '1 good',
            after: '2 after',
          },
          'a loop beyond the deadline': { statuses: [true, true, true], after: '1 after' },
          'a host that goes while requests wait': { statuses: [200, 200, 200], later: 503 },
          'a session': {
            second: 'conflict',
            ended: 'cancelled',
            reason: 'cancelled',
            third: 200,
            calls: ['put'],
          },
          'an outbound request that waits': { status: 200, text: '204' },
          'a slow writer, and a slow reader': {
            length: String(50 * 65_536),
            wasDropped: true,
            most: 1,
            ahead: 0,
            passedLength: 50 * 65_536,
          },
          'as many instances as there may be': [200, 200, 200, 200, 200, 503, 503, 503],
          never: { status: 500, isNamed: true },
          'several functions share the threads': 20,
          threads: true,
        },
      });
    },
    180_000,
  );
});
