import { layoutItems } from './layout-items.js';
import type { HostProject, OwnInterface } from './host-project.js';

/** Providers of the contract's interfaces that keep all in memory: their calls, and where they are from. */
const REFERENCES: Readonly<
  Record<string, { readonly from: string; readonly maker: string; readonly args: string }>
> = {
  kv: { from: 'memory', maker: 'createMemoryKv', args: '' },
  cache: { from: 'memory', maker: 'createMemoryCache', args: '' },
  rpc: { from: 'memory', maker: 'createMemoryRpc', args: '' },
  config: { from: 'system', maker: 'createConfig', args: "{ values: { GREETING: 'Hello' } }" },
  logging: { from: 'system', maker: 'createLogger', args: '' },
  clock: { from: 'system', maker: 'createClock', args: '' },
  random: { from: 'system', maker: 'createRandom', args: '' },
  http: { from: 'http', maker: 'createHttp', args: '{ allow: [] }' },
};

/** Name of the function of `src/host.ts`: `createFunctionHost`. */
export function hostMaker({ worldName }: HostProject): string {
  const words = worldName.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `create${words.join('')}Host`;
}

/** `src/host.ts`: the host with its providers. */
export function hostSource(project: HostProject): string {
  const { contract, own, grants, worldId } = project;
  const used = contract.filter((name) => REFERENCES[name] !== undefined);
  const hasRpc = used.includes('rpc');
  const policy = [...grants.map((name) => `'${name}'`), ...own.map((one) => `${one.local}.name`)];
  const provided = used.map((name) => {
    const { maker, args } = REFERENCES[name]!;
    return name === 'rpc' ? '      rpc,' : `      ${name}: ${maker}(${args}),`;
  });
  return lines(
    `import { ${own.length === 0 ? '' : 'bindInterface, '}createHost } from '@org/host-bindings';`,
    "import type { Host, HostOptions } from '@org/host-bindings';",
    ...['http', 'memory', 'system'].flatMap((from) => referenceImport(from, used)),
    "import { readEngine } from '@org/wajs/engine';",
    ...own.map((one) => `import { ${importText(one)} } from './gen/${one.module}.js';`),
    ...own.map((one) => `import { ${one.provider} } from './providers/${one.module}.js';`),
    '',
    ...(hasRpc
      ? [
          '/** Functions that others may call: `rpc.add(name, await host.load(file))`. */',
          'export const rpc = createMemoryRpc();',
          '',
        ]
      : []),
    '/**',
    ` * A host for functions of the world \`${worldId}\`.`,
    ' *',
    ' * What they keep lives in the memory of this process: put providers of your own in place of these,',
    ' * here or by `providers`.',
    ' */',
    ...layoutItems({
      before: `export async function ${hostMaker(project)}(`,
      items: ["providers: HostOptions['providers'] = {}"],
      after: '): Promise<Host> {',
    }),
    '  return createHost({',
    '    engine: await readEngine(),',
    ...(provided.length === 0
      ? ['    providers,']
      : ['    providers: {', ...provided, '      ...providers,', '    },']),
    ...(own.length === 0
      ? []
      : layoutItems({
          before: '    interfaces: [',
          items: own.map((one) => `bindInterface(${one.local}, new ${one.provider}())`),
          after: '],',
        })),
    ...policyLines(policy),
    '  });',
    '}',
  );
}

function importText({ constant, local }: OwnInterface): string {
  return constant === local ? constant : `${constant} as ${local}`;
}

function policyLines(interfaces: readonly string[]): string[] {
  if (interfaces.length === 0) return [];
  const [line, ...more] = layoutItems({
    before: '    policy: { interfaces: [',
    items: interfaces,
    after: '] },',
  });
  if (more.length === 0) return [line!];
  const list = layoutItems({ before: '      interfaces: [', items: interfaces, after: '],' });
  return ['    policy: {', ...list, '    },'];
}

/** `src/main.ts`: serves one function. */
export function mainSource(project: HostProject): string {
  const maker = hostMaker(project);
  return lines(
    "import { serve } from '@org/host-bindings/node';",
    `import { ${maker} } from './host.js';`,
    '',
    "const file = process.argv[2] ?? 'dist/sample.wajs';",
    `const host = await ${maker}();`,
    'const fn = await host.load(file);',
    "const serving = await serve(fn, { port: Number(process.env['PORT'] ?? 8787) });",
    'console.log(`serving ${file} at ${serving.url}`);',
    '',
    "for (const signal of ['SIGINT', 'SIGTERM'] as const) {",
    '  process.once(signal, () => {',
    '    void serving.close().then(() => host.dispose());',
    '  });',
    '}',
  );
}

