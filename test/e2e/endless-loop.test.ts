import { buildFunction } from '@org/wajs/build';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder, startHost } from './function-harness.js';

const source = `
import { run } from '@org/wajs';
run(async (request) => {
  if (request.url.endsWith('/loop')) for (;;);
  if (request.url.endsWith('/later')) {
    await null;
    for (;;);
  }
  if (request.url.endsWith('/regexp')) /^(a+)+$/.test('a'.repeat(40) + '!');
  return new Response('fine');
});
`;

describe('a function that computes without end', () => {
  it('is stopped, costs its own request alone, and says why in the log', async () => {
    const { host, logs, load } = await startHost({ limits: { cpuKillMs: 500 }, instances: 1 });
    const fn = await load(source);
    for (const path of ['/loop', '/later', '/regexp']) {
      const stopped = await fn.fetch(new Request(`http://localhost${path}`));
      expect(stopped.status, path).toBe(500);
      expect(await stopped.text()).not.toContain('cpuKillMs');
      expect(logs.at(-1)?.message).toBe(
        'the function trapped: it computed for too long without a pause (limit cpuKillMs)',
      );
      const next = await fn.fetch(new Request('http://localhost/'));
      expect(await next.text()).toBe('fine');
    }
    host.dispose();
  });

  it('does not build where it does so at module level', async () => {
    const root = await makeFolder({ 'index.ts': 'for (;;);' });
    await expect(
      buildFunction({ entry: join(root, 'index.ts'), name: 'subject', root }),
    ).rejects.toThrow(
      'the module level was stopped: it computed for too long without a pause (limit loadMs)',
    );
  });
});
