import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bindInterface } from '@org/host-bindings';
import { ResultError } from '@org/host-bindings/codegen-v1';
import type { ExportInterface, ImportInterface } from '@org/host-bindings/contract';
import { parseWit } from '@org/host-bindings/generator';
import {
  answerOf,
  arbitraryArguments,
  echo,
  echoOf,
  inOrder,
  laterOutcome,
  Thing,
} from '../codegen/echo-function.js';
import { isTooLarge, randomWorld } from '../codegen/random-world.js';
import { tripFactor, tripSeed, tripTime } from '../codegen/trips.js';
import { emitEnds } from './emitted-world.js';
import { buildSource, startHost } from './function-harness.js';

type Echo = Record<string, (...args: unknown[]) => Promise<unknown>>;

interface HostModules {
  readonly things: { readonly things: ImportInterface<unknown> };
  readonly echo: { readonly echo: ImportInterface<unknown> };
  readonly 'exported-echo': { readonly echo: ExportInterface<Echo> };
}

const WORLDS = 3 * tripFactor;
const FUNCTIONS = 24;
const VALUES = 30;

/** A function that answers each call with what its host answers to the same one. */
const mirror = `
import { serveEcho } from './exported-echo.js';
import * as host from './echo.js';
serveEcho(Object.fromEntries(
  Array.from({ length: ${FUNCTIONS} }, (_, index) => ['echo' + index, (...args) => host['echo' + index](...args)]),
));
`;

test(
  'random types come back through a JavaScript guest in the engine and its host',
  async () => {
    let trips = 0;
    const seed = tripSeed;
    const texts = fc.sample(
      randomWorld({ functions: FUNCTIONS, mostLabels: 70, hasThings: true }),
      {
        seed,
        numRuns: WORLDS * 8,
      },
    );
    let worlds = 0;
    for (const text of texts) {
      if (worlds === WORLDS) break;
      if (await isTooLarge(text)) continue;
      worlds += 1;
      const { world } = await parseWit([{ file: 'random.wit', text }], 'loop');
      const { host: emitted, guest } = await emitEnds<HostModules>(world);
      const functions = world.exports[0]!.functions;
      const seen: unknown[] = [];
      const fail = (payload: unknown) => new ResultError(payload);
      const provider = Object.fromEntries(
        functions.map((func, index) => [
          `echo${index}`,
          (...args: unknown[]) => {
            seen.push(inOrder(echoOf(args.slice(0, func.parameters.length))));
            if (!func.async || trips % 2 === 0) return echo(func, args, fail);
            return Promise.resolve(args).then((given) => echo(func, given, fail));
          },
        ]),
      );
      const { host } = await startHost({
        interfaces: [
          bindInterface(emitted.things.things, {}),
          bindInterface(emitted.echo.echo, provider),
        ],
        policy: { interfaces: ['test:random/echo', 'test:random/things'] },
      });
      const { artifact } = await buildSource(mirror, { files: { ...guest } });
      const fn = await host.load(artifact);
      using session = await fn.open();
      const bound = session.bind(emitted['exported-echo'].echo);
      for (const [index, func] of functions.entries()) {
        const values = arbitraryArguments(func, { object: () => new Thing() });
        for (const args of fc.sample(values, { seed, numRuns: VALUES })) {
          const where = `${func.name}, seed ${seed}, of\n${text}`;
          const answer = await laterOutcome(func, () => bound[`echo${index}`]!(...args));
          expect(inOrder(answer), where).toEqual(answerOf(func, args));
          expect(seen.pop(), where).toEqual(inOrder(echoOf(args)));
          expect(Thing.disposed, where).toBe(0);
          trips += 1;
        }
      }
    }
    console.log(`${trips} trips, seed ${seed}`);
    expect(trips).toBe(WORLDS * FUNCTIONS * VALUES);
  },
  tripTime(120_000),
);
