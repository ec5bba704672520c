import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { arbitraryValue } from './arbitrary-value.js';
import type * as Host from '../../packages/host-bindings/src/codegen-v1/index.js';
import type { ImportInterface } from '../../packages/host-bindings/src/codegen-v1/index.js';
import type * as Guest from '../../packages/wajs/src/guest/codegen-v1/index.js';
import { connectRing, loadEchoWorld } from './echo-world.js';
import type { EchoFunction } from './echo-world.js';
import { loadEmitted, readWorld } from './emitted-module.js';

const WORLDS = [
  ['shapes.wit', 'everything', 66],
  ['shapes.wit', 'inline', 5],
  ['shapes.wit', 'renamed', 7],
  ['shapes.wit', 'named', 35],
  ['names.wit', 'loop', 40],
  ['names.wit', 'files', 20],
  ['versions.wit', 'all', 10],
] as const;

describe.each(WORLDS)('%s, world %s', (file, world, least) => {
  let functions: EchoFunction[];

  beforeAll(async () => {
    functions = await loadEchoWorld(await readWorld(file, world));
  });

  test('every value of every function comes back as it was', async () => {
    const ways = functions.flatMap(({ title, func, ways: all }) =>
      [...all].map(([way, call]) => ({ title: `${title}, ${way}`, func, call })),
    );
    expect(ways.length).toBeGreaterThanOrEqual(least);
    for (const { title, func, call } of ways) {
      const args = fc.tuple(...func.parameters.map((one) => arbitraryValue(one.type)));
      await fc.assert(
        fc.asyncProperty(args, async (given) => {
          const result = await call(given);
          expect(result, title).toEqual(given.length === 1 ? given[0] : given);
        }),
        { numRuns: 25 },
      );
    }
  }, 60_000);
});

interface Thing {
  then_(): number;
  handle_(): number;
  release_(): number;
  toString_(): string;
  self(): number;
}

interface ThingClass {
  create(then: number): Thing;
  create_(value: number): Thing;
  name_(): string;
  length_(): number;
  prototype_(): number;
}

interface Things {
  readonly things: {
    readonly Then: ThingClass;
    readonly make: (thing: Thing) => Thing | undefined;
    readonly thingsInterface: Guest.Imported;
  };
  readonly codegen: typeof Guest;
}

interface HostThings {
  readonly things: { readonly things: ImportInterface<never> };
  readonly codegen: typeof Host;
}

test('members that objects and classes have already are told apart from those of WIT', async () => {
  const world = await readWorld('names.wit', 'imports-things');
  const host = await loadEmitted<HostThings>(world, 'ts-host');
  const guest = await loadEmitted<Things>(world, 'js-guest');
  const thing = (value: number) => ({
    then_: () => value,
    handle: () => value + 1,
    release: () => value + 2,
    toString_: () => `thing ${value}`,
    self: () => value + 3,
  });
  const provider = {
    then_: {
      create: thing,
      create_: (value: number) => thing(value * 2),
      name: () => 'a name',
      length: () => 7,
      prototype_: () => 8,
    },
    make: (one: unknown) => one,
  };
  // Neither a provider nor an object of it is taken for a promise.
  expect(await Promise.resolve(provider)).toBe(provider);
  guest.codegen.requireImport(guest.things.thingsInterface);
  const handles = new host.codegen.HandleTable();
  const imports = [[host.things.things, provider]] as const;
  connectRing({ host: host.codegen, guest: guest.codegen, handles, imports });
  const { Then, make } = guest.things;
  const one = await Promise.resolve(Then.create(5));
  expect([one.then_(), one.handle_(), one.release_(), one.self()]).toEqual([5, 6, 7, 8]);
  expect(one.toString_()).toBe('thing 5');
  expect(Then.create_(5).then_()).toBe(10);
  expect([Then.name_(), Then.length_(), Then.prototype_()]).toEqual(['a name', 7, 8]);
  expect(make(one)?.then_()).toBe(5);
});
