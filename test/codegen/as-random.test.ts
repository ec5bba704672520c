import fc from 'fast-check';
import { expect, test } from 'vitest';
import type {
  ExportInterface,
  ImportInterface,
} from '../../packages/host-bindings/src/codegen-v1/index.js';
import { arbitraryValue } from './arbitrary-value.js';
import { mirrorEntry } from './as-mirror.js';
import { buildGuest, RunningGuest } from './as-guest.js';
import { loadEmitted } from './emitted-module.js';
import { isTooLarge, randomWorld } from './random-world.js';

interface HostModules {
  readonly echo: { readonly echo: ImportInterface<never> };
  readonly exportedEcho: { readonly echo: ExportInterface<unknown> };
}

const WORLDS = Number(process.env['RANDOM_AS_WORLDS'] ?? 3);
const FUNCTIONS = 24;
const VALUES = 30;

test('random types come back through a guest in AssemblyScript and its host', async () => {
  let trips = 0;
  let compiled = 0;
  const seed = Number(process.env['RANDOM_AS_SEED'] ?? Date.now() & 0xffff);
  const texts = fc.sample(randomWorld({ functions: FUNCTIONS, mostLabels: 32 }), {
    seed,
    numRuns: WORLDS * 8,
  });
  for (const wit of texts) {
    if (compiled === WORLDS) break;
    if (await isTooLarge(wit)) continue;
    const optimize = compiled % 2 === 0 ? 'none' : 'speed';
    const { world, component, warnings } = await buildGuest({ wit, entry: mirrorEntry, optimize });
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
