import { fileURLToPath } from 'node:url';
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { linkComponent, LinkError } from '@org/host-bindings/linker';
import { buildComponent, buildFunction } from '@org/wajs/build';
import { describe, expect, it } from 'vitest';
import { ask, startHost } from '../e2e/function-harness.js';
import { wrapHandler, wrapRun } from './guests.js';

const root = fileURLToPath(new URL('../../examples/hello/', import.meta.url));
const hello = { entry: `${root}src/index.ts`, name: 'hello', root };

/** A component around one core module that exports a memory and `f`. */
const wrap = (members: string, body = '(i32.const 7)'): string => `(component
  (core module $m ${members} (func (export "f") (result i32) ${body}))
  (core instance $i (instantiate $m))
  (func (export "f") (result u32) (canon lift (core func $i "f"))))`;
const memory = '(memory (export "memory") 1)';

describe('a component of a JavaScript function', () => {
  it('answers as the artifact of the same function does', async () => {
    const { host } = await startHost();
    const [{ component }, { artifact }] = [await buildComponent(hello), await buildFunction(hello)];
    const functions = [await host.load(component, { name: 'hello' }), await host.load(artifact)];
    for (const path of ['/', '/?name=Ada', '/?name=%C5%BDofie+%F0%9F%8C%8D', '/a/b?x=1&name=']) {
      const answers = await Promise.all(
        functions.map(async (fn) => {
          const response = await fn.fetch(ask(path));
          return [response.status, [...response.headers], await response.text()];
        }),
      );
      expect(answers[0]).toEqual(answers[1]);
      expect(answers[0]![0]).toBe(200);
    }
    const { module } = linkComponent(component);
    expect(WebAssembly.validate(module)).toBe(true);
  });
});

