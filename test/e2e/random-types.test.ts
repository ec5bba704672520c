import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bindInterface } from '@org/host-bindings';
import type { ExportInterface, ImportInterface } from '@org/host-bindings/contract';
import { parseWit } from '@org/host-bindings/generator';
import { arbitraryValue } from '../codegen/arbitrary-value.js';
import { randomWorld } from '../codegen/random-world.js';
import { emitEnds } from './emitted-world.js';
import { buildSource, startHost } from './function-harness.js';

type Echo = Record<string, (value: unknown) => Promise<unknown>>;

interface HostModules {
  readonly echo: { readonly echo: ImportInterface<unknown> };
  readonly 'exported-echo': { readonly echo: ExportInterface<Echo> };
}

const WORLDS = 3;
const FUNCTIONS = 24;
const VALUES = 30;

/** A function that answers each call with what its host answers to the same one. */
const mirror = `
import { serveEcho } from './exported-echo.js';
import * as host from './echo.js';
serveEcho(Object.fromEntries(
  Array.from({ length: ${FUNCTIONS} }, (_, index) => ['echo' + index, (value) => host['echo' + index](value)]),
));
`;

test('random types come back through a JavaScript guest in the engine and its host', async () => {
  let trips = 0;
  const seed = Number(process.env['RANDOM_JS_SEED'] ?? Date.now() & 0xffff);
  const worlds = randomWorld({ functions: FUNCTIONS, mostLabels: 70 });
  for (const text of fc.sample(worlds, { seed, numRuns: WORLDS })) {
    const { world } = await parseWit([{ file: 'random.wit', text }], 'loop');
    const { host: emitted, guest } = await emitEnds<HostModules>(world);
    const functions = world.exports[0]!.functions;
    const seen: unknown[] = [];
    const answer = (value: unknown): unknown => {
      seen.push(value);
      return trips % 2 === 0 ? value : Promise.resolve(value);
    };
    const provider = Object.fromEntries(
      functions.map(({ async }, index) => [
        `echo${index}`,
        async ? answer : (value: unknown) => (seen.push(value), value),
      ]),
    );
    const { host } = await startHost({
      interfaces: [bindInterface(emitted.echo.echo, provider)],
      policy: { interfaces: ['test:random/echo'] },
    });
    const { artifact } = await buildSource(mirror, { files: { ...guest } });
    const fn = await host.load(artifact);
    using session = await fn.open();
    const echo = session.bind(emitted['exported-echo'].echo);
    for (const [index, func] of functions.entries()) {
      const values = fc.sample(arbitraryValue(func.parameters[0]!.type), {
        seed,
        numRuns: VALUES,
      });
      for (const value of values) {
        const where = `${func.name}, seed ${seed}, of\n${text}`;
        expect(await echo[`echo${index}`]!(value), where).toEqual(value);
        expect(seen.pop(), where).toEqual(value);
        trips += 1;
      }
    }
  }
  console.log(`${trips} trips, seed ${seed}`);
  expect(trips).toBe(WORLDS * FUNCTIONS * VALUES);
}, 120_000);
