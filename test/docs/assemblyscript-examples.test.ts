import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { buildSource } from '../assemblyscript/function-source.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const assembly = join(root, 'packages/assemblyscript-sdk/assembly');

/** What examples take for granted, each in a function that has a request. */
const prelude = `
const bucket = kv.open('examples');
const text: string = '{}';
const response = Response.empty();

@json
class Entry {}
`;

/** The lines below each \`@example\` of a file. */
function examplesOf(file: string): string[] {
  const found = readFileSync(file, 'utf8').matchAll(/^ *\* @example\n((?: *\* ?(?!@).*\n)*)/gm);
  return [...found].map(([, lines = '']) => lines.replaceAll(/^ *\* ?/gm, '').replace(/\/\n$/, ''));
}

test('every example of the SDK for AssemblyScript compiles', async () => {
  const names = readdirSync(assembly).filter((name) => name.endsWith('.ts'));
  const examples = names.flatMap((name) => examplesOf(join(assembly, name)));
  expect(examples.length).toBeGreaterThan(15);
  const index = readFileSync(join(assembly, 'index.ts'), 'utf8');
  const exported = [...index.matchAll(/^export \{([^}]*)\}/gm)].flatMap(([, list = '']) =>
    list.split(',').map((name) => name.trim()),
  );
  const functions = examples.map(
    (code, number) =>
      `function example${number}(request: Request): Response {\n${code}\nreturn response;\n}\n`,
  );
  const calls = examples.map((_, number) => `  example${number}(request);\n`);
  const program = [
    `import { ${exported.filter((name) => name !== '').join(', ')} } from '@org/assemblyscript-sdk';`,
    prelude,
    ...functions,
    `export function handle(request: Request, _context: Context): Response {\n${calls.join('')}  return response;\n}\n`,
  ].join('\n');
  const { component } = await buildSource(program);
  expect(component.length).toBeGreaterThan(0);
});

test.each(['README.md', 'packages/assemblyscript-sdk/README.md'])(
  'the functions in AssemblyScript of %s compile',
  async (page) => {
    const blocks = readFileSync(join(root, page), 'utf8').matchAll(/^```ts\n([^]*?)^```$/gm);
    const functions = [...blocks]
      .map(([, code = '']) => code)
      .filter((code) => code.includes("from '@org/assemblyscript-sdk'"));
    expect(functions).not.toHaveLength(0);
    for (const code of functions) await buildSource(code);
  },
);
