import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { componentEmbed, componentNew, parse } from '@bytecodealliance/jco-transpile/wasm-tools';

const wit = fileURLToPath(new URL('../../wit', import.meta.url));

/**
 * A guest as a compiled language would make it: it logs, counts a visit in the KV store, and
 * answers the count as one digit. Its own counter in a global must not outlive a request.
 */
const guest = `
(module
  (import "wajs:platform/logging@0.1.0" "log" (func $log (param i32 i32 i32 i32 i32)))
  (import "wajs:platform/kv@0.1.0" "increment" (func $increment (param i32 i32 i32 i32 f64 i32)))
  (memory (export "memory") 2)
  (global $heap (mut i32) (i32.const 4096))
  (global $seen (mut i32) (i32.const 0))
  (data (i32.const 16) "hello from wasm")
  (data (i32.const 40) "visits")
  (data (i32.const 48) "n")
  (data (i32.const 1024) "\\00\\00\\00\\00\\00\\00\\00\\00\\c8\\00\\00\\00")
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (global.set $heap (i32.and (i32.add (global.get $heap) (i32.const 7)) (i32.const -8)))
    (global.get $heap)
    (global.set $heap (i32.add (global.get $heap) (local.get 3))))
  (func (export "wajs:platform/http-handler@0.1.0#handle")
    (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 f64 i32 i32 i32) (result i32)
    (global.set $seen (i32.add (global.get $seen) (i32.const 1)))
    (if (i32.gt_u (global.get $seen) (i32.const 1)) (then (unreachable)))
    (call $log (i32.const 2) (i32.const 16) (i32.const 15) (i32.const 0) (i32.const 0))
    (call $increment (i32.const 40) (i32.const 6) (i32.const 48) (i32.const 1) (f64.const 1) (i32.const 512))
    (if (i32.load8_u (i32.const 512)) (then (unreachable)))
    (i32.store8 (i32.const 2000)
      (i32.add (i32.const 48) (i32.trunc_f64_u (f64.load (i32.const 520)))))
    (i32.store8 (i32.const 1044) (i32.const 1))
    (i32.store (i32.const 1048) (i32.const 2000))
    (i32.store (i32.const 1052) (i32.const 1))
    (i32.const 1024))
  (func (export "cabi_post_wajs:platform/http-handler@0.1.0#handle") (param i32)))
`;

/**
 * The guest as a component.
 * @param extra Instructions that each request begins with.
 */
export async function buildDirectGuest(extra = ''): Promise<Uint8Array> {
  const files = ['types', 'http', 'http-handler', 'logging', 'kv'];
  const texts = await Promise.all(files.map((name) => readFile(`${wit}/${name}.wit`, 'utf8')));
  const witSource = [
    'package wajs:platform@0.1.0;',
    ...texts.map((text) => text.replace(/^package .*$/m, '')),
    'world guest { import logging; import kv; export http-handler; }',
  ].join('\n');
  const begin = '(global.set $seen (i32.add';
  const binary = await parse(guest.replace(begin, `${extra}${begin}`));
  return componentNew(await componentEmbed({ binary, witSource, world: 'guest' }));
}
