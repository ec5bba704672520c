import fc from 'fast-check';
import { expect, test } from 'vitest';
import type {
  ExportInterface,
  ImportInterface,
  ResultError,
} from '../../packages/host-bindings/src/codegen-v1/index.js';
import { mirrorEntry } from './as-mirror.js';
import { buildGuest, RunningGuest } from './as-guest.js';
import {
  answerOf,
  arbitraryArguments,
  echo,
  echoOf,
  inOrder,
  outcome,
  Thing,
} from './echo-function.js';
import { loadEmitted } from './emitted-module.js';
import { isTooLarge, randomWorld } from './random-world.js';
import { tripFactor, tripSeed, tripTime } from './trips.js';

interface HostModules {
  readonly things: { readonly things: ImportInterface<never> };
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
    const texts = fc.sample(
      randomWorld({ functions: FUNCTIONS, mostLabels: 32, hasThings: true }),
      {
        seed,
        numRuns: WORLDS * 8,
      },
    );
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
      const seen: unknown[] = [];
      const provider = Object.fromEntries(
        world.exports[0]!.functions.map((func, index) => [
          `echo${index}`,
          (...args: unknown[]) => {
            seen.push(inOrder(echoOf(args.slice(0, func.parameters.length))));
            return echo(func, args, fail);
          },
        ]),
      );
      const guest = new RunningGuest(component, [
        { interface: host.things.things, provider: {} },
        { interface: host.echo.echo, provider },
      ]);
      for (const func of world.exports[0]!.functions) {
        const values = arbitraryArguments(func, { object: () => new Thing() });
        for (const args of fc.sample(values, { seed, numRuns: VALUES })) {
          const where = `${func.name}, seed ${seed}, of\n${wit}`;
          const answer = outcome(func, () =>
            guest.call(host.exportedEcho.echo, func.name, ...args),
          );
          expect(inOrder(answer), where).toEqual(answerOf(func, args));
          expect(seen.pop(), where).toEqual(inOrder(echoOf(args)));
          // All that was owned came back, and all that was borrowed was dropped.
          expect([guest.instance.handles.size, Thing.disposed], where).toEqual([0, 0]);
          trips += 1;
        }
      }
    }
    console.log(`${trips} trips in ${compiled} guests, seed ${seed}`);
    expect(trips).toBe(WORLDS * FUNCTIONS * VALUES);
  },
  tripTime(120_000),
);
