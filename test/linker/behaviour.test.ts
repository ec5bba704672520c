import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { linkComponent } from '@org/host-bindings/linker';
import { describe, expect, it } from 'vitest';
import { ask, startHost } from '../e2e/function-harness.js';
import { instantiateRun, wrapHandler, wrapRun } from './guests.js';

const memory = '(memory (export "memory") 1)';
const inputs = [0, 1, 2, 3, 7, 100, 65_535, 0x7fff_ffff, 0x8000_0000 | 0, -1];

/** Modules with `run`, each around something that the linker rewrites. */
const modules: Record<string, string> = {
  'constant and changing globals of every number type': `
    (global $a i32 (i32.const -7)) (global $b i64 (i64.const -9000000000)) (global $c f32 (f32.const 1.5))
    (global $d f64 (f64.const -0.25)) (global $n (mut i32) (i32.const 3)) (global $m (mut i64) (i64.const 5))
    (func (export "run") (param i32) (result i32)
      (global.set $n (i32.add (global.get $n) (local.get 0)))
      (global.set $m (i64.mul (global.get $m) (global.get $b)))
      (i32.xor (i32.add (global.get $a) (global.get $n))
        (i32.add (i32.wrap_i64 (i64.shr_u (global.get $m) (i64.const 3)))
          (i32.add (i32.reinterpret_f32 (global.get $c))
            (i32.wrap_i64 (i64.reinterpret_f64 (f64.mul (global.get $d) (f64.convert_i32_s (local.get 0)))))))))`,
  'indirect calls, tables and functions that only a table holds': `
    (type $f (func (param i32) (result i32)))
    (table $t 4 4 funcref) (table $u 2 funcref)
    (elem (table $t) (i32.const 1) func $double $negate) (elem (table $u) (i32.const 0) func $negate)
    (func $unused (result i32) (unreachable))
    (func $double (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2)))
    (func $negate (param i32) (result i32) (i32.sub (i32.const 0) (local.get 0)))
    (func (export "run") (param i32) (result i32)
      (i32.add (call_indirect $t (type $f) (local.get 0) (i32.add (i32.const 1) (i32.and (local.get 0) (i32.const 1))))
        (i32.add (call_indirect $u (type $f) (local.get 0) (i32.const 0))
          (i32.add (table.size $t) (ref.is_null (table.get $t (i32.const 3)))))))`,
  'blocks with several values, branches by table, and loops': `
    (func $swap (param i32 i32) (result i32 i32) (local.get 1) (local.get 0))
    (func (export "run") (param $n i32) (result i32) (local $sum i32)
      (block $out (block $two (block $one (block $zero
        (br_table $zero $one $two $out (i32.rem_u (local.get $n) (i32.const 5))))
        (local.set $sum (i32.const 11)) (br $out))
        (local.set $sum (i32.const 22)) (br $out))
        (local.set $sum (i32.const 33)))
      (local.get $n) (i32.const 9)
      (block (param i32 i32) (result i32 i32) (call $swap))
      (i32.sub) (local.get $sum) (i32.add) (local.set $sum)
      (local.set $n (i32.and (local.get $n) (i32.const 63)))
      (loop $again (local.set $sum (i32.add (i32.mul (local.get $sum) (i32.const 31)) (local.get $n)))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (br_if $again (i32.gt_s (local.get $n) (i32.const 0))))
      (local.get $sum))`,
  'bulk memory, passive data and segments over each other': `
    (data $p "passive data") (data (i32.const 100) "aaaaaaaa") (data (i32.const 104) "bb")
    (data (i32.const 65000) "far away") (data (i32.const 100) "c")
    (func (export "run") (param i32) (result i32)
      (memory.init $p (i32.const 200) (i32.const 2) (i32.const 8))
      (memory.copy (i32.const 300) (i32.const 198) (i32.const 12))
      (memory.fill (i32.const 304) (local.get 0) (i32.const 3))
      (i32.add (i32.load (i32.const 303)) (i32.add (i32.load (i32.const 103))
        (i32.add (i32.load (i32.const 100)) (i32.load (i32.const 65003))))))`,
  'vectors of 128 bits': `
    (func (export "run") (param i32) (result i32)
      (v128.store (i32.const 16) (i32x4.add (i32x4.splat (local.get 0)) (v128.const i32x4 1 2 3 4)))
      (i32.add (i32x4.extract_lane 2 (v128.load (i32.const 16)))
        (i8x16.extract_lane_u 5 (i8x16.shuffle 0 1 2 3 4 20 6 7 8 9 10 11 12 13 14 15
          (v128.load (i32.const 16)) (v128.load32_splat (i32.const 20))))))`,
  'memory that grows': `
    (func (export "run") (param i32) (result i32) (local $old i32)
      (local.set $old (memory.grow (i32.and (local.get 0) (i32.const 3))))
      (i32.store (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 4)) (local.get 0))
      (i32.add (i32.mul (local.get $old) (i32.const 1000)) (memory.size)))`,
};

