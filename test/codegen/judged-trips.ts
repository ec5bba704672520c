import fc from 'fast-check';
import { expect } from 'vitest';
import type {
  ExportInterface,
  ImportInterface,
  ResultError,
} from '../../packages/host-bindings/src/codegen-v1/index.js';
import type { World } from '../../packages/host-bindings/src/generator/index.js';
import { witSignature } from '../../packages/host-bindings/src/model/index.js';
import { RunningGuest } from './as-guest.js';
import { arbitraryArguments, echo, echoOf, outcome } from './echo-function.js';
import { loadEmitted } from './emitted-module.js';
import { runWithJco } from './jco-judge.js';
import { tripSeed } from './trips.js';

interface HostModules {
  readonly echo: { readonly echo: ImportInterface<never> };
  readonly exportedEcho: { readonly echo: ExportInterface<unknown> };
  readonly codegen: { readonly ResultError: typeof ResultError };
}

/** A component that answers each call with what its host answers to the same one. */
export interface MirrorComponent {
  readonly world: World;
  readonly component: Uint8Array;
  /** Whether a JavaScript engine is in it, which imports WASI, and which V8 of Node 20 refuses as it is. */
  readonly isEngine?: boolean;
}

/** What came of calls here and under jco. */
export interface Judgement {
  readonly trips: number;
  /** Signatures of the functions where jco came to something else than what it was given. */
  readonly disputed: readonly string[];
  /** How often it did. */
  readonly disputes: number;
}

/**
 * Calls each function of a component here, which must answer what it is given and hand it on to its host,
 * and under jco, whose judgement is answered: it has faults of its own.
 */
export async function judgeTrips(
  { world, component, isEngine = false }: MirrorComponent,
  values: number,
): Promise<Judgement> {
  const host = await loadEmitted<HostModules>(world, 'ts-host');
  const { functions } = world.exports[0]!;
  const seen: Record<'ours' | 'jco', unknown[]> = { ours: [], jco: [] };
  const provider = (side: 'ours' | 'jco') =>
    Object.fromEntries(
      functions.map((func, index) => [
        `echo${index}`,
        (...args: unknown[]) => {
          seen[side].push(echoOf(args.slice(0, func.parameters.length)));
          return echo(func, args, (payload) => new host.codegen.ResultError(payload));
        },
      ]),
    );
  const guest = new RunningGuest(component, [
    { interface: host.echo.echo, provider: provider('ours') },
  ]);
  const isJudged = !isEngine || Number(process.versions.node.split('.', 1)[0]) >= 22;
  if (!isJudged) console.log('not judged by jco, whose output needs Node 22 here');
  const wasi = isJudged && isEngine ? await loadWasi() : {};
  const judge = isJudged
    ? await runWithJco(component, { ...wasi, 'test:random/echo': provider('jco') })
    : undefined;
  const disputed = new Set<string>();
  let trips = 0;
  let disputes = 0;
  for (const [index, func] of functions.entries()) {
    const given = arbitraryArguments(func, { forJco: true });
    for (const args of fc.sample(given, { seed: tripSeed, numRuns: values })) {
      const value = echoOf(args);
      const where = `${witSignature(func)}, seed ${tripSeed}`;
      const call = () => guest.call(host.exportedEcho.echo, func.name, ...args);
      expect(outcome(func, call), where).toEqual(value);
      expect(seen.ours.pop(), where).toEqual(value);
      trips += 1;
      if (judge === undefined) continue;
      seen.jco.length = 0;
      const ask = () => judge['echo']![`echo${index}`]!(...args);
      const verdict = verdictOf(() => outcome(func, () => answerOfJco(ask)));
      if (isSame(verdict, value) && isSame(seen.jco, [value])) continue;
      disputes += 1;
      disputed.add(witSignature(func));
    }
  }
  return { trips, disputes, disputed: [...disputed] };
}

/** WASI for jco, loaded only where it is needed: it starts a thread. */
async function loadWasi(): Promise<Record<string, unknown>> {
  const { WASIShim } = await import('@bytecodealliance/preview2-shim/instantiation');
  return new WASIShim().getImportObject() as Record<string, unknown>;
}

function verdictOf(ask: () => unknown): unknown {
  try {
    return ask();
  } catch (error) {
    return error;
  }
}

/** jco throws what an err case carries as it is, unless it puts it into an error of its own. */
function answerOfJco(ask: () => unknown): unknown {
  try {
    return ask();
  } catch (error) {
    if (error instanceof Error) throw error;
    throw Object.assign(new Error('an err case'), { payload: error });
  }
}

/** As `toEqual` compares: an absent member and one that is undefined are the same. */
function isSame(left: unknown, right: unknown): boolean {
  try {
    expect(left).toEqual(right);
    return true;
  } catch {
    return false;
  }
}
