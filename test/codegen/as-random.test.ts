import fc from 'fast-check';
import { expect, test } from 'vitest';
import type {
  ExportInterface,
  ImportInterface,
  ResultError,
} from '../../packages/host-bindings/src/codegen-v1/index.js';
import { mirrorEntry } from './as-mirror.js';
import { buildGuest, RunningGuest } from './as-guest.js';
import { arbitraryArguments, echo, echoOf, inOrder, outcome } from './echo-function.js';
import { loadEmitted } from './emitted-module.js';
import { isTooLarge, randomWorld } from './random-world.js';
import { tripFactor, tripSeed, tripTime } from './trips.js';

interface HostModules {
  readonly echo: { readonly echo: ImportInterface<never> };
  readonly exportedEcho: { readonly echo: ExportInterface<unknown> };
  readonly codegen: { readonly ResultError: typeof ResultError };
}

const WORLDS = 3 * tripFactor;
const FUNCTIONS = 24;
const VALUES = 30;

test(
  'random types come back through a guest in AssemblyScript and its host',
  async () => {
    let trips = 0;
    let compiled = 0;
    const seed = tripSeed;
    const texts = fc.sample(randomWorld({ functions: FUNCTIONS, mostLabels: 32 }), {
      seed,
      numRuns: WORLDS * 8,
    });
    for (const wit of texts) {
      if (compiled === WORLDS) break;
      if (await isTooLarge(wit)) continue;
      const optimize = compiled % 2 === 0 ? 'none' : 'speed';
      const { world, component, warnings } = await buildGuest({
        wit,
        entry: mirrorEntry,
        optimize,
      });
      expect(warnings).toBe('');
      compiled += 1;
      const host = await loadEmitted<HostModules>(world, 'ts-host');
      const fail = (payload: unknown) => new host.codegen.ResultError(payload);
      const provider = Object.fromEntries(
        world.imports[0]!.functions.map((func, index) => [
          `echo${index}`,
          (...args: unknown[]) => echo(func, args, fail),
        ]),
      );
      const guest = new RunningGuest(component, [{ interface: host.echo.echo, provider }]);
      for (const func of world.exports[0]!.functions) {
        for (const args of fc.sample(arbitraryArguments(func), { seed, numRuns: VALUES })) {
          const answer = outcome(func, () =>
            guest.call(host.exportedEcho.echo, func.name, ...args),
          );
          expect(inOrder(answer), `${func.name}, seed ${seed}, of\n${wit}`).toEqual(
            inOrder(echoOf(args)),
          );
          trips += 1;
        }
      }
    }
    console.log(`${trips} trips in ${compiled} guests, seed ${seed}`);
    expect(trips).toBe(WORLDS * FUNCTIONS * VALUES);
  },
  tripTime(120_000),
);
