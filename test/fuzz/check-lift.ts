import { coreSignature, type CoreType } from '../../packages/host-bindings/src/abi/index.js';
import type {
  CoreValue,
  ExportFunction,
  ExportInterface,
  ImportFunction,
  ImportInterface,
} from '../../packages/host-bindings/src/codegen-v1/index.js';
import type { Func } from '../../packages/host-bindings/src/generator/index.js';
import { BumpGuest } from '../codegen/bump-guest.js';
import { loadEmitted, readWorld } from '../codegen/emitted-module.js';

/** What lifting came to. */
export type LiftOutcome = 'lifted' | 'trapped';

/** A function of the world, with what lifts for it. */
export interface LiftedFunction {
  readonly func: Func;
  readonly imported: ImportFunction<never>;
  readonly exported: ExportFunction;
}

/** Bytes of an input before core values and memory: which function, and how. */
export const prefixLength = 2;
/** The second byte: strings are in UTF-16; the result is lifted and not the arguments. */
export const liftFlags = { utf16: 1, result: 2 } as const;

const limits = { bytes: 1 << 16, elements: 4096 };
/** Traps, and the answers that are exceptions in TypeScript. */
const mayThrow = /^(?:Trap|DecodeError|DecodeLimitError|ResultError|Reached)$/;

class Reached extends Error {
  override readonly name = 'Reached';
}

/** The functions of the suite's world with one of every type; an input names one by its place. */
export const liftedFunctions = await loadFunctions();

/**
 * Lifts out of a memory that is the input's: a byte names the function, one says how, then come the
 * core values, eight bytes each, and all the rest is the memory. All that may come of it is a value
 * whose strings are well-formed and which is within the limits, or a trap.
 */
export function checkLift(input: Uint8Array): LiftOutcome {
  const { func, imported, exported } = liftedFunctions[(input[0] ?? 0) % liftedFunctions.length]!;
  const flags = input[1] ?? 0;
  const isResult = (flags & liftFlags.result) !== 0;
  const signature = coreSignature(func, isResult ? 'export' : 'import');
  const types = isResult ? signature.results : signature.parameters;
  const memoryAt = prefixLength + 8 * types.length;
  const core = readCore(input, types);
  const guest = new BumpGuest((flags & liftFlags.utf16) === 0 ? 'utf8' : 'utf16', limits);
  const memory = new Uint8Array(Math.max(8, input.length - memoryAt));
  memory.set(input.subarray(memoryAt));
  guest.store.buffer = memory.buffer;
  guest.memory.refresh();
  let values: readonly unknown[] = [];
  try {
    if (isResult) {
      values = [exported.lift(guest, core, false)];
    } else {
      const provider = new Proxy({} as Record<string, unknown>, {
        get:
          () =>
          (...args: unknown[]) => {
            values = args.slice(0, -1);
            throw new Reached();
          },
      });
      const call = imported.direct(guest, provider as never) as (...args: CoreValue[]) => unknown;
      call(...core);
    }
  } catch (error) {
    if (!(error instanceof Error) || !mayThrow.test(error.name)) throw error;
    if (error.name !== 'Reached' && error.name !== 'ResultError') return 'trapped';
  }
  assertWithinLimits(values);
  return 'lifted';
}

function readCore(input: Uint8Array, types: readonly CoreType[]): CoreValue[] {
  const bytes = new Uint8Array(8 * types.length);
  bytes.set(input.subarray(prefixLength, prefixLength + bytes.length));
  const view = new DataView(bytes.buffer);
  return types.map((type, index) => {
    const at = 8 * index;
    if (type === 'i64') return view.getBigInt64(at, true);
    if (type === 'f64') return view.getFloat64(at, true);
    return type === 'f32' ? view.getFloat32(at, true) : view.getInt32(at, true);
  });
}

/** Counts what was lifted, the strings and the numbers in typed arrays included. */
function assertWithinLimits(lifted: unknown): void {
  let bytes = 0;
  const visit = (value: unknown): void => {
    if (typeof value === 'string') {
      if (!value.isWellFormed()) throw new Error('a string with a lone surrogate was lifted');
      bytes += value.length;
    } else if (ArrayBuffer.isView(value)) bytes += value.byteLength;
    else if (Array.isArray(value) || value instanceof Map) for (const one of value) visit(one);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit);
  };
  visit(lifted);
  // A list whose length is fixed is part of its parent, and counts as its parent does.
  const most = limits.bytes + limits.elements * 1024;
  if (bytes > most) throw new Error(`${bytes} bytes were lifted where ${most} are the most`);
}

async function loadFunctions(): Promise<LiftedFunction[]> {
  const world = await readWorld('echo.wit', 'loop');
  const { echo, exportedEcho } = await loadEmitted<{
    readonly echo: { readonly echo: ImportInterface<never> };
    readonly exportedEcho: { readonly echo: ExportInterface<unknown> };
  }>(world, 'ts-host');
  const { functions } = world.imports.find((one) => one.key.name.includes('/echo@'))!;
  return functions.map((func, index) => ({
    func,
    imported: echo.echo.functions[index]!,
    exported: exportedEcho.echo.functions[index]!,
  }));
}
