// Emitted by host-bindings from acme:money/converter@1.0.0 (--target js-guest); do not edit.

import { ExportedResource, exportFunction, exportResource, ownError } from '@org/wajs/codegen-v1';
import type { Awaitable, ValueReader, ValueWriter } from '@org/wajs/codegen-v1';
import { writeProblem } from './rates.js';
import type { Problem } from './rates.js';

/**
 * One line of a bill.
 *
 * WIT: `record item { name: string, price: f64 }`
 */
export interface Item {
  /** What was bought. */
  name: string;
  /** What it costs. */
  price: number;
}

/**
 * A bill in one currency.
 *
 * WIT: `resource bill`
 */
export interface Bill {
  /**
   * Adds items with prices in euros, and answers them with those of the bill's currency.
   *
   * WIT: `add: func(items: list<item>) -> list<item>`
   */
  add(items: Item[]): Awaitable<Item[]>;
  /**
   * Sum of all prices so far.
   *
   * WIT: `total: func() -> f64`
   */
  total(): Awaitable<number>;
  /** The host no longer holds the object. */
  [Symbol.dispose]?(): void;
}

/** The resource type `bill`, with the objects that the host holds. */
export const billResource = /* @__PURE__ */ new ExportedResource<Bill>('bill');

/**
 * Bills in foreign currencies.
 *
 * An implementation of `acme:money/converter@1.0.0`.
 */
export interface Converter {
  /**
   * Answers items with prices in euros with those of a currency.
   *
   * ```wit
   * convert: func(
   *   items: list<item>,
   *   currency: string,
   * ) -> result<list<item>, problem>
   * ```
   *
   * @throws WajsError of `problem`
   */
  convert(items: Item[], currency: string): Awaitable<Item[]>;
  /** Makers and statics of `bill`. */
  readonly bill: {
    /**
     * An empty bill, at the rate of this moment.
     *
     * WIT: `constructor(currency: string) -> result<bill, problem>`
     *
     * @throws WajsError of `problem`
     */
    create(currency: string): Awaitable<Bill>;
  };
}

/** Serves `acme:money/converter@1.0.0`. Once in each guest. */
export function serveConverter(implementation: Converter): void {
  exportFunction('acme:money/converter@1.0.0#[constructor]bill', async (reader) => {
    const currency = reader.string();
    reader.end();
    try {
      const value = await implementation.bill.create(currency);
      return (writer) => {
        writer.discriminant(0);
        writer.exportedOwn(billResource, value);
      };
    } catch (error) {
      const payload = ownError(error) as Problem;
      return (writer) => {
        writer.discriminant(1);
        writeProblem(writer, payload);
      };
    }
  });
  exportFunction('acme:money/converter@1.0.0#[method]bill.add', async (reader) => {
    const object = reader.exportedBorrow(billResource);
    const items = readItemList(reader);
    reader.end();
    const value = await object.add(items);
    return (writer) => {
      writer.count(value.length);
      for (const item of value) {
        writeItem(writer, item);
      }
    };
  });
  exportFunction('acme:money/converter@1.0.0#[method]bill.total', async (reader) => {
    const object = reader.exportedBorrow(billResource);
    reader.end();
    const value = await object.total();
    return (writer) => {
      writer.f64(value);
    };
  });
  exportFunction('acme:money/converter@1.0.0#convert', async (reader) => {
    const items = readItemList(reader);
    const currency = reader.string();
    reader.end();
    try {
      const value = await implementation.convert(items, currency);
      return (writer) => {
        writer.discriminant(0);
        writer.count(value.length);
        for (const item of value) {
          writeItem(writer, item);
        }
      };
    } catch (error) {
      const payload = ownError(error) as Problem;
      return (writer) => {
        writer.discriminant(1);
        writeProblem(writer, payload);
      };
    }
  });
  exportResource('acme:money/converter@1.0.0#[resource-drop]bill', billResource);
}

/** Reads the type `item` from its value encoding. */
export function readItem(reader: ValueReader): Item {
  return { name: reader.string(), price: reader.f64() };
}

/** Writes the type `item` in its value encoding. */
export function writeItem(writer: ValueWriter, value: Item): void {
  writer.string(value.name);
  writer.f64(value.price);
}

function readItemList(reader: ValueReader): Item[] {
  const list: Item[] = [];
  for (let left = reader.count(); left > 0; left -= 1) {
    list.push(readItem(reader));
  }
  return list;
}
