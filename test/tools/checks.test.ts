import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { docsLinksCheck } from '../../tools/checks/docs-links.mjs';
import { filesCheck } from '../../tools/checks/files.mjs';
import { importDirectionsCheck } from '../../tools/checks/import-directions.mjs';
import { pinsCheck } from '../../tools/checks/pins.mjs';
import { witCheck } from '../../tools/checks/wit.mjs';
import { runCommand } from '../package/run-command.js';

/** A check that cannot fail says nothing: each gets a repository that it has to refuse. */
describe('the checks of npm run check', () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'wajs-checks-'));
    await runCommand('git', ['init', '--quiet'], root);
  });

  afterEach(() => rm(root, { recursive: true, force: true }));

  const write = async (files: Record<string, string>) => {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
  };

  it('finds imports in a forbidden direction, of types too', async () => {
    const bindings = 'packages/host-bindings/src';
    await write({
      [`${bindings}/wit/parse.ts`]: `export const parse = 1; export interface Parsed {}`,
      [`${bindings}/model/world.ts`]: `import type { Parsed } from '../wit/parse.js';\nexport type { Parsed };`,
      [`${bindings}/abi/layout.ts`]: `export type { Parsed } from '../wit/parse.js';`,
      [`${bindings}/printer/print.ts`]: `import { readFile } from 'node:fs';\nexport { readFile };`,
      [`${bindings}/runtime/host.ts`]: `import { open } from 'lmdb';\nexport { open };`,
      [`${bindings}/linker/link.ts`]: `import { run } from '@org/wajs';\nexport { run };`,
      [`${bindings}/emitters/as-guest/emit.ts`]: `import '../ts-host/emit.js';`,
      [`${bindings}/emitters/ts-host/emit.ts`]: `export const emit = 1;`,
      'packages/wajs/src/guest/run.ts': `import 'node:fs';\nimport type { Host } from '@org/host-bindings';\nexport type { Host };`,
      'packages/wajs/src/build/build.ts': `import '../../../host-bindings/src/linker/link.js';`,
      'packages/wajs/src/cli/main.ts': `import '../build/build.js';`,
    });
    const { problems, read } = await importDirectionsCheck.run(root);
    expect(read).toBe('11 modules');
    const has = (text: string) => expect(problems).toContainEqual(expect.stringContaining(text));
    has('model/world.js imports packages/host-bindings/src/wit/parse.js');
    has('abi/layout.js imports packages/host-bindings/src/wit/parse.js');
    has('printer/print.js imports fs');
    has('runtime/host.js imports lmdb');
    has('linker/link.js imports @org/wajs');
    has('as-guest/emit.js imports packages/host-bindings/src/emitters/ts-host/emit.js');
    has('guest/run.js imports fs');
    has('guest/run.js imports @org/host-bindings');
    has('build/build.js imports packages/host-bindings/src/linker/link.js');
    has('cli/main.js imports packages/wajs/src/build/build.js');
    has('providers has rules and no modules');
  });

  it('finds Node behind what runs in a browser', async () => {
    const bindings = 'packages/host-bindings/src';
    await write({
      [`${bindings}/browser.ts`]: `export * from './runtime/host.js';`,
      [`${bindings}/runtime/host.ts`]: `export { createHash } from 'crypto';`,
      [`${bindings}/runtime/node/platform.ts`]: `export { readFile } from 'node:fs';`,
      [`${bindings}/linker/link.ts`]: `export { inflateRawSync } from 'node:zlib';`,
      [`${bindings}/providers/clock.ts`]: `import '../linker/artifact.js';`,
      [`${bindings}/providers/memory/kv.ts`]: `import type { Hash } from 'node:crypto';\nexport type { Hash };`,
      [`${bindings}/providers/browser/random.ts`]: `export { randomBytes } from 'node:crypto';`,
      [`${bindings}/providers/system/config.ts`]: `export { parseEnv } from 'node:util';`,
    });
    const { problems } = await importDirectionsCheck.run(root);
    const found = problems.filter((text) => text.includes('no-node-in-the-host-core'));
    expect(found.map((text) => text.replace(/: no-node.*/s, '')).toSorted()).toEqual([
      `${bindings}/linker/link.js imports zlib`,
      `${bindings}/providers/browser/random.js imports crypto`,
      `${bindings}/providers/memory/kv.js imports crypto`,
      `${bindings}/runtime/host.js imports crypto`,
    ]);
  });

  it('finds what leads from the entry for browsers to the adapter for Node', async () => {
    const bindings = 'packages/host-bindings/src';
    await write({
      [`${bindings}/browser.ts`]: `export * from './runtime/host.js';`,
      [`${bindings}/runtime/host.ts`]: `export * from './engine.js';`,
      [`${bindings}/runtime/engine.ts`]: `export * from './node/platform.js';`,
      [`${bindings}/runtime/node/platform.ts`]: `export { readFile } from 'node:fs';`,
    });
    const { problems } = await importDirectionsCheck.run(root);
    expect(problems).toContainEqual(
      expect.stringContaining(
        `${bindings}/browser.js imports ${bindings}/runtime/node/platform.js: nothing-of-node`,
      ),
    );
  });

  it('fails where there are no modules to read', async () => {
    await mkdir(join(root, 'packages'));
    const { problems } = await importDirectionsCheck.run(root);
    expect(problems).toContain('dependency-cruiser read 0 modules of 0');
  });

  it('finds ranges, foreign hosts, missing hashes and install scripts', async () => {
    const manifest = {
      dependencies: { a: '^1.0.0', b: '1.0.0' },
      peerDependencies: { c: '>=1' },
      scripts: { postinstall: 'node x.js' },
    };
    const packages = {
      '': manifest,
      'node_modules/a': { version: '1.0.0', resolved: 'https://example.org/a.tgz', integrity: 'x' },
      'node_modules/b': { version: '1.0.0', optionalDependencies: { 'b-linux-x64': '1.0.0' } },
    };
    await write({
      'package.json': JSON.stringify(manifest),
      'package-lock.json': JSON.stringify({ packages }),
    });
    const { problems } = await pinsCheck.run(root);
    expect(problems).toEqual([
      expect.stringContaining('"a" at "^1.0.0"'),
      expect.stringContaining('"postinstall" runs at installation'),
      expect.stringContaining('"node_modules/a" comes from "https://example.org/a.tgz"'),
      expect.stringContaining('"node_modules/b" has no integrity hash'),
      expect.stringContaining('"b-linux-x64"'),
    ]);
  });

  it('finds links that lead nowhere', async () => {
    await write({
      'README.md': '[a](docs/a.md) [b](docs/a.md#two-words) [c](docs/b.md) [d](docs/a.md#three)',
      'docs/a.md': '# A\n## Two words\n```\n[not a link](x.md)\n```\n',
    });
    const { problems } = await docsLinksCheck.run(root);
    expect(problems).toEqual([
      'README.md: "docs/b.md" leads nowhere',
      'README.md: "docs/a.md#three" names a heading that is not there',
    ]);
  });

  it('finds files that are too long or badly named', async () => {
    await write({
      'src/long.ts': 'export {};\n'.repeat(401),
      'src/longish.ts': 'export {};\n'.repeat(301),
      'src/utils.ts': '',
      'src/camelCase.ts': '',
      'src/gen/Emitted.ts': '',
      'src/kv-store.test.ts': '',
    });
    const { problems, warnings } = await filesCheck.run(root);
    expect(problems).toEqual([
      'src/camelCase.ts is not in kebab-case',
      'src/long.ts has 401 lines; 400 at most',
      'src/utils.ts is named after no concept',
    ]);
    expect(warnings).toEqual(['src/longish.ts has 301 lines']);
  });

  it('finds WIT that is invalid or not documented', async () => {
    const documented = '/// A store.\ninterface kv {\n  get: func() -> missing;\n}\n';
    const world = '/// A function.\nworld function {\n  import kv;\n}\n';
    await write({ 'wit/kv.wit': `package a:b@1.0.0;\n\n${documented}\n${world}` });
    const { problems } = await witCheck.run(root);
    expect(problems).toEqual([
      'wit/kv.wit:5: "get: func() -> missing;" has no doc comment',
      expect.stringContaining('missing'),
    ]);
  });
});
