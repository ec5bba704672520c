import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeArtifact, encodeArtifact } from '@org/host-bindings/linker';
import { buildFunction } from '@org/wajs/build';
import { engineUrl } from '@org/wajs/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findNode, nodeVersions, runScript } from './node-binary.js';

const script = new URL('./fixtures/serve-hello.mjs', import.meta.url);
const hello = fileURLToPath(new URL('../../examples/hello/', import.meta.url));
const manifest = createRequire(import.meta.url).resolve('@org/host-bindings/package.json');
const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

let folder = '';
let scriptArguments: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wajs-node-versions-'));
  const entry = join(hello, 'src/index.ts');
  const { artifact } = await buildFunction({ entry, name: 'hello', root: hello });
  // Without its image a host evaluates the bundle, as it does with an artifact of another engine.
  const withoutImage = encodeArtifact(
    { ...decodeArtifact(artifact, sha256), delta: new Uint8Array(0) },
    sha256,
  );
  const paths = [join(folder, 'hello.wajs'), join(folder, 'hello-from-source.wajs')];
  await writeFile(paths[0]!, artifact);
  await writeFile(paths[1]!, withoutImage);
  scriptArguments = [join(dirname(manifest), 'dist/index.js'), fileURLToPath(engineUrl), ...paths];
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the linked engine, on each Node that is supported', () => {
  it.each(Object.values(nodeVersions))(
    'validates, and serves hello from its image and from its source, on Node %s without flags',
    async (version) => {
      const greetings = ['Hello, Ada!\n', 'Hello, Žofie!\n', 'Hello, Ada!\n'];
      expect(await runScript(await findNode(version), script, scriptArguments)).toEqual({
        version: `v${version}`,
        flags: [],
        isValid: true,
        answers: [...greetings, ...greetings].map((text) => ({ status: 200, text })),
      });
    },
    // The first run downloads the binary.
    180_000,
  );
});
