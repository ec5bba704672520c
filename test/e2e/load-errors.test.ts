import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { createHost, HostError, LinkError } from '@org/host-bindings';
import { decodeArtifact, encodeArtifact, type Manifest } from '@org/host-bindings/linker';
import { createMemoryKv } from '@org/host-bindings/providers/memory';
import { buildComponent, type BuiltFunction } from '@org/wajs/build';
import { readEngine } from '@org/wajs/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { emitRates } from './custom-interface.js';
import { ask, buildSource, makeFolder, startHost } from './function-harness.js';

const source = `
  import { run, kv } from '@org/wajs';
  const bucket = kv.open('b');
  run(async () => new Response('stored: ' + (await bucket.get('key', 'text'))));
`;
const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const badDigest =
  '[malformed] the artifact is truncated or was changed: its sha256 does not match; copy it again, or build it again with "wajs build"';

let built: BuiltFunction;
let artifact: Uint8Array;

beforeAll(async () => {
  built = await buildSource(source);
  artifact = built.artifact;
});

interface Parts {
  readonly manifest?: Partial<Record<keyof Manifest, unknown>>;
  readonly bundle?: Uint8Array;
  readonly delta?: Uint8Array;
}

/** The artifact with some of its parts replaced, and a sha256 that is right again. */
function forge({ manifest = {}, ...parts }: Parts): Uint8Array {
  const real = decodeArtifact(artifact, sha256);
  const forged = { ...real.manifest, ...manifest } as Manifest;
  return encodeArtifact({ ...real, ...parts, manifest: forged }, sha256);
}

async function load(bytes: Uint8Array, interfaces = ['kv']): Promise<string> {
  const { host } = await startHost({
    policy: { interfaces },
    providers: { kv: createMemoryKv() },
  });
  const fn = await host.load(bytes);
  const response = await fn.fetch(ask());
  expect(response.status).toBe(200);
  return response.text();
}

/** The class and message with which bytes are refused. */
async function refuse(bytes: Uint8Array, interfaces?: string[]): Promise<string> {
  const error = await load(bytes, interfaces).then(
    () => undefined,
    (reason: unknown) => reason as Error,
  );
  expect(error).toBeInstanceOf(Error);
  return `${error!.name}: ${error!.message}`;
}

describe('an artifact', () => {
  it('that is whole is loaded', async () => {
    expect(await load(artifact)).toBe('stored: null');
  });

  it('that is truncated, wherever, is refused', async () => {
    for (let length = 4; length < artifact.length; length += 97) {
      expect(await refuse(artifact.subarray(0, length))).toBe(`LinkError: ${badDigest}`);
    }
    expect(await refuse(artifact.subarray(0, artifact.length - 1))).toBe(`LinkError: ${badDigest}`);
    for (const length of [0, 1, 3]) {
      expect(await refuse(artifact.subarray(0, length))).toMatch(/^LinkError: \[malformed\] /);
    }
  });

  it('in which one bit has changed is refused', async () => {
    for (let at = 8; at < artifact.length; at += 101) {
      const changed = artifact.slice();
      changed[at]! ^= 1 << (at % 8);
      expect(await refuse(changed)).toBe(`LinkError: ${badDigest}`);
    }
  });

  it('of another format version says which', async () => {
    const changed = artifact.slice();
    changed[4] = 7;
    expect(await refuse(changed)).toBe(
      'LinkError: [unsupported] the artifact has format version 7, this host reads 1; build it again with the wajs of this host',
    );
  });

  it('of another version of the contract says which', async () => {
    expect(await refuse(forge({ manifest: { contract: 'wajs:platform@0.2.0' } }))).toBe(
      'LinkError: [unsupported] function "subject" was built for the contract "wajs:platform@0.2.0", this host serves "wajs:platform@0.1.0"; build it again with the wajs of this host',
    );
  });

  it('of another engine is evaluated again, and works', async () => {
    expect(await load(forge({ manifest: { engine: 'ab'.repeat(32) } }))).toBe('stored: null');
    expect(await load(forge({ delta: new Uint8Array(0) }))).toBe('stored: null');
  });

  it('without its engine says how to give one', async () => {
    const host = createHost({ policy: { interfaces: ['kv'] } });
    await expect(host.load(artifact)).rejects.toThrow(
      '[unavailable] function "subject" is an artifact, which needs the universal engine; give createHost the option engine: await readEngine(), from "@org/wajs/engine"',
    );
  });

  it('over the size limit says what is allowed', async () => {
    const { host } = await startHost({ limits: { componentBytes: 1000 } });
    await expect(host.load(artifact)).rejects.toMatchObject({
      code: 'too-large',
      detail: { what: 'component-bytes', used: artifact.length, maximum: 1000 },
    });
  });
});

