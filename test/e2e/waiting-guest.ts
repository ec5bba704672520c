import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { componentEmbed, componentNew, parse } from '@bytecodealliance/jco-transpile/wasm-tools';

const wit = fileURLToPath(new URL('../../wit', import.meta.url));

/**
 * A guest that serves HTTP with the callback ABI: it waits for a future of the host, and answers its
 * value as one digit. It breaks where anything of an earlier request is left.
 */
const guest = (refusal: string): string => `
(module
  (import "test:pipes/source@1.0.0" "later" (func $later (result i32)))
  (import "test:pipes/source@1.0.0" "[async-lower][future-read-0]later"
    (func $later-read (param i32 i32) (result i32)))
  (import "test:pipes/source@1.0.0" "[future-drop-readable-0]later" (func $later-drop (param i32)))
  (import "[export]wajs:platform/http-handler@0.1.0" "[task-return]handle"
    (func $return (param i32 i32 i32 i32 i64 i64 i32)))
  (import "$root" "[waitable-set-new]" (func $set-new (result i32)))
  (import "$root" "[waitable-join]" (func $join (param i32 i32)))
  (memory (export "memory") 2)
  (global $heap (mut i32) (i32.const 4096))
  (global $seen (mut i32) (i32.const 0))
  (global $future (mut i32) (i32.const 0))
  (global $set (mut i32) (i32.const 0))
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (global.set $heap (i32.and (i32.add (global.get $heap) (i32.const 7)) (i32.const -8)))
    (global.get $heap)
    (global.set $heap (i32.add (global.get $heap) (local.get 3))))
  (func $on (param $copied i32) (result i32)
    (if (i32.eq (local.get $copied) (i32.const -1))
      (then (return (i32.or (i32.const 2) (i32.shl (global.get $set) (i32.const 4))))))
    (call $later-drop (global.get $future))
    ${refusal === '' ? '' : '(return (i32.const 0))'}
    (i32.store8 (i32.const 2000) (i32.add (i32.const 48) (i32.load (i32.const 1024))))
    (call $return (i32.const 0) (i32.const 200) (i32.const 0) (i32.const 0)
      (i64.const 1) (i64.const 2000) (i32.const 1))
    (i32.const 0))
  (func (export "[async-lift]wajs:platform/http-handler@0.1.0#handle")
    (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 f64 i32 i32 i32) (result i32)
    (global.set $seen (i32.add (global.get $seen) (i32.const 1)))
    (if (i32.gt_u (global.get $seen) (i32.const 1)) (then (unreachable)))
    ${refusal}
    (global.set $future (call $later))
    (global.set $set (call $set-new))
    (call $join (global.get $future) (global.get $set))
    (call $on (call $later-read (global.get $future) (i32.const 1024))))
  (func (export "[callback][async-lift]wajs:platform/http-handler@0.1.0#handle")
    (param i32 i32 i32) (result i32)
    (call $on (local.get 2)))
)
`;

/** Answers the err case `invalid` at once. */
const refuse = `(call $return (i32.const 1) (i32.const 0) (i32.const 2000) (i32.const 0)
      (i64.const 0) (i64.const 0) (i32.const 0))`;

/** The guest as a component. One that refuses answers an err case before it waits. */
export async function buildWaitingGuest(refuses = false): Promise<Uint8Array> {
  const files = ['types', 'http', 'http-handler'];
  const texts = await Promise.all(files.map((name) => readFile(`${wit}/${name}.wit`, 'utf8')));
  const witSource = [
    'package wajs:platform@0.1.0;',
    ...texts.map((text) => text.replace(/^package .*$/m, '')),
    'world guest { import test:pipes/source@1.0.0; export http-handler; }',
    'package test:pipes@1.0.0 { interface source { later: func() -> future<u32>; } }',
  ].join('\n');
  const binary = await parse(guest(refuses ? refuse : ''));
  return componentNew(await componentEmbed({ binary, witSource, world: 'guest' }));
}
