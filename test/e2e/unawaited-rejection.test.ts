import { buildFunction } from '@org/wajs/build';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder, startHost } from './function-harness.js';

const source = `
import { run } from '@org/wajs';

async function audit() {
  await null;
  throw new Error('nobody looks');
}

run(async () => {
  audit();
  Promise.reject(new TypeError('thrown away'));
  await audit().catch(() => undefined);
  await Promise.allSettled([audit(), Promise.reject(1)]);
  return new Response('fine');
});
`;

async function serve(trackRejections: boolean): Promise<{ text: string; lines: string[] }> {
  const root = await makeFolder({ 'index.ts': source });
  const entry = join(root, 'index.ts');
  const { artifact } = await buildFunction({ entry, name: 'subject', root, trackRejections });
  const { host, logs } = await startHost();
  const fn = await host.load(artifact);
  const response = await fn.fetch(new Request('http://localhost/'));
  return { text: await response.text(), lines: logs.map(({ message }) => message) };
}

describe('a rejected promise that nobody awaits', () => {
  it('is logged with the place, and costs the request nothing, when rejections are tracked', async () => {
    const { text, lines } = await serve(true);
    expect(text).toBe('fine');
    expect(lines).toHaveLength(2);
    const all = lines.join('\n');
    expect(all).toContain('nobody awaited it: TypeError: thrown away');
    expect(all).toContain('nobody awaited it: Error: nobody looks');
    expect(all).toContain('index.ts:6:');
    expect(all).toContain('index.ts:11:');
  });

  it.each([
    ['an async function that throws before its first await', 'audit();'],
    ['the same in a handler that does not wait', 'void audit(); return new Response("fine");'],
    ['a promise made of it', 'audit().then(() => 1);'],
    ['an executor that throws', 'new Promise(() => audit.call.call(1));'],
  ])('is logged once: %s', async (_name, statement) => {
    const root = await makeFolder({
      'index.ts': `import { run } from '@org/wajs';
async function audit() {
  throw new Error('nobody looks');
}
run(async () => {
  ${statement}
  return new Response('fine');
});`,
    });
    const entry = join(root, 'index.ts');
    const { artifact } = await buildFunction({ entry, name: 's', root, trackRejections: true });
    const { host, logs } = await startHost();
    const fn = await host.load(artifact);
    expect(await (await fn.fetch(new Request('http://localhost/'))).text()).toBe('fine');
    expect(logs.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^a promise was rejected and nobody awaited it: (Error: nobody looks|TypeError: .*)\n {4}at .*index\.ts:[36]:/s,
      ),
    ]);
  });

  it('does no harm otherwise', async () => {
    expect(await serve(false)).toEqual({ text: 'fine', lines: [] });
  });
});
