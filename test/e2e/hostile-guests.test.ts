import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { HostError } from '@org/host-bindings';
import {
  type Artifact,
  decodeArtifact,
  decodeDelta,
  encodeArtifact,
  encodeDelta,
  type Plan,
  planSection,
} from '@org/host-bindings/linker';
import { readEngine } from '@org/wajs/engine';
import { createMemoryKv } from '@org/host-bindings/providers/memory';
import { describe, expect, it } from 'vitest';
import { buildSource, startHost } from './function-harness.js';

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const request = (path = '/'): Request => new Request(`http://localhost${path}`);
const hello = `import { run } from '@org/wajs'; run(() => new Response('hello'));`;

/** The artifact of a function with some of its parts replaced, and a sha256 that fits. */
async function craft(
  source: string,
  change: (artifact: Artifact) => Partial<Artifact>,
): Promise<Uint8Array> {
  const { artifact } = await buildSource(source);
  const decoded = decodeArtifact(artifact, sha256);
  return encodeArtifact({ ...decoded, ...change(decoded) }, sha256);
}

describe('a crafted artifact', () => {
  it('cannot hide memory behind a stack pointer that lies', async () => {
    const { host } = await startHost();
    const [section] = WebAssembly.Module.customSections(
      new WebAssembly.Module(await readEngine()),
      planSection,
    );
    const plan = JSON.parse(new TextDecoder().decode(section)) as Plan;
    const stackPointer = plan.globals.indexOf(plan.stackPointer!);
    expect(stackPointer).toBeGreaterThanOrEqual(0);
    const crafted = await craft(hello, ({ delta }) => {
      const image = decodeDelta(inflateRawSync(delta));
      const globals = image.globals.with(stackPointer, 4_000_000);
      return { delta: deflateRawSync(encodeDelta({ ...image, globals })) };
    });
    await expect(host.load(crafted)).rejects.toThrow(
      'the image of the artifact is none of this engine',
    );
  });

  it('cannot put bytes where the stack is, which restores leave out', async () => {
    const { host } = await startHost();
    const crafted = await craft(hello, ({ delta }) => {
      const image = decodeDelta(inflateRawSync(delta));
      const runs = [{ offset: 64, bytes: new TextEncoder().encode('EVIL') }, ...image.runs];
      return { delta: deflateRawSync(encodeDelta({ ...image, runs })) };
    });
    await expect(host.load(crafted)).rejects.toThrow('none of this engine');
  });

  it('with a damaged source map still answers, and logs its stack as it is', async () => {
    const { host, logs } = await startHost();
    const crafted = await craft(
      `import { run } from '@org/wajs'; run(() => { throw new Error('no luck'); });`,
      () => ({ sourceMap: Uint8Array.of(1, 2, 3) }),
    );
    const fn = await host.load(crafted);
    const response = await fn.fetch(request());
    expect(response.status).toBe(500);
    expect(logs.at(-1)?.message).toContain('no luck');
  });
});

describe('a guest that asks for too much', () => {
  it('is told the limit where the results of one batch do not fit', async () => {
    const kv = createMemoryKv();
    const { load } = await startHost({ providers: { kv }, limits: { ringBytes: 4_000_000 } });
    const fn = await load(`
      import { run, kv } from '@org/wajs';
      const bucket = kv.open('b');
      run(async () => {
        await bucket.put('k', new Uint8Array(1_000_000));
        const all = await Promise.allSettled(Array.from({ length: 20 }, () => bucket.get('k')));
        const failed = all.filter(({ status }) => status === 'rejected');
        return Response.json({ failed: failed.length, code: failed[0]?.reason.code });
      });
    `);
    const answer = (await (await fn.fetch(request())).json()) as { failed: number; code: string };
    expect(answer.code).toBe('limit');
    expect(answer.failed).toBeGreaterThan(10);
    expect((await fn.fetch(request())).status).toBe(200);
  });
});

describe('a provider that breaks', () => {
  const source = `
    import { run, kv } from '@org/wajs';
    run(async () => {
      try {
        return new Response(String(await kv.open('b').has('k')));
      } catch (error) {
        return new Response(error.code);
      }
    });
  `;

  it('with an error that cannot be said is an internal error of that call', async () => {
    const kv = {
      ...createMemoryKv(),
      exists: async (): Promise<boolean> => {
        throw new HostError('unavailable', 'half a pair: \ud800');
      },
    };
    const { load } = await startHost({ providers: { kv } });
    const fn = await load(source);
    expect(await (await fn.fetch(request())).text()).toBe('internal');
  });

  it('with a trap costs the request, and not the process', async () => {
    const { Trap } = await import('@org/host-bindings/contract');
    const kv = {
      ...createMemoryKv(),
      exists: async (): Promise<boolean> => {
        throw new Trap('broken for good');
      },
    };
    const { load, logs } = await startHost({ providers: { kv } });
    const fn = await load(source);
    const response = await fn.fetch(request());
    expect(response.status).toBe(500);
    expect(logs.at(-1)?.message).toContain('broken for good');
    expect((await fn.fetch(request())).status).toBe(500);
  });
});

describe('headers of a request given to fetch', () => {
  it('reach the function with one byte for each character', async () => {
    const { load } = await startHost();
    const fn = await load(`
      import { run } from '@org/wajs';
      run((request) => Response.json([...request.headers.get('x-name')].map((c) => c.charCodeAt(0))));
    `);
    const response = await fn.fetch(
      new Request('http://localhost/', { headers: { 'x-name': 'caf\u00e9' } }),
    );
    expect(await response.json()).toEqual([99, 97, 102, 233]);
  });
});