describe('a linked module', () => {
  it.each(Object.entries(modules))('computes what it did before: %s', async (_, members) => {
    const text = `(module ${memory} ${members})`;
    const before = new WebAssembly.Instance(new WebAssembly.Module(await parse(text)), {}).exports[
      'run'
    ] as (input: number) => number;
    const component = await wrapRun(text);
    const after = await instantiateRun(component);
    const fueled = await instantiateRun(component, { fuel: true });
    for (const input of inputs) {
      const expected = before(input);
      expect(after.run(input)).toBe(expected);
      expect(fueled.run(input)).toBe(expected);
    }
  });

  it('folds globals that are computed from others, which Node 20 itself cannot', async () => {
    const { run, linked } = await instantiateRun(
      await wrapRun(`(module ${memory}
        (global $a i32 (i32.const 40)) (global $b i32 (i32.add (global.get $a) (i32.const 2)))
        (global $c i64 (i64.mul (i64.const -3) (i64.sub (i64.const 5) (i64.const 9))))
        (global $d (mut i32) (i32.mul (global.get $b) (global.get $b)))
        (data (i32.add (global.get $b) (i32.const 8)) "\\05\\06\\07\\08")
        (func (export "run") (param i32) (result i32)
          (global.set $d (i32.add (global.get $d) (i32.const 1)))
          (i32.add (i32.load (i32.const 50))
            (i32.add (global.get $d) (i32.mul (local.get 0) (i32.wrap_i64 (global.get $c)))))))`),
    );
    expect([run(0), run(10), run(-1)]).toEqual(
      [0, 120, -12].map((product, call) => 0x0807_0605 + 42 * 42 + call + 1 + product),
    );
    expect(linked.plan.globals).toHaveLength(1);
  });

  it('folds constant globals, over the bounds of modules', async () => {
    const component = await parse(`(component
      (core module $a (memory (export "memory") 1)
        (global (export "base") i32 (i32.const 1000)) (global (export "state") (mut i32) (i32.const 1)))
      (core module $b
        (import "a" "memory" (memory 1)) (import "a" "base" (global $base i32)) (import "a" "state" (global $state (mut i32)))
        (global $next i32 (i32.add (global.get $base) (i32.const 24)))
        (data (global.get $base) "\\2a")
        (func (export "run") (param i32) (result i32)
          (global.set $state (i32.add (global.get $state) (local.get 0)))
          (i32.add (i32.load8_u (global.get $base)) (i32.mul (global.get $next) (global.get $state)))))
      (core instance $x (instantiate $a))
      (core instance $y (instantiate $b (with "a" (instance $x))))
      (func (export "run") (param "n" u32) (result u32) (canon lift (core func $y "run"))))`);
    const { run, linked } = await instantiateRun(component);
    expect([run(0), run(2), run(3)]).toEqual([1, 3, 6].map((state) => 42 + 1024 * state));
    expect(linked.plan.globals).toHaveLength(1);
  });

  it('calls the start functions of all modules, in the order of their instances', async () => {
    const component = await parse(`(component
      (core module $a (memory (export "memory") 1) (start $s)
        (func $s (i32.store (i32.const 8) (i32.add (i32.mul (i32.load (i32.const 8)) (i32.const 10)) (i32.const 1)))))
      (core module $b (import "a" "memory" (memory 1)) (start $s)
        (func $s (i32.store (i32.const 8) (i32.add (i32.mul (i32.load (i32.const 8)) (i32.const 10)) (i32.const 2))))
        (func (export "run") (param i32) (result i32) (i32.add (local.get 0) (i32.load (i32.const 8)))))
      (core instance $x (instantiate $a))
      (core instance $y (instantiate $b (with "a" (instance $x))))
      (func (export "run") (param "n" u32) (result u32) (canon lift (core func $y "run"))))`);
    const { run, linked } = await instantiateRun(component);
    expect(linked.plan.start).toBe(true);
    expect(run(0)).toBe(12);
  });

  it('refuses growth where its memory is over the limit from the start', async () => {
    const component = await wrapRun(
      `(module (memory (export "memory") 3) (func (export "run") (param i32) (result i32) (memory.grow (local.get 0))))`,
    );
    const { module, plan } = linkComponent(component);
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module), {});
    (exports['memory-limit'] as WebAssembly.Global).value = 2;
    const run = exports[plan.exports[0]!.core] as (pages: number) => number;
    expect([run(0), run(1), run(-1), run(65_535)]).toEqual([3, -1, -1, -1]);
  });
});

/**
 * Answers four digits: a counter of 64 bits, pages before and after growing by two, and the sum of
 * the first and last byte of the new pages; then it writes to all of these.
 */
const growing = await wrapHandler(
  `(global $count (mut i64) (i64.const 0))
   (func $put (param $at i32) (param $digit i32)
     (i32.store8 (local.get $at) (i32.add (i32.const 48) (local.get $digit))))`,
  `(local $old i32) (local $end i32)
   (global.set $count (i64.add (global.get $count) (i64.const 1)))
   (local.set $old (memory.grow (i32.const 2)))
   (local.set $end (i32.mul (memory.size) (i32.const 65536)))
   (call $put (i32.const 2000) (i32.wrap_i64 (global.get $count)))
   (call $put (i32.const 2001) (local.get $old))
   (call $put (i32.const 2002) (memory.size))
   (if (i32.ge_s (local.get $old) (i32.const 0)) (then
     (call $put (i32.const 2003) (i32.add (i32.load8_u (i32.const 131072))
       (i32.load8_u (i32.sub (local.get $end) (i32.const 1)))))
     (memory.fill (i32.const 131072) (i32.const 255) (i32.const 131072))))
   (local.set $answer (i32.const 2000)) (local.set $length (i32.const 4))`,
);

describe('memory.grow of a function', () => {
  it('is taken back by a restore: the old size, and zeros in what grows again', async () => {
    const { host } = await startHost({ policy: {} });
    const fn = await host.load(growing, { name: 'growing' });
    for (let request = 0; request < 5; request++) {
      expect(await (await fn.fetch(ask())).text()).toBe('1240');
    }
  });

  it('answers -1 where the limit of memory is reached', async () => {
    const { host } = await startHost({ policy: {}, limits: { memoryBytes: 3 * 65_536 } });
    const fn = await host.load(growing, { name: 'growing' });
    for (let request = 0; request < 3; request++) {
      expect(await (await fn.fetch(ask())).text()).toBe('1/2\0');
    }
  });
});
