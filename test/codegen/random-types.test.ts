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
import { arbitraryValue } from './arbitrary-value.js';
import { BumpGuest, CALL } from './bump-guest.js';
import { readCoreSignatures, signatureText } from './core-signatures.js';
import { loadEmitted } from './emitted-module.js';
import { isTooLarge, randomWorld } from './random-world.js';

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

test('random types come back on both carriers, and flatten as wasm-tools says', async () => {
  await fc.assert(
    fc.asyncProperty(world, fc.integer(), async (text, seed) => {
      fc.pre(!(await isTooLarge(text)));
      const { world: parsed, core } = await parseWit([{ file: 'random.wit', text }]);
      const { functions } = parsed.imports[0]!;
      const signatures = readCoreSignatures(core);
      const host = await loadEmitted<HostModules>(parsed, 'ts-host');
      const guest = await loadEmitted<GuestModules>(parsed, 'js-guest');
      const served: Provider = {};
      guest.exportedEcho.serveEcho(served);
      for (const [index, func] of functions.entries()) {
        const signature = coreSignature(func, 'import');
        const key = `cm32p2|test:random/echo ${func.name}`;
        const { parameters, results } = signature;
        expect(signatureText(parameters, results)).toBe(signatures.imports.get(key));
        served[`echo${index}`] = (value: unknown) => value;
        const provider = { [`echo${index}`]: (value: unknown) => value };
        const imported = host.echo.echo.functions[index]!;
        const exported = host.exportedEcho.echo.functions[index]!;
        for (const value of fc.sample(arbitraryValue(func.parameters[0]!.type), {
          seed,
          numRuns: 12,
        })) {
          const memory = new BumpGuest();
          const call = imported.direct(memory, provider) as (
            ...core: CoreValue[]
          ) => CoreValue | undefined;
          const lowered = exported.lower(memory, value as never);
          const pointer = memory.realloc(0, 0, 8, 65_536);
          const result = signature.indirectResult
            ? (call(...lowered, pointer), pointer)
            : call(...lowered)!;
          expect(exported.lift(memory, [result], false)).toEqual(value);

          // A tuple flattens to the same core values as a parameter and as a result.
          const flat = exported.lower(memory, value as never);
          if (func.async) expect(exported.lift(memory, flat, true)).toEqual(value);

          const handles = new host.codegen.HandleTable();
          const writer = new host.codegen.ValueWriter(handles);
          exported.encodeArguments(writer, value as never);
          const bytes = writer.finish();
          const reader = new host.codegen.ValueReader(bytes, handles);
          expect(imported.invoke(provider, reader, CALL)).toEqual(value);

          const beside = new host.codegen.ValueWriter(handles, 64, true);
          exported.encodeArguments(beside, value as never);
          const answer = await guest.codegen.callExport(index, beside.finish(), beside.text);
          const back = new host.codegen.ValueReader(
            answer.finish(),
            handles,
            undefined,
            answer.text,
          );
          expect(exported.decodeResult(back)).toEqual(value);
        }
      }
    }),
    { numRuns: Number(process.env['RANDOM_WORLDS'] ?? 15), endOnFailure: true },
  );
}, 600_000);
