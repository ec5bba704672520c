// Emitted by host-bindings from acme:money/converter@1.0.0 (--target as-guest); do not edit.

import {
  ExportedResource,
  Result,
  afterReturn,
  allocate,
  held,
  letGo,
  liftString,
} from '@org/assemblyscript-sdk/assembly/codegen-v1';
import { Problem, storeProblem } from './rates';

/**
 * One line of a bill.
 *
 * WIT: `record item { name: string, price: f64 }`
 */
export class Item {
  /** What was bought. */
  name: string;
  /** What it costs. */
  price: f64;
}

@external('[export]acme:money/converter@1.0.0', '[resource-drop]bill')
declare function importBillDrop(handle: i32): void;

/**
 * A bill in one currency.
 *
 * Extend it; override `drop()` to clean up when the last owner has let go of an object.
 *
 * WIT: `resource bill`
 */
export abstract class Bill extends ExportedResource {
  /**
   * Adds items with prices in euros, and answers them with those of the bill's currency.
   *
   * WIT: `add: func(items: list<item>) -> list<item>`
   */
  abstract add(items: Array<Item>): Array<Item>;

  /**
   * Sum of all prices so far.
   *
   * WIT: `total: func() -> f64`
   */
  abstract total(): f64;

  /** Lets go of an object that the host gave to the guest. */
  release(): void {
    if (this.handle != 0) importBillDrop(this.handle);
    this.handle = 0;
  }
}

/**
 * Bills in foreign currencies.
 *
 * Extend it, and pass an object of your class to `serveConverter`.
 */
export abstract class Converter {
  /**
   * An empty bill, at the rate of this moment.
   *
   * WIT: `constructor(currency: string) -> result<bill, problem>`
   */
  abstract createBill(currency: string): Result<Bill, Problem>;

  /**
   * Answers items with prices in euros with those of a currency.
   *
   * ```wit
   * convert: func(
   *   items: list<item>,
   *   currency: string,
   * ) -> result<list<item>, problem>
   * ```
   */
  abstract convert(items: Array<Item>, currency: string): Result<Array<Item>, Problem>;
}

let served: Converter | null = null;

/**
 * Makes an object answer what the host calls of `acme:money/converter@1.0.0`.
 *
 * Call it at the top level of the entry file, so that it is done before the first call.
 */
export function serveConverter(implementation: Converter): void {
  served = implementation;
}

function implementation(): Converter {
  const found = served;
  assert(found !== null, 'call serveConverter at the top level of the entry file');
  return found!;
}

@exportAs('acme:money/converter@1.0.0#[constructor]bill')
export function exportBillCreate(p0: i32, p1: i32): usize {
  const currency = liftString(p0, p1);
  const answer = implementation().createBill(currency);
  const at = memory.data(16, 4);
  if (answer.isOk) {
    i32.store8(at, 0);
    i32.store(at, lowerBill(answer.value), 4);
  } else {
    i32.store8(at, 1);
    storeProblem(at + 4, answer.error);
  }
  return at;
}

@exportAs('cabi_post_acme:money/converter@1.0.0#[constructor]bill')
export function postBillCreate(_result: i32): void {
  afterReturn();
}

@exportAs('acme:money/converter@1.0.0#[method]bill.add')
export function exportBillAdd(p0: i32, p1: i32, p2: i32): usize {
  const self = changetype<Bill>(p0);
  const items = loadItemList(p1, p2);
  const answer = self.add(items);
  const at = memory.data(8, 4);
  i32.store(at, storeItemList(answer));
  i32.store(at, answer.length, 4);
  return at;
}

@exportAs('cabi_post_acme:money/converter@1.0.0#[method]bill.add')
export function postBillAdd(_result: i32): void {
  afterReturn();
}

@exportAs('acme:money/converter@1.0.0#[method]bill.total')
export function exportBillTotal(p0: i32): f64 {
  const self = changetype<Bill>(p0);
  return self.total();
}

@exportAs('cabi_post_acme:money/converter@1.0.0#[method]bill.total')
export function postBillTotal(_result: f64): void {
  afterReturn();
}

@exportAs('acme:money/converter@1.0.0#convert')
export function exportConvert(p0: i32, p1: i32, p2: i32, p3: i32): usize {
  const items = loadItemList(p0, p1);
  const currency = liftString(p2, p3);
  const answer = implementation().convert(items, currency);
  const at = memory.data(16, 4);
  if (answer.isOk) {
    i32.store8(at, 0);
    i32.store(at, storeItemList(answer.value), 4);
    i32.store(at, answer.value.length, 8);
  } else {
    i32.store8(at, 1);
    storeProblem(at + 4, answer.error);
  }
  return at;
}

@exportAs('cabi_post_acme:money/converter@1.0.0#convert')
export function postConvert(_result: i32): void {
  afterReturn();
}

@exportAs('acme:money/converter@1.0.0#[dtor]bill')
export function exportBillDestructor(rep: usize): void {
  letGo(changetype<Bill>(rep));
}

/** Loads the type `item` from memory. */
export function loadItem(at: usize): Item {
  return { name: liftString(i32.load(at), i32.load(at, 4)), price: f64.load(at, 8) };
}

/** Stores the type `item` in memory. */
export function storeItem(at: usize, value: Item): void {
  i32.store(at, changetype<i32>(value.name));
  i32.store(at, value.name.length, 4);
  f64.store(at, value.price, 8);
}

@external('[export]acme:money/converter@1.0.0', '[resource-new]bill')
declare function importBillNew(rep: usize): i32;

export function lowerBill(value: Bill): i32 {
  const handle = value.handle;
  if (handle == 0) return importBillNew(held(value));
  value.handle = 0;
  return handle;
}

function loadItemList(pointer: usize, length: i32): Array<Item> {
  const list = new Array<Item>(length);
  for (let index = 0; index < length; index++) {
    const at = pointer + usize(index) * 16;
    unchecked((list[index] = loadItem(at)));
  }
  return list;
}

function storeItemList(list: Array<Item>): i32 {
  const length = list.length;
  const pointer = allocate(usize(length) * 16);
  for (let index = 0; index < length; index++) {
    const value = unchecked(list[index]);
    const at = pointer + usize(index) * 16;
    storeItem(at, value);
  }
  return i32(pointer);
}
