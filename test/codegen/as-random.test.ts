import fc from 'fast-check';
import { expect, test } from 'vitest';
import type {
  ExportInterface,
  ImportInterface,
} from '../../packages/host-bindings/src/codegen-v1/index.js';
import type { GeneratedFile } from '../../packages/host-bindings/src/generator/index.js';
import { arbitraryValue } from './arbitrary-value.js';
import { buildGuest, RunningGuest } from './as-guest.js';
import { loadEmitted } from './emitted-module.js';
import { randomWorld } from './random-world.js';

interface HostModules {
  readonly echo: { readonly echo: ImportInterface<never> };
  readonly exportedEcho: { readonly echo: ExportInterface<unknown> };
}

const WORLDS = Number(process.env['RANDOM_AS_WORLDS'] ?? 3);
const FUNCTIONS = 24;
const VALUES = 30;

/**
 * A guest that answers each call with what the host answers to the same one. Types of the imported and
 * of the exported interface are classes of their own, but of one layout.
 */
function echoEntry(files: readonly GeneratedFile[]): string {
  const { text } = files.find(({ path }) => path === 'exported-echo.ts')!;
  const found = /abstract (echo\d+)\(\s*a: ([^;]*?),?\s*\): ([^;]*);/g;
  const methods = [...text.matchAll(found)];
  expect(methods).toHaveLength(FUNCTIONS);
  const types = [...text.matchAll(/^export (?:class|enum|type) (T\d)\b/gm)].map((one) => one[1]!);
  const runtime = /import \{([^}]*)\} from '@org/.exec(text)![1]!;
  return [
    `import { ${runtime} } from '@org/assemblyscript-sdk/assembly/codegen-v1';`,
    `import { Echo, serveEcho, ${types.join(', ')} } from './gen/exported-echo';`,
    `import * as host from './gen/echo';`,
    `import { ${types.map((name) => `${name} as Host${name}`).join(', ')} } from './gen/echo';`,
    'class Mirror extends Echo {',
    ...methods.map(([, name, type = '', result = '']) => {
      const given = `changetype<${type.replace(/\b(T\d)\b/g, 'Host$1')}>(a)`;
      return `  ${name}(a: ${type}): ${result} { return changetype<${result}>(host.${name}(${given})); }`;
    }),
    '}',
    'serveEcho(new Mirror());',
  ].join('\n');
}

test('random types come back through a guest in AssemblyScript and its host', async () => {
  let trips = 0;
  let compiled = 0;
  const seed = Number(process.env['RANDOM_AS_SEED'] ?? Date.now() & 0xffff);
  const texts = fc.sample(randomWorld({ functions: FUNCTIONS, mostLabels: 32 }), {
    seed,
    numRuns: WORLDS,
  });
  for (const wit of texts) {
    const optimize = compiled % 2 === 0 ? 'none' : 'speed';
    const { world, component, warnings } = await buildGuest({ wit, entry: echoEntry, optimize });
    expect(warnings).toBe('');
    compiled += 1;
    const host = await loadEmitted<HostModules>(world, 'ts-host');
    const provider = Object.fromEntries(
      world.imports[0]!.functions.map((_, index) => [`echo${index}`, (value: unknown) => value]),
    );
    const guest = new RunningGuest(component, [{ interface: host.echo.echo, provider }]);
    for (const func of world.exports[0]!.functions) {
      const values = fc.sample(arbitraryValue(func.parameters[0]!.type), {
        seed,
        numRuns: VALUES,
      });
      for (const value of values) {
        const answer = guest.call(host.exportedEcho.echo, func.name, value);
        expect(answer, `${func.name}, seed ${seed}, of\n${wit}`).toEqual(value);
        trips += 1;
      }
    }
  }
  console.log(`${trips} trips in ${compiled} guests, seed ${seed}`);
  expect(trips).toBe(WORLDS * FUNCTIONS * VALUES);
}, 120_000);
