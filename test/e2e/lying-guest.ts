import { readFile } from 'node:fs/promises';
import { componentEmbed, componentNew, parse } from '@bytecodealliance/jco-transpile/wasm-tools';

/**
 * A guest that breaks one rule of calls that go on beside it, by number, and that says falsely that its own
 * code can be suspended.
 */
const guest = `
(module
  (import "test:lies/slow@1.0.0" "later" (func $later (param i32) (result i32)))
  (import "test:lies/slow@1.0.0" "[async-lower]later" (func $start (param i32 i32) (result i32)))
  (import "$root" "[waitable-set-new]" (func $set-new (result i32)))
  (import "$root" "[waitable-set-wait]" (func $set-wait (param i32 i32) (result i32)))
  (import "$root" "[waitable-set-poll]" (func $set-poll (param i32 i32) (result i32)))
  (import "$root" "[waitable-set-drop]" (func $set-drop (param i32)))
  (import "$root" "[waitable-join]" (func $join (param i32 i32)))
  (import "$root" "[subtask-cancel]" (func $cancel (param i32) (result i32)))
  (import "$root" "[subtask-drop]" (func $drop (param i32)))
  (memory (export "memory") 1)
  (global $place (mut i32) (i32.const 4096))
  (global $rule (mut i32) (i32.const 0))
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (if (i32.eq (global.get $rule) (i32.const 13)) (then (unreachable)))
    (if (i32.eq (global.get $rule) (i32.const 14)) (then (drop (call $later (i32.const 1)))))
    (global.get $place))
  (func (export "asyncify_start_unwind") (param i32))
  (func (export "asyncify_stop_unwind")
    (if (i32.eq (global.get $rule) (i32.const 16)) (then (unreachable))))
  (func (export "asyncify_start_rewind") (param i32))
  (func (export "asyncify_stop_rewind"))
  (func (export "test:lies/runner@1.0.0#run") (param $rule i32) (result i32)
    (local $call i32) (local $set i32)
    (if (i32.eq (local.get $rule) (i32.const 10)) (then
      (drop (call $later (i32.const 1)))
      (return (call $later (i32.const 2)))))
    (if (i32.eq (local.get $rule) (i32.const 11)) (then
      (global.set $place (i32.const -8))
      (return (call $later (i32.const 1)))))
    (global.set $rule (local.get $rule))
    (if (i32.and (i32.ge_u (local.get $rule) (i32.const 12)) (i32.le_u (local.get $rule) (i32.const 14)))
      (then (return (call $later (i32.const 1)))))
    (if (i32.eq (local.get $rule) (i32.const 16)) (then
      (return (call $later (i32.const 1)))))
    (if (i32.eq (local.get $rule) (i32.const 15)) (then
      (drop (call $later (i32.const 1)))
      (unreachable)))
    (if (i32.eq (local.get $rule) (i32.const 0)) (then
      (return (call $start (i32.const 1) (i32.const 65536)))))
    (local.set $call (i32.shr_u (call $start (i32.const 1) (i32.const 16)) (i32.const 4)))
    (local.set $set (call $set-new))
    (if (i32.eq (local.get $rule) (i32.const 1)) (then (call $drop (local.get $call))))
    (if (i32.eq (local.get $rule) (i32.const 2)) (then
      (call $join (i32.const 0x50000) (local.get $set))))
    (if (i32.eq (local.get $rule) (i32.const 3)) (then
      (drop (call $cancel (local.get $call)))
      (drop (call $cancel (local.get $call)))))
    (if (i32.eq (local.get $rule) (i32.const 4)) (then
      (drop (call $set-wait (local.get $set) (i32.const 32)))))
    (call $join (local.get $call) (local.get $set))
    (if (i32.eq (local.get $rule) (i32.const 5)) (then (call $set-drop (local.get $set))))
    (if (i32.eq (local.get $rule) (i32.const 6)) (then
      (drop (call $set-wait (local.get $set) (i32.const 65532)))))
    (if (i32.eq (local.get $rule) (i32.const 7)) (then
      (drop (call $set-wait (local.get $set) (i32.const 33)))))
    (if (i32.eq (local.get $rule) (i32.const 8)) (then
      (drop (call $cancel (local.get $call)))
      (call $drop (local.get $call))
      (call $drop (local.get $call))))
    ;; What breaks no rule: it waits, and answers what came.
    (drop (call $set-wait (local.get $set) (i32.const 32)))
    (drop (call $set-poll (local.get $set) (i32.const 32)))
    (call $drop (local.get $call))
    (call $set-drop (local.get $set))
    (i32.load (i32.const 16)))
)
`;

/** The guest as a component. */
export async function buildLyingGuest(): Promise<Uint8Array> {
  const witSource = await readFile(new URL('lies.wit', import.meta.url), 'utf8');
  const binary = await parse(guest);
  return componentNew(await componentEmbed({ binary, witSource, world: 'lies' }));
}