/** `src/providers/<interface>.ts`: where an interface of the user's own is answered. */
export function providerSource({ name, module, base, provider, signatures }: OwnInterface): string {
  return lines(
    `import { ${base} } from '../gen/${module}.js';`,
    '',
    '/**',
    ` * Answers \`${name}\` for functions. What is not overridden here answers`,
    ' * `unavailable` with its name. A function sees these:',
    ' *',
    ...signatures.map((one) => ` * - \`${one}\``),
    ' */',
    `export class ${provider} extends ${base} {}`,
  );
}

/** `src/host.test.ts`: what holds before a line is changed, and should still hold afterwards. */
export function testSource(project: HostProject): string {
  const { contract, own, grants } = project;
  const maker = hostMaker(project);
  const hasStore = contract.includes('kv');
  const needs = hasStore || own.some((one) => one.call !== undefined);
  const called = own.filter((one) => one.call !== undefined);
  return lines(
    "import assert from 'node:assert/strict';",
    "import { after, before, test } from 'node:test';",
    `import ${needs ? '{ createHost }' : 'type { Host, LoadedFunction }'} from '@org/host-bindings';`,
    ...(needs ? ["import type { Host, LoadedFunction } from '@org/host-bindings';"] : []),
    "import { createMemoryLogging } from '@org/host-bindings/providers/memory';",
    ...(needs ? ["import { readEngine } from '@org/wajs/engine';"] : []),
    `import { ${maker} } from './host.js';`,
    '',
    "const file = 'dist/sample.wajs';",
    'const logging = createMemoryLogging();',
    'let host: Host;',
    'let fn: LoadedFunction;',
    '',
    'before(async () => {',
    `  host = await ${maker}({ logging });`,
    '  fn = await host.load(file);',
    '});',
    '',
    'after(() => host.dispose());',
    '',
    'async function ask(path: string): Promise<Record<string, unknown>> {',
    "  const response = await fn.fetch(new Request(new URL(path, 'http://localhost')));",
    '  assert.equal(response.status, 200, logging.records.map(({ message }) => message).join());',
    '  return (await response.json()) as Record<string, unknown>;',
    '}',
    '',
    "test('a function answers, and its log reaches the host', async () => {",
    "  const { greeting } = await ask('/?name=Ada');",
    "  assert.equal(greeting, 'Hello, Ada!');",
    "  assert.ok(logging.records.some(({ message }) => message === 'greeted'));",
    '});',
    ...(hasStore
      ? [
          '',
          "test('what a function stores is there at the next request', async () => {",
          "  const first = await ask('/?name=Grace');",
          "  const second = await ask('/?name=Grace');",
          "  assert.deepEqual([first['visits'], second['visits']], [1, 2]);",
          '});',
        ]
      : []),
    ...called.flatMap((one) => [
      '',
      `test('calls of ${one.name} reach their provider', async () => {`,
      "  const { calls } = (await ask('/')) as { calls: Record<string, string> };",
      '  // Until the provider overrides the function, it says that it does not offer it.',
      `  assert.match(calls['${one.name}'] ?? 'no call', /^answered$|does not offer/);`,
      '});',
    ]),
    ...(needs
      ? [
          '',
          "test('a function that asks for more than is granted is refused', async () => {",
          '  const strict = createHost({ engine: await readEngine() });',
          `  await assert.rejects(strict.load(file), /${(grants.includes('kv') ? 'kv' : called[0]!.name).replace(/[/.]/g, '\\$&')}/);`,
          '  strict.dispose();',
          '});',
        ]
      : []),
  );
}

function referenceImport(from: string, used: readonly string[]): string[] {
  const makers = used.filter((name) => REFERENCES[name]!.from === from);
  if (makers.length === 0) return [];
  return layoutItems({
    before: 'import {',
    items: makers.map((name) => REFERENCES[name]!.maker).toSorted(),
    after: `} from '@org/host-bindings/providers/${from}';`,
    padded: true,
  });
}

function lines(...text: readonly string[]): string {
  return `${text.join('\n')}\n`;
}
