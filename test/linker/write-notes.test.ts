import {
  clearWriteMap,
  isWriteMapTrue,
  linkComponent,
  noteRuns,
  noteWrite,
  type Delta,
  type Snapshot,
  writeNotedPages,
} from '@org/host-bindings/linker';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { wrapModule } from './guests.js';

/** More than the map has bytes for, so that pages share them. */
const pages = 66;
const size = pages * 65_536;
const mapBytes = 4096;

/** Every way to store: `kind` at `at`. Offsets are near and far, and stores cross pages. */
const text = `(module
  (memory (export "memory") ${pages})
  (func (export "store") (param $kind i32) (param $at i32) (param $n i32)
    (block $9 (block $8 (block $7 (block $6 (block $5 (block $4 (block $3 (block $2 (block $1 (block $0
      (br_table $0 $1 $2 $3 $4 $5 $6 $7 $8 $9 (local.get $kind)))
      (i32.store (local.get $at) (local.get $n)) (return))
      (i32.store8 offset=255 (local.get $at) (local.get $n)) (return))
      (i32.store16 offset=70000 (local.get $at) (local.get $n)) (return))
      (i64.store offset=254 (local.get $at) (i64.const -1)) (return))
      (i64.store32 offset=256 (local.get $at) (i64.const -1)) (return))
      (f32.store (local.get $at) (f32.const 1.5)) (return))
      (f64.store offset=1023 (local.get $at) (f64.const -2.5)) (return))
      (v128.store offset=255 (local.get $at) (v128.const i32x4 1 2 3 4)) (return))
      (memory.fill (local.get $at) (i32.const 7) (local.get $n)) (return))
    (memory.copy (local.get $at) (i32.const 300000) (local.get $n))))`;

/** Where a store of zeros shows too. */
const filled = new Uint8Array(size).map((_, at) => (at < mapBytes ? 0 : at * 31 + (at >> 8)));

type Store = (kind: number, at: number, n: number) => void;

let module: WebAssembly.Module;

beforeAll(async () => {
  const wit = 'package test:guest; world guest { export store: func(kind: u32, at: u32, n: u32); }';
  const linked = linkComponent(await wrapModule(text, wit), { trackWrites: true });
  module = new WebAssembly.Module(linked.module as Uint8Array<ArrayBuffer>);
});

function instantiate(): { memory: Uint8Array; base: Snapshot; store: Store } {
  const { exports } = new WebAssembly.Instance(module, {});
  const memory = new Uint8Array((exports['memory'] as WebAssembly.Memory).buffer);
  memory.set(filled);
  return {
    memory,
    base: { memory: memory.slice(), globals: [] },
    store: exports['#store'] as Store,
  };
}

/** Behind 4 MiB pages share the map's own bytes: a store there costs the trust, which is right and dull. */
const isApart = (at: number): boolean => at < 4 * 2 ** 20 - 90_000 || at > 4 * 2 ** 20 + mapBytes;
const address = fc.integer({ min: mapBytes, max: size - 80_000 }).filter(isApart);
const delta = (...runs: Delta['runs']): Delta => ({ pages, globals: [], runs });
const equal = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

describe('notes of stores', () => {
  it('bring back whatever was written to, by every kind of store', () => {
    const { memory, base, store } = instantiate();
    const write = fc.tuple(fc.nat(9), address, fc.nat(9000));
    fc.assert(
      fc.property(fc.array(write, { minLength: 1, maxLength: 30 }), (writes) => {
        for (const [kind, at, n] of writes) store(kind, at, n);
        expect(isWriteMapTrue(memory)).toBe(true);
        writeNotedPages(memory, base, delta());
        clearWriteMap(memory);
        expect(equal(memory, base.memory)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('bring the runs of an image with them, and those of the image before', () => {
    const run = fc.record({
      offset: fc.integer({ min: mapBytes, max: size - 80_000 }),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 3000 }),
    });
    const image = fc.array(run, { maxLength: 8 }).map((runs) => {
      let end = 0;
      const apart = runs
        .toSorted((a, b) => a.offset - b.offset)
        .filter(({ offset, bytes }) => {
          const isBehind = offset >= end;
          if (isBehind) end = offset + bytes.length;
          return isBehind;
        });
      return delta(...apart);
    });
    const write = fc.tuple(fc.nat(9), address, fc.nat(2000));
    fc.assert(
      fc.property(image, image, fc.array(write, { maxLength: 10 }), (before, after, writes) => {
        const { memory, base, store } = instantiate();
        for (const { offset, bytes } of before.runs) memory.set(bytes, offset);
        for (const [kind, at, n] of writes) store(kind, at, n);
        noteRuns(memory, before, after);
        writeNotedPages(memory, base, after);
        clearWriteMap(memory);
        const expected = base.memory.slice();
        for (const { offset, bytes } of after.runs) expected.set(bytes, offset);
        expect(equal(memory, expected)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('are not trusted once the guest writes to them, whatever it writes', () => {
    const { memory, store } = instantiate();
    for (let kind = 0; kind <= 9; kind++) {
      for (const at of [0, 1, 1023, 2500, 4090]) {
        clearWriteMap(memory);
        store(0, 100_000, 1);
        // The far offset is behind the map.
        store(kind === 2 ? 8 : kind, at, 64);
        const reached = at + (kind === 1 || kind === 7 ? 255 : kind === 3 ? 254 : 0);
        const offset = kind === 4 ? 256 : kind === 6 ? 1023 : 0;
        if (reached + offset < mapBytes) expect(isWriteMapTrue(memory)).toBe(false);
      }
    }
    clearWriteMap(memory);
    store(0, 100_000, 1);
    store(9, 0, mapBytes);
    expect(isWriteMapTrue(memory)).toBe(false);
  });

  it('are taken of what the host writes', () => {
    const { memory, base } = instantiate();
    fc.assert(
      fc.property(fc.integer({ min: mapBytes, max: size - 5000 }), fc.nat(5000), (at, length) => {
        noteWrite(memory, at, length);
        memory.fill(1, at, at + length);
        writeNotedPages(memory, base, delta());
        clearWriteMap(memory);
        expect(equal(memory, base.memory)).toBe(true);
      }),
    );
  });
});
