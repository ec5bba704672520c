import { fileURLToPath } from 'node:url';
import { linkComponent, LinkError } from '@org/host-bindings/linker';
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { buildComponent } from '@org/wajs/build';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantiateRun, wrapHandler, wrapRun } from './guests.js';

const root = fileURLToPath(new URL('../../examples/hello/', import.meta.url));

/** Milliseconds that are soon on a busy machine, too: what multiplies takes hours. */
const soonMs = 15_000;

/** Links whatever it is given: a module that the engine has an opinion on, or a LinkError. */
function link(bytes: Uint8Array): void {
  const started = performance.now();
  try {
    const { module } = linkComponent(bytes, { fuel: true, trackStack: true });
    expect(typeof WebAssembly.validate(module)).toBe('boolean');
  } catch (error) {
    expect(error).toBeInstanceOf(LinkError);
  }
  expect(performance.now() - started).toBeLessThan(soonMs);
}

const rich = await wrapHandler(
  `(type $f (func (param i32)))
   (global $a i32 (i32.const 40)) (global $b i32 (i32.add (global.get $a) (i32.const 2)))
   (global $__stack_pointer (export "__stack_pointer") (mut i32) (i32.const 1024))
   (table $t 4 4 funcref) (elem (table $t) (i32.const 1) func $loop) (data $p "passive")
   (start $begin) (func $begin (i32.store (i32.const 8) (global.get $b)))
   (func $loop (param i32)
     (memory.init $p (i32.const 200) (i32.const 2) (i32.const 3))
     (loop $again (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
       (br_if $again (i32.gt_s (local.get 0) (i32.const 0)))))`,
  `(global.set $__stack_pointer (i32.sub (global.get $__stack_pointer) (i32.const 16)))
   (call $log (i32.const 2) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0))
   (call_indirect $t (type $f) (i32.const 9) (i32.const 1))
   (drop (memory.grow (i32.const 1)))
   (global.set $__stack_pointer (i32.add (global.get $__stack_pointer) (i32.const 16)))`,
);

describe('a damaged component', () => {
  it('is linked, or refused by a LinkError, whichever bytes are wrong', () => {
    const flip = fc.record({
      at: fc.nat(rich.length - 1),
      value: fc.oneof(fc.nat(255), fc.constantFrom(0x00, 0x7f, 0x80, 0xff)),
    });
    fc.assert(
      fc.property(fc.array(flip, { minLength: 1, maxLength: 6 }), (flips) => {
        const damaged = rich.slice();
        for (const { at, value } of flips) damaged[at] = value;
        link(damaged);
      }),
      { numRuns: 1500 },
    );
  });

  it('is linked, or refused by a LinkError, wherever it ends or lacks a piece', () => {
    fc.assert(
      fc.property(fc.nat(rich.length), fc.nat(rich.length), fc.boolean(), (a, b, keepsEnd) => {
        const [from, to] = a < b ? [a, b] : [b, a];
        const end = keepsEnd ? rich.subarray(to) : new Uint8Array(0);
        link(Uint8Array.of(...rich.subarray(0, from), ...end));
      }),
      { numRuns: 300 },
    );
  });

  it('is refused where it is a damaged function of JavaScript', async () => {
    const { component } = await buildComponent({
      entry: `${root}src/index.ts`,
      name: 'hello',
      root,
    });
    fc.assert(
      fc.property(fc.nat(component.length - 1), fc.nat(255), fc.boolean(), (at, value, cuts) => {
        if (cuts) return link(component.subarray(0, at));
        const damaged = component.slice();
        damaged[at] = value;
        link(damaged);
      }),
      { numRuns: 30 },
    );
  });

  it('is refused soon where it multiplies its parts', async () => {
    const levels = Array.from({ length: 12 }, (_, level) => {
      const inner = level === 0 ? '' : `(alias outer $all $c${level - 1} (component $x))`;
      const uses = level === 0 ? '' : '(instance (instantiate $x))'.repeat(10);
      return `(component $c${level} ${inner} ${uses})`;
    });
    const component = await parse(
      `(component $all ${levels.join('\n')} (instance (instantiate $c11)))`,
    );
    const started = performance.now();
    expect(() => linkComponent(component)).toThrow('the component makes over 1000 instances');
    expect(performance.now() - started).toBeLessThan(soonMs);
  });

  it('is refused soon where it claims more types than it has bytes', () => {
    const header = [0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0];
    for (const section of [3, 7]) {
      const component = Uint8Array.of(...header, section, 5, 0xff, 0xff, 0xff, 0xff, 0x0f);
      expect(() => linkComponent(component)).toThrow('vector longer than its section');
    }
  });

  it('is linked soon where its data is at both ends of 4 GiB', async () => {
    const component = await wrapRun(`(module (memory (export "memory") 65536)
      (data (i32.const 1) "low") (data (i32.const -4) "high")
      (func (export "run") (param i32) (result i32) (i32.load8_u (local.get 0))))`);
    const started = performance.now();
    const { module } = linkComponent(component);
    expect(performance.now() - started).toBeLessThan(soonMs);
    expect(module.length).toBeLessThan(2000);
    expect(WebAssembly.validate(module)).toBe(true);
  });

  it('is linked soon where each global doubles the one before', async () => {
    const globals = Array.from({ length: 100 }, (_, index) => {
      const before = `(global.get $g${index - 1})`;
      return `(global $g${index} i32 ${index === 0 ? '(i32.const 1)' : `(i32.add ${before} ${before})`})`;
    });
    const { run } = await instantiateRun(
      await wrapRun(`(module (memory (export "memory") 1) ${globals.join(' ')}
        (func (export "run") (param i32) (result i32) (i32.or (global.get $g99) (global.get $g30))))`),
    );
    expect(run(0)).toBe(2 ** 30);
  });

  it('is refused where globals hang on themselves', () => {
    // No text says so: a global whose initial value is its own, as section 6 of a module.
    const module = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 5, 1, 0x60, 0, 1, 0x7f, 3, 2, 1, 0];
    module.push(5, 3, 1, 0, 1, 6, 6, 1, 0x7f, 0, 0x23, 0, 0x0b, 7, 5, 1, 1, 0x66, 0, 0);
    module.push(10, 6, 1, 4, 0, 0x23, 0, 0x0b);
    const component = [0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0, 1, module.length, ...module];
    component.push(2, 4, 1, 0, 0, 0); // instantiates it
    component.push(6, 7, 1, 0, 0, 1, 0, 1, 0x66); // takes "f"
    component.push(8, 6, 1, 0, 0, 0, 0, 0); // lifts it
    component.push(11, 8, 1, 0, 1, 0x66, 1, 0, 0, 0); // exports it
    expect(() => linkComponent(Uint8Array.from(component))).toThrow(
      'globals whose initial values hang on each other',
    );
  });
});
