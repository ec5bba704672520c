import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { documentEntries } from '../../tools/api-docs/document-entries.mjs';
import type { Documented } from '../../tools/api-docs/document-entries.mjs';
import { publicEntries } from '../../tools/api-docs/public-entries.mjs';

/** `exports` of a manifest: those with types have pages. */
type Exports = Readonly<Record<string, string | { readonly types: string }>>;

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wajs-api-docs-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const WHOLE = `/**
 * A package.
 *
 * @packageDocumentation
 */

/** Says hello. See {@link Options}. */
export declare function hello(options: Options): string;

/** Options of \`hello\`. */
export interface Options {
  /** Whom to greet. */
  readonly name: string;
}

/**
 * Says goodbye.
 *
 * @example
 * \`\`\`ts
 * console.log(goodbye());
 * \`\`\`
 */
export declare const goodbye: () => string;
`;

const OTHER = '/**\n * Another entry.\n *\n * @packageDocumentation\n */\n\nexport {};\n';

/** What is found in a package with two entries, one of this text. */
async function documentText(text: string, out?: string): Promise<Documented> {
  const path = join(folder, 'index.d.ts');
  writeFileSync(join(folder, 'package.json'), '{ "name": "greetings", "version": "1.0.0" }');
  writeFileSync(path, text);
  writeFileSync(join(folder, 'other.d.ts'), OTHER);
  const entries = { greetings: path, 'greetings/other': join(folder, 'other.d.ts') };
  const program = { entries, lib: ['es2023'], types: [] };
  return documentEntries([program], out === undefined ? {} : { out });
}

test('writes pages of an entry whose every symbol is documented', async () => {
  const out = join(folder, 'out');
  const { problems, examples } = await documentText(WHOLE, out);
  expect(problems).toEqual([]);
  expect(examples).toEqual([
    { entry: 'greetings', symbol: 'goodbye', code: 'console.log(goodbye());\n' },
  ]);
  expect(readdirSync(out)).toContain('index.html');
}, 60_000);

test('fails on every symbol without a doc comment, and writes nothing', async () => {
  const out = join(folder, 'out');
  mkdirSync(out);
  const comments = [
    ' * A package.\n *\n * @packageDocumentation\n',
    '/** Says hello. See {@link Options}. */\n',
    '/** Options of `hello`. */\n',
    '  /** Whom to greet. */\n',
  ];
  const bare = comments.reduce((text, comment) => text.replace(comment, ''), WHOLE);
  const { problems } = await documentText(bare, out);
  const silent = 'does not have any documentation';
  expect(problems.toSorted()).toEqual([
    `greetings (Module), defined in greetings/index.d.ts, ${silent}`,
    `greetings.Options (Interface), defined in greetings/index.d.ts, ${silent}`,
    `greetings.Options.name (Property), defined in greetings/index.d.ts, ${silent}`,
    `greetings.hello (CallSignature), defined in greetings/index.d.ts, ${silent}`,
  ]);
  expect(readdirSync(out)).toEqual([]);
}, 60_000);

test('fails on links that lead nowhere, and on code that does not compile', async () => {
  const { problems } = await documentText(WHOLE.replace('{@link Options}', '{@link Nothing}'));
  expect(problems).toEqual([expect.stringContaining('Failed to resolve link to "Nothing"')]);
  const broken = await documentText(WHOLE.replace('options: Options', 'options: Missing'));
  expect(broken.problems.join('\n')).toContain("Cannot find name 'Missing'");
}, 60_000);

test('every entry of the packages that has declarations gets its page', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
  const documented = publicEntries(root).flatMap(({ entries }) => Object.keys(entries));
  const exported = ['host-bindings', 'wajs', 'assemblyscript-sdk'].flatMap((folder) => {
    const text = readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8');
    const { name, exports } = JSON.parse(text) as { name: string; exports: Exports };
    return Object.entries(exports).flatMap(([path, target]) =>
      typeof target === 'string' ? [] : [name + path.slice(1)],
    );
  });
  // What emitted AssemblyScript imports is exported as a source.
  exported.push('@org/assemblyscript-sdk/assembly/codegen-v1');
  expect(documented.toSorted()).toEqual(exported.toSorted());
});
