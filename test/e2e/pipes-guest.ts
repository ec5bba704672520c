import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { componentEmbed, componentNew, parse } from '@bytecodealliance/jco-transpile/wasm-tools';

/** The world of pipes.wit as a compiled language would serve it, with the callback ABI. */
const guest = `
(module
  (import "test:pipes/source@1.0.0" "numbers" (func $numbers (param i32) (result i32)))
  (import "test:pipes/source@1.0.0" "numbers-now" (func $numbers-now (param i32) (result i32)))
  (import "test:pipes/source@1.0.0" "later" (func $later (result i32)))
  (import "test:pipes/source@1.0.0" "take" (func $take (param i32)))
  (import "test:pipes/source@1.0.0" "read" (func $read (param i32)))
  (import "test:pipes/source@1.0.0" "explain" (func $explain (param i32) (result i32)))
  (import "test:pipes/source@1.0.0" "[async-lower][stream-read-0]numbers"
    (func $numbers-read (param i32 i32 i32) (result i32)))
  (import "test:pipes/source@1.0.0" "[stream-read-0]numbers-now"
    (func $numbers-read-now (param i32 i32 i32) (result i32)))
  (import "test:pipes/source@1.0.0" "[stream-drop-readable-0]numbers" (func $numbers-drop (param i32)))
  (import "test:pipes/source@1.0.0" "[async-lower][future-read-0]later"
    (func $later-read (param i32 i32) (result i32)))
  (import "test:pipes/source@1.0.0" "[future-drop-readable-0]later" (func $later-drop (param i32)))
  (import "test:pipes/source@1.0.0" "[stream-new-0]take" (func $take-new (result i64)))
  (import "test:pipes/source@1.0.0" "[stream-write-0]take" (func $take-write (param i32 i32 i32) (result i32)))
  (import "test:pipes/source@1.0.0" "[stream-drop-writable-0]take" (func $take-drop (param i32)))
  (import "test:pipes/source@1.0.0" "[stream-new-0]read" (func $read-new (result i64)))
  (import "test:pipes/source@1.0.0" "[stream-write-0]read" (func $read-write (param i32 i32 i32) (result i32)))
  (import "test:pipes/source@1.0.0" "[stream-drop-writable-0]read" (func $read-drop (param i32)))
  (import "[export]test:pipes/runner@1.0.0" "[task-return]sum" (func $sum-return (param i32)))
  (import "[export]test:pipes/runner@1.0.0" "[task-return]wait" (func $wait-return (param i32)))
  (import "[export]test:pipes/runner@1.0.0" "[task-return]double" (func $double-return (param i32)))
  (import "[export]test:pipes/runner@1.0.0" "[async-lower][stream-read-0]double"
    (func $double-read (param i32 i32 i32) (result i32)))
  (import "[export]test:pipes/runner@1.0.0" "[stream-drop-readable-0]double" (func $double-drop (param i32)))
  (import "[export]test:pipes/runner@1.0.0" "[stream-new-1]double" (func $double-new (result i64)))
  (import "[export]test:pipes/runner@1.0.0" "[async-lower][stream-write-1]double"
    (func $double-write (param i32 i32 i32) (result i32)))
  (import "[export]test:pipes/runner@1.0.0" "[stream-drop-writable-1]double" (func $double-end (param i32)))
  (import "$root" "[waitable-set-new]" (func $set-new (result i32)))
  (import "$root" "[waitable-join]" (func $join (param i32 i32)))
  (import "$root" "[error-context-new-utf8]" (func $error-new (param i32 i32) (result i32)))
  (import "$root" "[error-context-debug-message-utf8]" (func $error-message (param i32 i32)))
  (import "$root" "[error-context-drop]" (func $error-drop (param i32)))
  (memory (export "memory") 2)
  (global $heap (mut i32) (i32.const 8192))
  (global $in (mut i32) (i32.const 0))
  (global $out (mut i32) (i32.const 0))
  (global $set (mut i32) (i32.const 0))
  (global $total (mut i32) (i32.const 0))
  (data (i32.const 16) "firstsecond")
  (data (i32.const 32) "\\10\\00\\00\\00\\05\\00\\00\\00\\15\\00\\00\\00\\06\\00\\00\\00")
  (data (i32.const 64) "oops")
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (global.set $heap (i32.and (i32.add (global.get $heap) (i32.const 7)) (i32.const -8)))
    (global.get $heap)
    (global.set $heap (i32.add (global.get $heap) (local.get 3))))

  ;; Adds up the numbers of a copy that lie at 1024.
  (func $add (param $count i32)
    (loop $next
      (if (local.get $count) (then
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (global.set $total (i32.add (global.get $total)
          (i32.load (i32.add (i32.const 1024) (i32.shl (local.get $count) (i32.const 2))))))
        (br $next)))))

  ;; WAIT for the set.
  (func $waiting (result i32) (i32.or (i32.const 2) (i32.shl (global.get $set) (i32.const 4))))

  ;; sum: reads 16 numbers at a time until the stream is dropped.
  (func $sum-on (param $copied i32) (result i32)
    (loop $next
      (if (i32.eq (local.get $copied) (i32.const -1)) (then (return (call $waiting))))
      (call $add (i32.shr_u (local.get $copied) (i32.const 4)))
      (if (i32.eqz (i32.and (local.get $copied) (i32.const 15))) (then
        (local.set $copied (call $numbers-read (global.get $in) (i32.const 1024) (i32.const 16)))
        (br $next))))
    (call $numbers-drop (global.get $in))
    (call $sum-return (global.get $total))
    (i32.const 0))
  (func (export "[async-lift]test:pipes/runner@1.0.0#sum") (param i32) (result i32)
    (global.set $total (i32.const 0))
    (global.set $in (call $numbers (local.get 0)))
    (global.set $set (call $set-new))
    (call $join (global.get $in) (global.get $set))
    (call $sum-on (call $numbers-read (global.get $in) (i32.const 1024) (i32.const 16))))
  (func (export "[callback][async-lift]test:pipes/runner@1.0.0#sum") (param i32 i32 i32) (result i32)
    (if (i32.ne (local.get 0) (i32.const 2)) (then (unreachable)))
    (call $sum-on (local.get 2)))

  ;; double: returns its stream first, then copies in turns.
  (func $double-on (param $code i32) (param $copied i32) (result i32)
    (local $index i32)
    (loop $next
      (if (i32.eq (local.get $copied) (i32.const -1)) (then (return (call $waiting))))
      (if (i32.eq (local.get $code) (i32.const 2)) (then
        ;; Something was read: double it, and write it.
        (if (i32.eqz (i32.shr_u (local.get $copied) (i32.const 4))) (then
          (call $double-drop (global.get $in))
          (call $double-end (global.get $out))
          (return (i32.const 0))))
        (local.set $index (i32.shr_u (local.get $copied) (i32.const 4)))
        (loop $more
          (local.set $index (i32.sub (local.get $index) (i32.const 1)))
          (i32.store (i32.add (i32.const 1024) (i32.shl (local.get $index) (i32.const 2)))
            (i32.shl (i32.load (i32.add (i32.const 1024) (i32.shl (local.get $index) (i32.const 2))))
              (i32.const 1)))
          (br_if $more (local.get $index)))
        (local.set $code (i32.const 3))
        (local.set $copied (call $double-write (global.get $out) (i32.const 1024)
          (i32.shr_u (local.get $copied) (i32.const 4))))
        (br $next)))
      ;; It was written; a reader that has left ends it all.
      (if (i32.and (local.get $copied) (i32.const 15)) (then
        (call $double-drop (global.get $in))
        (call $double-end (global.get $out))
        (return (i32.const 0))))
      (local.set $code (i32.const 2))
      (local.set $copied (call $double-read (global.get $in) (i32.const 1024) (i32.const 4)))
      (br $next))
    (unreachable))
  (func (export "[async-lift]test:pipes/runner@1.0.0#double") (param i32) (result i32)
    (local $both i64)
    (global.set $in (local.get 0))
    (local.set $both (call $double-new))
    (global.set $out (i32.wrap_i64 (i64.shr_u (local.get $both) (i64.const 32))))
    (global.set $set (call $set-new))
    (call $join (global.get $in) (global.get $set))
    (call $join (global.get $out) (global.get $set))
    (call $double-return (i32.wrap_i64 (local.get $both)))
    (call $double-on (i32.const 2) (call $double-read (global.get $in) (i32.const 1024) (i32.const 4))))
  (func (export "[callback][async-lift]test:pipes/runner@1.0.0#double") (param i32 i32 i32) (result i32)
    (call $double-on (local.get 0) (local.get 2)))

  ;; wait: one future.
  (func $wait-on (param $copied i32) (result i32)
    (if (i32.eq (local.get $copied) (i32.const -1)) (then (return (call $waiting))))
    (call $later-drop (global.get $in))
    (call $wait-return (i32.load (i32.const 1024)))
    (i32.const 0))
  (func (export "[async-lift]test:pipes/runner@1.0.0#wait") (result i32)
    (global.set $in (call $later))
    (global.set $set (call $set-new))
    (call $join (global.get $in) (global.get $set))
    (call $wait-on (call $later-read (global.get $in) (i32.const 1024))))
  (func (export "[callback][async-lift]test:pipes/runner@1.0.0#wait") (param i32 i32 i32) (result i32)
    (if (i32.ne (local.get 0) (i32.const 4)) (then (unreachable)))
    (call $wait-on (local.get 2)))

  (func (export "test:pipes/runner@1.0.0#sum-now") (param i32) (result i32)
    (local $copied i32)
    (global.set $total (i32.const 0))
    (global.set $in (call $numbers-now (local.get 0)))
    (loop $next
      (local.set $copied (call $numbers-read-now (global.get $in) (i32.const 1024) (i32.const 16)))
      (call $add (i32.shr_u (local.get $copied) (i32.const 4)))
      (br_if $next (i32.eqz (i32.and (local.get $copied) (i32.const 15)))))
    (call $numbers-drop (global.get $in))
    (global.get $total))

  (func (export "test:pipes/runner@1.0.0#give-now") (param $count i32)
    (local $both i64)
    (local.set $both (call $take-new))
    (global.set $out (i32.wrap_i64 (i64.shr_u (local.get $both) (i64.const 32))))
    (call $take (i32.wrap_i64 (local.get $both)))
    (loop $next
      (if (local.get $count) (then
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (i32.store (i32.const 1024) (local.get $count))
        (if (i32.ne (call $take-write (global.get $out) (i32.const 1024) (i32.const 1)) (i32.const 16))
          (then (unreachable)))
        (br $next))))
    (call $take-drop (global.get $out)))

  (func (export "test:pipes/runner@1.0.0#lines")
    (local $both i64)
    (local.set $both (call $read-new))
    (global.set $out (i32.wrap_i64 (i64.shr_u (local.get $both) (i64.const 32))))
    (call $read (i32.wrap_i64 (local.get $both)))
    (drop (call $read-write (global.get $out) (i32.const 32) (i32.const 2)))
    (call $read-drop (global.get $out)))

  (func (export "test:pipes/runner@1.0.0#explain") (result i32)
    (local $error i32)
    (local.set $error (call $explain (call $error-new (i32.const 64) (i32.const 4))))
    (call $error-message (local.get $error) (i32.const 128))
    (call $error-drop (local.get $error))
    (i32.const 128))

  (func (export "test:pipes/runner@1.0.0#break-rule") (param $rule i32)
    (local $both i64)
    (global.set $in (call $numbers-now (i32.const 100)))
    (local.set $both (call $take-new))
    (global.set $out (i32.wrap_i64 (i64.shr_u (local.get $both) (i64.const 32))))
    ;; 0: a handle that nobody gave.
    (if (i32.eq (local.get $rule) (i32.const 0)) (then
      (drop (call $numbers-read-now (i32.const 7777) (i32.const 1024) (i32.const 1)))))
    ;; 1: reads from the writable end.
    (if (i32.eq (local.get $rule) (i32.const 1)) (then
      (drop (call $numbers-read-now (global.get $out) (i32.const 1024) (i32.const 1)))))
    ;; 2: a buffer outside of the memory.
    (if (i32.eq (local.get $rule) (i32.const 2)) (then
      (drop (call $numbers-read-now (global.get $in) (i32.const -64) (i32.const 100)))))
    ;; 3: a buffer that is not aligned.
    (if (i32.eq (local.get $rule) (i32.const 3)) (then
      (drop (call $numbers-read-now (global.get $in) (i32.const 1025) (i32.const 1)))))
    ;; 4: more items than a copy may have.
    (if (i32.eq (local.get $rule) (i32.const 4)) (then
      (drop (call $numbers-read-now (global.get $in) (i32.const 1024) (i32.const 0x10000000)))))
    ;; 5: drops twice.
    (if (i32.eq (local.get $rule) (i32.const 5)) (then
      (call $numbers-drop (global.get $in)) (call $numbers-drop (global.get $in))))
    ;; 6: gives the writable end away.
    (if (i32.eq (local.get $rule) (i32.const 6)) (then (call $take (global.get $out))))
    ;; 7: gives one stream away twice.
    (if (i32.eq (local.get $rule) (i32.const 7)) (then
      (call $take (i32.wrap_i64 (local.get $both))) (call $take (i32.wrap_i64 (local.get $both)))))
    ;; 8: drops a stream as a future.
    (if (i32.eq (local.get $rule) (i32.const 8)) (then (call $later-drop (global.get $in))))
    ;; 9: reads what it wrote itself.
    (if (i32.eq (local.get $rule) (i32.const 9)) (then
      (drop (call $numbers-read-now (i32.wrap_i64 (local.get $both)) (i32.const 1024) (i32.const 1)))))
    ;; 10: an error context that is none.
    (if (i32.eq (local.get $rule) (i32.const 10)) (then (call $error-drop (global.get $in))))
    ;; 11: joins what is none.
    (if (i32.eq (local.get $rule) (i32.const 11)) (then (call $join (i32.const 7777) (i32.const 1))))
    ;; 12: writes before anybody can take it.
    (if (i32.eq (local.get $rule) (i32.const 12)) (then
      (drop (call $take-write (global.get $out) (i32.const 1024) (i32.const 1))))))
)
`;

/** The guest as a component. */
export async function buildPipesGuest(): Promise<Uint8Array> {
  const wit = fileURLToPath(new URL('pipes.wit', import.meta.url));
  const witSource = await readFile(wit, 'utf8');
  const binary = await parse(guest);
  return componentNew(await componentEmbed({ binary, witSource, world: 'pipes' }));
}
