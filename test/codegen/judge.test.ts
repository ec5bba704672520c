import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { componentize } from 'componentize-qjs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseWit } from '../../packages/host-bindings/src/generator/index.js';
import { buildGuest } from './as-guest.js';
import { mirrorEntry } from './as-mirror.js';
import { type Judgement, judgeTrips, type MirrorComponent } from './judged-trips.js';
import { layoutsWorld } from './layouts-world.js';
import { isTooLarge, randomWorld, type RandomWorldOptions } from './random-world.js';
import { tripFactor, tripSeed, tripTime } from './trips.js';

const WORLDS = 2 * tripFactor;
const FUNCTIONS = 18;
const VALUES = 30;

function buildAssemblyScript(wit: string): Promise<MirrorComponent> {
  return buildGuest({ wit, entry: mirrorEntry });
}

/** A component that another tool makes of JavaScript, on the direct carrier. */
async function buildJavaScript(wit: string): Promise<MirrorComponent> {
  const { world } = await parseWit([{ file: 'world.wit', text: wit }]);
  const names = world.exports[0]!.functions.map((_, index) => `echo${index}`);
  const jsSource = `import * as host from 'test:random/echo';
export const echo = { ${names.map((name) => `${name}: (...args) => host.${name}(...args)`).join(', ')} };`;
  const folder = mkdtempSync(join(tmpdir(), 'wajs-judge-'));
  try {
    const witPath = join(folder, 'world.wit');
    writeFileSync(witPath, wit);
    const { component } = await componentize({ witPath, world: 'loop', jsSource });
    return { world, component, isEngine: true };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function judgeRandom(
  options: Partial<RandomWorldOptions>,
  build: (wit: string) => Promise<MirrorComponent>,
): Promise<Judgement> {
  const worlds = randomWorld({ functions: FUNCTIONS, mostLabels: 32, forJco: true, ...options });
  const judgements: Judgement[] = [];
  for (const wit of fc.sample(worlds, { seed: tripSeed, numRuns: WORLDS * 8 })) {
    if (judgements.length === WORLDS) break;
    if (await isTooLarge(wit)) continue;
    judgements.push(await judgeTrips(await build(wit), VALUES));
  }
  const trips = judgements.reduce((sum, one) => sum + one.trips, 0);
  const disputes = judgements.reduce((sum, one) => sum + one.disputes, 0);
  const disputed = judgements.flatMap((one) => one.disputed);
  console.log(`${trips} trips, seed ${tripSeed}; jco does not agree on ${disputes}, of`, disputed);
  return { trips, disputes, disputed };
}

// The guest answers what it is given, so another answer is a fault of jco's: it has some with joined
// payloads (jco-transpile 0.15.0). What it can judge has to be most.
test(
  'a component of AssemblyScript sees and answers the same values here and under jco',
  async () => {
    const { trips, disputes } = await judgeRandom({}, buildAssemblyScript);
    expect(trips).toBe(WORLDS * FUNCTIONS * VALUES);
    expect(disputes / trips).toBeLessThan(0.2);
  },
  tripTime(120_000),
);

test(
  'a component of JavaScript sees and answers the same values here and under jco',
  async () => {
    // componentize-qjs 0.4.5 loses bits of integers of 64, or traps.
    const { trips, disputes } = await judgeRandom({ without: ['u64', 's64'] }, buildJavaScript);
    expect(trips).toBe(WORLDS * FUNCTIONS * VALUES);
    expect(disputes / trips).toBeLessThan(0.2);
  },
  tripTime(120_000),
);

test('every kind of layout is what jco takes it for', async () => {
  const built = await buildAssemblyScript(layoutsWorld);
  const { trips, disputed } = await judgeTrips(built, 20);
  expect(disputed).toEqual([]);
  expect(trips).toBeGreaterThan(700);
}, 120_000);
