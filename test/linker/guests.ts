import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { componentEmbed, componentNew, parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { type Linked, linkComponent, type LinkOptions } from '@org/host-bindings/linker';

const wit = fileURLToPath(new URL('../../wit/', import.meta.url));

/** Wraps a core module, as text, into a component of a world, as compilers of other languages do. */
export async function wrapModule(text: string, witSource: string): Promise<Uint8Array> {
  const binary = await parse(text);
  return componentNew(await componentEmbed({ binary, witSource, world: 'guest' }));
}

/** A component with one function of its world: `run: func(input: u32) -> u32`. */
export function wrapRun(text: string): Promise<Uint8Array> {
  return wrapModule(text, 'package test:guest; world guest { export run: func(n: u32) -> u32; }');
}

/**
 * A component that serves HTTP and imports the log, over a core module's text. The module gets all
 * but `handle`'s body, which leaves the body of the answer as `$length` bytes at `$answer`.
 */
export async function wrapHandler(members: string, handle: string): Promise<Uint8Array> {
  const files = ['types', 'http', 'http-handler', 'logging'];
  const texts = await Promise.all(files.map((name) => readFile(`${wit}${name}.wit`, 'utf8')));
  const witSource = [
    'package wajs:platform@0.1.0;',
    ...texts.map((text) => text.replace(/^package .*$/m, '')),
    'world guest { import logging; export http-handler; }',
  ].join('\n');
  return wrapModule(
    `(module
      (import "wajs:platform/logging@0.1.0" "log" (func $log (param i32 i32 i32 i32 i32)))
      (memory (export "memory") 2)
      (global $heap (mut i32) (i32.const 4096))
      (data (i32.const 1024) "\\00\\00\\00\\00\\00\\00\\00\\00\\c8\\00\\00\\00")
      (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
        (global.set $heap (i32.and (i32.add (global.get $heap) (i32.const 7)) (i32.const -8)))
        (global.get $heap)
        (global.set $heap (i32.add (global.get $heap) (local.get 3))))
      ${members}
      (func (export "wajs:platform/http-handler@0.1.0#handle")
        (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 f64 i32 i32 i32) (result i32)
        (local $answer i32) (local $length i32)
        ${handle}
        (i32.store8 (i32.const 1044) (i32.const 1))
        (i32.store (i32.const 1048) (local.get $answer))
        (i32.store (i32.const 1052) (local.get $length))
        (i32.const 1024))
      (func (export "cabi_post_wajs:platform/http-handler@0.1.0#handle") (param i32)))`,
    witSource,
  );
}

/** A linked component's function `run`, ready to be called. */
export async function instantiateRun(
  component: Uint8Array,
  options?: LinkOptions,
): Promise<{ run: (input: number) => number; linked: Linked }> {
  const linked = linkComponent(component, options);
  const instance = new WebAssembly.Instance(new WebAssembly.Module(linked.module), {
    host: { 'out-of-fuel': () => 1 },
  });
  const exports = instance.exports as Record<string, (...args: number[]) => number>;
  if (linked.plan.start) exports['start']!();
  const { core } = linked.plan.exports.find((item) => item.function === 'run')!;
  return { run: (input) => exports[core]!(input), linked };
}