describe('an artifact whose sha256 is right although its content is not', () => {
  it.each([
    ['"imports" is no list of texts', { imports: undefined }],
    ['"imports" is no list of texts', { imports: [5] }],
    ['"exports" is no list of texts', { exports: 'all' }],
    ['"name" is no text', { name: 5 }],
    ['"contract" is no text', { contract: null }],
  ])('is refused where %s in its manifest', async (why, manifest) => {
    expect(await refuse(forge({ manifest }))).toBe(
      `LinkError: [malformed] the manifest of the artifact cannot be read: ${why}; build it again with "wajs build"`,
    );
  });

  it('is refused where a part cannot be unpacked', async () => {
    const garbage = new Uint8Array(50).fill(7);
    expect(await refuse(forge({ delta: garbage }))).toBe(
      'LinkError: [malformed] the image of the artifact cannot be unpacked; build it again with "wajs build"',
    );
    expect(await refuse(forge({ delta: new Uint8Array(0), bundle: garbage }))).toBe(
      'LinkError: [malformed] the code of the artifact cannot be unpacked; build it again with "wajs build"',
    );
  });

  it('is refused where it serves nothing', async () => {
    expect(await refuse(forge({ manifest: { exports: [] } }))).toBe(
      'HostError: [invalid] function "subject" serves nothing; call run(handler) or serveRpc(methods) in its entry',
    );
  });

  it('gets no interface past the policy by a manifest that does not name it', async () => {
    const manifest = { imports: built.manifest.imports.filter((name) => !name.includes('kv')) };
    // The image is used as it is, but without a provider: its index is not among the imports.
    const { host, logs } = await startHost({ policy: {}, providers: { kv: createMemoryKv() } });
    const fn = await host.load(forge({ manifest }));
    expect((await fn.fetch(ask())).status).toBe(500);
    expect(logs[0]?.message).toContain('there is no provider');
    // Evaluated again, the function names its imports itself.
    const again = forge({ manifest: { ...manifest, engine: 'ab'.repeat(32) } });
    await expect(host.load(again)).rejects.toThrow(
      '[denied] function "subject" imports "kv", which the policy does not grant; add it to policy.interfaces',
    );
  });

  it('is refused in words, or loaded, whichever bits are wrong', async () => {
    const { host } = await startHost({ providers: { kv: createMemoryKv() } });
    const good = await host.load(artifact);
    for (let round = 0; round < 300; round++) {
      const changed = artifact.slice();
      const at = 8 + ((round * 7919) % (changed.length - 40));
      changed[at]! ^= 1 << (round % 8);
      changed.set(sha256(changed.subarray(0, -32)), changed.length - 32);
      try {
        // What loads is not run: a changed image may well loop for ever.
        (await host.load(changed)).dispose();
      } catch (error) {
        const isTyped = [LinkError, HostError].some((type) => error instanceof type);
        expect(isTyped, `byte ${at}: ${String((error as Error).stack)}`).toBe(true);
      }
    }
    expect(await (await good.fetch(ask())).text()).toBe('stored: null');
  });
});

describe('what is neither an artifact nor a component', () => {
  it.each([
    ['random bytes', Uint8Array.from({ length: 1000 }, (_, index) => (index * 197) % 251)],
    ['a script', Buffer.from('console.log("hello")')],
    ['zeros', new Uint8Array(64)],
  ])('is refused: %s', async (_name, bytes) => {
    expect(await refuse(bytes)).toBe(
      'LinkError: [malformed] the bytes do not start as a WebAssembly component; give a component or an artifact made by "wajs build"',
    );
  });

  it.each([
    ['an empty core module', Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)],
    ['the engine itself', undefined],
  ])('is refused by its kind: %s', async (_name, bytes) => {
    expect(await refuse(bytes ?? (await readEngine()))).toBe(
      'LinkError: [unsupported] this is a core WebAssembly module, not a component; wrap it with "wasm-tools component new" first',
    );
  });

  it('is refused by its path', async () => {
    const { host } = await startHost();
    const folder = await makeFolder({});
    await expect(host.load(join(folder, 'none.wajs'))).rejects.toThrow(/ENOENT.*none\.wajs/);
  });
});

describe('imports', () => {
  it('that the policy does not grant are refused by name', async () => {
    expect(await refuse(artifact, [])).toBe(
      'HostError: [denied] function "subject" imports "kv", which the policy does not grant; add it to policy.interfaces',
    );
    const { artifact: greedy } = await buildSource(`
      import { run, kv, cache, config } from '@org/wajs';
      run(() => new Response(String([kv, cache, config])));
    `);
    expect(await refuse(greedy, ['cache'])).toBe(
      'HostError: [denied] function "subject" imports "config", "kv", which the policy does not grant; add them to policy.interfaces',
    );
  });

  it('that are granted and have no provider say which one to give', async () => {
    const { host } = await startHost();
    await expect(host.load(artifact)).rejects.toThrow(
      '[unavailable] function "subject" imports "wajs:platform/kv@0.1.0", which this host has no provider for; give providers.kv to createHost',
    );
  });

  it('of an interface that the host has never heard of are refused, by grant and by provider', async () => {
    const { guest } = await emitRates();
    const { artifact: foreign } = await buildSource(
      `
      import { run } from '@org/wajs';
      import { latest } from './rates.js';
      run(async () => Response.json(await latest('EUR')));
    `,
      { files: { ...guest } },
    );
    expect(await refuse(foreign)).toBe(
      'HostError: [denied] function "subject" imports "acme:money/rates@1.0.0", which the policy does not grant; add it to policy.interfaces',
    );
    expect(await refuse(foreign, ['acme:money/rates@1.0.0'])).toBe(
      'HostError: [unavailable] function "subject" imports "acme:money/rates@1.0.0", which this host has no provider for; bind one with bindInterface, for the option interfaces of createHost',
    );
  });
});

describe('a component', () => {
  it('is loaded whole, and refused where it is truncated', async () => {
    const root = await makeFolder({ 'index.ts': source });
    const { component } = await buildComponent({ entry: join(root, 'index.ts'), name: 'c', root });
    expect(await load(component)).toBe('stored: null');
    const { host } = await startHost({ providers: { kv: createMemoryKv() } });
    for (const length of [8, 100, 1000, 10_000, 100_000, component.length - 1]) {
      await expect(host.load(component.subarray(0, length))).rejects.toBeInstanceOf(LinkError);
    }
  }, 60_000);
});
