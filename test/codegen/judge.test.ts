import fc from 'fast-check';
import { expect, test } from 'vitest';
import type {
  ExportInterface,
  ImportInterface,
} from '../../packages/host-bindings/src/codegen-v1/index.js';
import { arbitraryValue } from './arbitrary-value.js';
import { buildGuest, RunningGuest } from './as-guest.js';
import { mirrorEntry } from './as-mirror.js';
import { loadEmitted } from './emitted-module.js';
import { runWithJco } from './jco-judge.js';
import { randomWorld } from './random-world.js';

interface HostModules {
  readonly echo: { readonly echo: ImportInterface<never> };
  readonly exportedEcho: { readonly echo: ExportInterface<unknown> };
}

const WORLDS = 3;
const FUNCTIONS = 16;
const VALUES = 25;

/**
 * A value with its whole numbers modulo 2^32. jco-transpile 0.15.0 hands on a negative `s32` as a number
 * above 2^31 where the case that it is in is joined with a 64-bit one.
 */
function modulo(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? value >>> 0 : value;
  if (Array.isArray(value)) return value.map(modulo);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, modulo(item)]));
}

test('a component sees and answers the same values here and under jco', async () => {
  let trips = 0;
  const seed = Number(process.env['RANDOM_AS_SEED'] ?? Date.now() & 0xffff);
  const worlds = randomWorld({ functions: FUNCTIONS, mostLabels: 32, isOld: true });
  for (const wit of fc.sample(worlds, { seed, numRuns: WORLDS })) {
    const { world, component } = await buildGuest({ wit, entry: mirrorEntry });
    const host = await loadEmitted<HostModules>(world, 'ts-host');
    const seen: Record<'ours' | 'jco', unknown[]> = { ours: [], jco: [] };
    const provider = (side: 'ours' | 'jco') =>
      Object.fromEntries(
        world.imports[0]!.functions.map((_, index) => [
          `echo${index}`,
          (value: unknown) => {
            seen[side].push(value);
            return value;
          },
        ]),
      );
    const guest = new RunningGuest(component, [
      { interface: host.echo.echo, provider: provider('ours') },
    ]);
    const judge = await runWithJco(component, { 'test:random/echo': provider('jco') });
    for (const [index, func] of world.exports[0]!.functions.entries()) {
      const type = func.parameters[0]!.type;
      for (const value of fc.sample(arbitraryValue(type), { seed, numRuns: VALUES })) {
        const where = `${func.name}, seed ${seed}, of\n${wit}`;
        const verdict = judge['echo']![`echo${index}`]!(value);
        expect(guest.call(host.exportedEcho.echo, func.name, value), where).toEqual(value);
        expect(seen.ours.pop(), where).toEqual(value);
        expect(modulo(verdict), where).toEqual(modulo(value));
        expect(modulo(seen.jco.pop()), where).toEqual(modulo(value));
        trips += 1;
      }
    }
  }
  console.log(`${trips} trips, seed ${seed}`);
  expect(trips).toBe(WORLDS * FUNCTIONS * VALUES);
}, 120_000);
