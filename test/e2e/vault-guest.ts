import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { componentEmbed, componentNew, parse } from '@bytecodealliance/jco-transpile/wasm-tools';

const boxes = 'acme:vault/boxes@1.0.0';
const reports = 'acme:vault/reports@1.0.0';

/** A core module, as a compiler makes it. A box's representation is the number in it. */
const core = `
(module
  (import "[export]${boxes}" "[resource-new]box" (func $new (param i32) (result i32)))
  (import "[export]${boxes}" "[resource-rep]box" (func $rep (param i32) (result i32)))
  (import "[export]${boxes}" "[resource-drop]box" (func $drop (param i32)))
  (import "[export]${boxes}" "[resource-new]stamp" (func $new-stamp (param i32) (result i32)))
  (import "acme:vault/ledger@1.0.0" "[method]account.balance" (func $balance (param i32) (result i32)))
  (import "acme:vault/ledger@1.0.0" "[resource-drop]account" (func $drop-account (param i32)))
  (memory (export "memory") 1)
  (global $heap (mut i32) (i32.const 4096))
  (global $dropped (mut i32) (i32.const 0))
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (global.set $heap (i32.and (i32.add (global.get $heap) (i32.const 7)) (i32.const -8)))
    (global.get $heap)
    (global.set $heap (i32.add (global.get $heap) (local.get 3))))
  (func (export "${boxes}#[constructor]box") (param i32) (result i32) (call $new (local.get 0)))
  (func (export "${boxes}#[method]box.value") (param i32) (result i32) (local.get 0))
  (func (export "${boxes}#[static]box.sum") (param i32 i32) (result i32)
    (call $new (i32.add (local.get 0) (local.get 1))))
  (func (export "${boxes}#[dtor]box") (param i32)
    (if (i32.eq (local.get 0) (i32.const 666)) (then (unreachable)))
    (global.set $dropped (i32.add (global.get $dropped) (local.get 0))))
  (func (export "${boxes}#[constructor]stamp") (result i32) (call $new-stamp (i32.const 1)))
  (func (export "${boxes}#swap") (param i32) (result i32) (local.get 0))
  (func (export "${boxes}#keep") (param i32) (result i32) (local.get 0))
  (func (export "${boxes}#keep-stamp") (param i32) (result i32) (local.get 0))
  (func (export "${boxes}#forge") (param i32) (result i32) (local.get 0))
  (func (export "${boxes}#drop-box") (param i32) (call $drop (local.get 0)))
  (func (export "${boxes}#rep") (param i32) (result i32) (call $rep (local.get 0)))
  (func (export "${boxes}#dropped") (result i32) (global.get $dropped))
  (func (export "${boxes}#audit") (param $account i32) (param $mode i32) (result i32)
    (i32.store (i32.const 64) (i32.const 0))
    (i32.store (i32.const 68) (call $balance (local.get $account)))
    (if (i32.eq (local.get $mode) (i32.const 3)) (then
      (i32.store (i32.const 64) (i32.const 1))
      (i32.store (i32.const 68) (local.get $account))
      (return (i32.const 64))))
    (if (i32.ne (local.get $mode) (i32.const 1)) (then (call $drop-account (local.get $account))))
    (if (i32.eq (local.get $mode) (i32.const 2)) (then (call $drop-account (local.get $account))))
    (i32.const 64))
  (func (export "${boxes}#flood") (loop (drop (call $new (i32.const 1))) (br 0)))
  (func (export "${reports}#total") (param $at i32) (param $left i32) (result i32)
    (local $sum i32)
    (block (loop
      (br_if 1 (i32.eqz (local.get $left)))
      (local.set $sum (i32.add (local.get $sum) (i32.load (local.get $at))))
      (local.set $at (i32.add (local.get $at) (i32.const 4)))
      (local.set $left (i32.sub (local.get $left) (i32.const 1)))
      (br 0)))
    (local.get $sum))
  (func (export "${reports}#all") (param $count i32) (result i32)
    (local $number i32)
    (i32.store (i32.const 64) (i32.const 1024))
    (i32.store (i32.const 68) (local.get $count))
    (block (loop
      (br_if 1 (i32.eq (local.get $number) (local.get $count)))
      (i32.store
        (i32.add (i32.const 1024) (i32.mul (local.get $number) (i32.const 4)))
        (call $new (i32.add (local.get $number) (i32.const 1))))
      (local.set $number (i32.add (local.get $number) (i32.const 1)))
      (br 0)))
    (i32.const 64)))
`;

/** A component of a compiled language that exports resources. */
export async function buildVault(): Promise<Uint8Array> {
  const witSource = await readFile(fileURLToPath(new URL('vault.wit', import.meta.url)), 'utf8');
  return componentNew(
    await componentEmbed({ binary: await parse(core), witSource, world: 'vault' }),
  );
}
