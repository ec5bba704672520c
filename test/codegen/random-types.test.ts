import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coreSignature } from '../../packages/host-bindings/src/abi/index.js';
import type * as Host from '../../packages/host-bindings/src/codegen-v1/index.js';
import type {
  CoreValue,
  ExportInterface,
  ImportInterface,
} from '../../packages/host-bindings/src/codegen-v1/index.js';
import { parseWit } from '../../packages/host-bindings/src/generator/index.js';
import type * as Guest from '../../packages/wajs/src/guest/codegen-v1/index.js';
import { BumpGuest, CALL } from './bump-guest.js';
import { createDummyModule, readCoreSignatures, signatureText } from './core-signatures.js';
import { arbitraryArguments, echo, echoOf, inOrder, outcome } from './echo-function.js';
import { loadEmitted } from './emitted-module.js';
import { isTooLarge, randomWorld } from './random-world.js';
import { tripFactor, tripSeed, tripTime } from './trips.js';

type Provider = Record<string, unknown>;

interface HostModules {
  readonly echo: { readonly echo: ImportInterface<Provider> };
  readonly exportedEcho: { readonly echo: ExportInterface<unknown> };
  readonly codegen: typeof Host;
}

interface GuestModules {
  readonly exportedEcho: { readonly serveEcho: (implementation: Provider) => void };
  readonly codegen: typeof Guest;
}

const world = randomWorld({ functions: 6, mostLabels: 130 });

test(
  'random types come back on both carriers, and flatten as wasm-tools says',
  async () => {
    await fc.assert(
      fc.asyncProperty(world, fc.integer(), async (text, seed) => {
        fc.pre(!(await isTooLarge(text)));
        const wit = await parseWit([{ file: 'random.wit', text }]);
        const parsed = wit.world;
        const { functions } = parsed.imports[0]!;
        const signatures = readCoreSignatures(await createDummyModule(wit));
        const host = await loadEmitted<HostModules>(parsed, 'ts-host');
        const guest = await loadEmitted<GuestModules>(parsed, 'js-guest');
        const served: Provider = {};
        guest.exportedEcho.serveEcho(served);
        for (const [index, func] of functions.entries()) {
          const signature = coreSignature(func, 'import');
          const key = `cm32p2|test:random/echo ${func.name}`;
          const { parameters, results } = signature;
          expect(signatureText(parameters, results)).toBe(signatures.imports.get(key));
          const hostFail = (payload: unknown) => new host.codegen.ResultError(payload);
          const guestFail = (payload: unknown) => new guest.codegen.WajsError(payload);
          served[`echo${index}`] = (...args: unknown[]) => echo(func, args, guestFail);
          const provider = {
            [`echo${index}`]: (...args: unknown[]) => echo(func, args, hostFail),
          };
          const imported = host.echo.echo.functions[index]!;
          const exported = host.exportedEcho.echo.functions[index]!;
          for (const args of fc.sample(arbitraryArguments(func), { seed, numRuns: 12 })) {
            const value = inOrder(echoOf(args));
            const given = args as never[];
            const memory = new BumpGuest();
            const call = imported.direct(memory, provider) as (
              ...core: CoreValue[]
            ) => CoreValue | undefined;
            const lowered = exported.lower(memory, ...given);
            const pointer = memory.realloc(0, 0, 8, 65_536);
            const result = signature.indirectResult
              ? (call(...lowered, pointer), pointer)
              : call(...lowered)!;
            expect(inOrder(outcome(func, () => exported.lift(memory, [result], false)))).toEqual(
              value,
            );

            // A tuple of one flattens to the same core values as a parameter and as a result.
            if (func.async && args.length === 1) {
              const flat = exported.lower(memory, ...given);
              expect(inOrder(outcome(func, () => exported.lift(memory, flat, true)))).toEqual(
                value,
              );
            }

            const handles = new host.codegen.HandleTable();
            const writer = new host.codegen.ValueWriter(handles);
            exported.encodeArguments(writer, ...given);
            const reader = new host.codegen.ValueReader(writer.finish(), handles);
            expect(inOrder(outcome(func, () => imported.invoke(provider, reader, CALL)))).toEqual(
              value,
            );

            const beside = new host.codegen.ValueWriter(handles, 64, true);
            exported.encodeArguments(beside, ...given);
            const answer = await guest.codegen.callExport(index, beside.finish(), beside.text);
            const back = new host.codegen.ValueReader(
              answer.finish(),
              handles,
              undefined,
              answer.text,
            );
            expect(inOrder(outcome(func, () => exported.decodeResult(back)))).toEqual(value);
          }
        }
      }),
      { numRuns: 15 * tripFactor, seed: tripSeed, endOnFailure: true },
    );
  },
  tripTime(60_000),
);