describe('a component that wraps a core module', () => {
  it('becomes one module that validates, with its imports and exports in the plan', async () => {
    const log = '(call $log (i32.const 2) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0))';
    const { module, plan } = linkComponent(await wrapHandler('', log));
    expect(WebAssembly.validate(module)).toBe(true);
    expect(plan.imports.map(({ module: from, name }) => [from, name])).toEqual([
      ['wajs:platform/logging@0.1.0', 'log'],
    ]);
    expect(plan.exports).toMatchObject([
      { interface: 'wajs:platform/http-handler@0.1.0', function: 'handle', async: false },
    ]);
  });

  it('drops what cannot run', async () => {
    const dead =
      '(func (drop (i32.const 123456789)) (call $log (i32.const 2) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)))';
    const { module, plan } = linkComponent(await wrapHandler(dead, ''));
    expect(plan.imports).toEqual([]);
    expect(module.length).toBeLessThan(2500);
  });

  it('keeps functions of the world apart from what the linker exports', async () => {
    const names = ['start', 'memory', 'fuel', 'realloc-0', 'global-0'];
    const text = wrap(
      `${memory} (global $g (mut i32) (i32.const 1))`,
      '(global.set $g (i32.const 2)) (i32.const 7)',
    );
    const renamed = names.map(
      (name) => `(func (export "${name}") (result u32) (canon lift (core func $i "f")))`,
    );
    const component = await parse(
      text.replace(/\(func \(export "f"\) \(result u32\).*$/s, `${renamed.join('\n')})`),
    );
    const { module, plan } = linkComponent(component);
    expect(WebAssembly.validate(module)).toBe(true);
    expect(plan.exports.map((item) => item.function)).toEqual(names);
  });

  it('is refused by name where nobody provides an interface that it imports', async () => {
    const { host } = await startHost({ policy: {} });
    const component = await parse(`(component
      (import "acme:weather/forecast@1.0.0" (instance $forecast (export "tomorrow" (func (result u32)))))
      (core module $m (import "forecast" "tomorrow" (func $t (result i32))) ${memory}
        (func (export "f") (result i32) (call $t)))
      (core func $tomorrow (canon lower (func $forecast "tomorrow")))
      (core instance $i (instantiate $m (with "forecast" (instance (export "tomorrow" (func $tomorrow))))))
      (func (export "f") (result u32) (canon lift (core func $i "f"))))`);
    await expect(host.load(component, { name: 'weather' })).rejects.toThrow(
      /function "weather" imports "acme:weather\/forecast@1.0.0"/,
    );
  });
});

describe('a component that cannot be linked', () => {
  /** Text of a component, what the refusal says, and what it advises. */
  const refused: Record<string, [text: string, reason: RegExp, hint: RegExp]> = {
    'a core module instead of a component': [
      `(module ${memory})`,
      /core WebAssembly module, not a component/,
      /wasm-tools component new/,
    ],
    'a component without a module': ['(component)', /holds no core module/, /from a guest/],
    'two memories in a module': [
      wrap(`${memory} (memory $other 1)`, '(i32.load $other (i32.const 0))'),
      /several memories/,
      /one memory/,
    ],
    'a memory in each of two modules': [
      `(component
        (core module $a ${memory} (func (export "g") (result i32) (i32.load (i32.const 0))))
        (core module $b (import "a" "g" (func $g (result i32))) ${memory}
          (func (export "f") (result i32) (call $g)))
        (core instance $x (instantiate $a))
        (core instance $y (instantiate $b (with "a" (instance $x))))
        (func (export "f") (result u32) (canon lift (core func $y "f"))))`,
      /several memories/,
      /composed of several guests/,
    ],
    'a tag': [wrap(`${memory} (tag $t)`), /exception handling/, /switched off/],
    'a try table': [
      wrap(`${memory} (tag $t)`, '(block (try_table (catch_all 0) (throw $t))) (i32.const 1)'),
      /exception handling/,
      /switched off/,
    ],
    'an atomic instruction': [
      wrap(memory, '(i32.atomic.load (i32.const 0))'),
      /uses threads/,
      /one thread/,
    ],
    'a shared memory': [
      wrap('(memory (export "memory") 1 1 shared)'),
      /64-bit or shared memory/,
      /one thread/,
    ],
    'a 64-bit memory': [wrap('(memory (export "memory") i64 1)'), /64-bit or shared/, /wasm32/],
    'objects of the garbage collector': [
      wrap(
        `${memory} (type $s (struct (field i32)))`,
        '(struct.get $s 0 (struct.new $s (i32.const 1)))',
      ),
      /garbage-collected/,
      /linear memory/,
    ],
    'a table that changes': [
      wrap(
        `${memory} (table $t 1 funcref)`,
        '(table.set $t (i32.const 0) (ref.null func)) (i32.const 1)',
      ),
      /changes a table while it runs, by "table.set"/,
      /active element segments/,
    ],
    'a global that holds a function': [
      wrap(
        `${memory} (global $g funcref (ref.func $h)) (func $h)`,
        '(ref.is_null (global.get $g))',
      ),
      /a global holds a reference to a function/,
      /through a table/,
    ],
    'a reference that changes': [
      wrap(
        `${memory} (global $g (mut externref) (ref.null extern))`,
        '(global.set $g (ref.null extern)) (i32.const 1)',
      ),
      /a global that is no number/,
      /references in tables/,
    ],
    'strings in Latin-1': [
      `(component
        (core module $m ${memory}
          (func (export "r") (param i32 i32 i32 i32) (result i32) (i32.const 0))
          (func (export "f") (param i32 i32)))
        (core instance $i (instantiate $m))
        (func (export "f") (param "a" string) (canon lift (core func $i "f")
          (memory (core memory $i "memory")) (realloc (core func $i "r")) string-encoding=latin1+utf16)))`,
      /several string encodings, or latin1\+utf16/,
      /utf8 or utf16/,
    ],
    'a thread of its own': [
      `(component (core func $t (canon thread.index))
        (core module $m (import "a" "t" (func $t (result i32))) ${memory}
          (func (export "f") (result i32) (call $t)))
        (core instance $i (instantiate $m (with "a" (instance (export "t" (func $t))))))
        (func (export "f") (result u32) (canon lift (core func $i "f"))))`,
      /canonical built-in 0x26 is unknown/,
      /threads/,
    ],
    'one module that is instantiated twice': [
      wrap(memory).replace('(core instance', '(core instance $j (instantiate $m)) (core instance'),
      /instantiated several times/,
      /single guest/,
    ],
    'two components that are composed': [
      `(component
        (component $a
          (core module $m ${memory} (func (export "f") (result i32) (i32.const 7)))
          (core instance $i (instantiate $m))
          (func (export "f") (result u32) (canon lift (core func $i "f"))))
        (component $b
          (import "f" (func $f (result u32)))
          (core func $lowered (canon lower (func $f)))
          (core module $m (import "a" "f" (func $f (result i32))) ${memory}
            (func (export "g") (result i32) (call $f)))
          (core instance $i (instantiate $m (with "a" (instance (export "f" (func $lowered))))))
          (func (export "g") (result u32) (canon lift (core func $i "g"))))
        (instance $x (instantiate $a))
        (instance $y (instantiate $b (with "f" (func $x "f"))))
        (export "g" (func $y "g")))`,
      /calls from one of its components into another/,
      /one core module/,
    ],
  };

  it.each(Object.entries(refused))('is refused by name: %s', async (_, [text, reason, hint]) => {
    const bytes = await parse(text);
    const error = catchLinkError(bytes);
    expect(error.message).toMatch(reason);
    expect(error.hint).toMatch(hint);
  });

  it('is refused where the bytes are no component', async () => {
    const random = Uint8Array.from({ length: 500 }, (_, index) => (index * 151 + 7) & 0xff);
    expect(catchLinkError(random)).toMatchObject({
      code: 'malformed',
      hint: expect.stringContaining('wajs build') as string,
    });
    expect(catchLinkError(new Uint8Array(0)).code).toBe('malformed');
    const whole = await wrapRun(
      `(module ${memory} (func (export "run") (param i32) (result i32) (local.get 0)))`,
    );
    expect(catchLinkError(whole.subarray(0, whole.length >> 1))).toMatchObject({
      code: 'malformed',
      hint: expect.stringContaining('damaged') as string,
    });
  });
});

function catchLinkError(bytes: Uint8Array): LinkError {
  try {
    linkComponent(bytes);
  } catch (error) {
    if (error instanceof LinkError) return error;
    throw error;
  }
  throw new Error('the component was linked');
}
