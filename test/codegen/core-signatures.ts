import { componentEmbed } from '@bytecodealliance/jco-transpile/wasm-tools';
import type { CoreType } from '../../packages/host-bindings/src/abi/index.js';
import type { ParsedWit } from '../../packages/host-bindings/src/generator/index.js';

/** A core signature as text: `i32 i64 -> i32`. */
export type SignatureText = string;

/** Signatures of the functions that a core module imports and exports, by `module name` or `name`. */
export interface CoreSignatures {
  readonly imports: ReadonlyMap<string, SignatureText>;
  readonly exports: ReadonlyMap<string, SignatureText>;
}

/** A core module without code that has a world's core signatures, as wasm-tools makes it. */
export async function createDummyModule({
  joined,
}: Pick<ParsedWit, 'joined'>): Promise<Uint8Array> {
  const { text: witSource, world } = joined;
  return componentEmbed({ dummy: true, witSource, world, features: { tag: 'all' } });
}

const TYPES: Readonly<Record<number, CoreType>> = {
  0x7f: 'i32',
  0x7e: 'i64',
  0x7d: 'f32',
  0x7c: 'f64',
};

/** Text of a signature. */
export function signatureText(
  parameters: readonly CoreType[],
  results: readonly CoreType[],
): SignatureText {
  return `${parameters.join(' ')} -> ${results.join(' ')}`;
}

/** Reads the sections of a core module that say what its functions look like. */
export function readCoreSignatures(bytes: Uint8Array): CoreSignatures {
  const types: SignatureText[] = [];
  const functions: SignatureText[] = [];
  const imports = new Map<string, SignatureText>();
  const exports = new Map<string, SignatureText>();
  let at = 8;
  const byte = (): number => bytes[at++]!;
  const u32 = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const next = byte();
      value |= (next & 0x7f) << shift;
      if (next < 0x80) return value >>> 0;
    }
  };
  const name = (): string => {
    const length = u32();
    at += length;
    return new TextDecoder().decode(bytes.subarray(at - length, at));
  };
  const list = <T>(read: () => T): T[] => Array.from({ length: u32() }, read);
  while (at < bytes.length) {
    const id = byte();
    const end = u32() + at;
    if (id === 1) {
      list(() => {
        byte();
        types.push(
          signatureText(
            list(() => TYPES[byte()]!),
            list(() => TYPES[byte()]!),
          ),
        );
      });
    } else if (id === 2) {
      list(() => {
        const key = `${name()} ${name()}`;
        if (byte() !== 0) throw new Error(`import "${key}" is no function`);
        const signature = types[u32()]!;
        functions.push(signature);
        imports.set(key, signature);
      });
    } else if (id === 3) {
      list(() => functions.push(types[u32()]!));
    } else if (id === 7) {
      list(() => {
        const key = name();
        const kind = byte();
        const index = u32();
        if (kind === 0) exports.set(key, functions[index]!);
      });
    }
    at = end;
  }
  return { imports, exports };
}
