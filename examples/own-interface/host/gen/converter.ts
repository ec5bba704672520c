// Emitted by host-bindings from acme:money/converter@1.0.0 (--target ts-host); do not edit.

import { ResultError, checkCase, toFloat } from '@org/host-bindings/codegen-v1';
import type {
  DirectGuest,
  ExportFunction,
  ExportInterface,
  GuestResourceType,
  ValueReader,
  ValueWriter,
} from '@org/host-bindings/codegen-v1';
import { loadProblem, readProblem } from './rates.js';

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
 * An object lives in the guest, as long as its session.
 *
 * WIT: `resource bill`
 */
export interface Bill {
  /**
   * Adds items with prices in euros, and answers them with those of the bill's currency.
   *
   * WIT: `add: func(items: list<item>) -> list<item>`
   */
  add(items: Item[]): Promise<Item[]>;
  /**
   * Sum of all prices so far.
   *
   * WIT: `total: func() -> f64`
   */
  total(): Promise<number>;
  /** The host no longer needs the object. Doing it twice has no effect. */
  [Symbol.dispose](): void;
}

/** The resource type `bill`, as a runtime makes its objects. */
export const billResource: GuestResourceType<Bill> = {
  interface: 'acme:money/converter@1.0.0',
  name: 'bill',
  bind: (call, dispose) => ({
    add: (items) => call(billAddFunction, [items]),
    total: () => call(billTotalFunction, []),
    [Symbol.dispose]: dispose,
  }),
};

/**
 * Bills in foreign currencies.
 *
 * The exports of `acme:money/converter@1.0.0`, as a host calls them.
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
   * @throws ResultError of `problem`
   */
  convert(items: Item[], currency: string): Promise<Item[]>;
  /** Makers and statics of `bill`. */
  readonly bill: {
    /**
     * An empty bill, at the rate of this moment.
     *
     * WIT: `constructor(currency: string) -> result<bill, problem>`
     *
     * @throws ResultError of `problem`
     */
    create(currency: string): Promise<Bill>;
  };
}

const billCreateFunction: ExportFunction<Bill> = {
  interface: 'acme:money/converter@1.0.0',
  name: '[constructor]bill',
  async: false,
  encodeArguments(writer, currency: string) {
    writer.string(currency);
  },
  decodeResult(reader) {
    if (reader.discriminant(2) === 1) {
      const payload = readProblem(reader);
      reader.end();
      throw new ResultError(payload);
    }
    const value = reader.exportedOwn(billResource);
    reader.end();
    return value;
  },
  lower(guest, currency: string) {
    const memory = guest.memory.begin();
    return [memory.storeString(currency), memory.length];
  },
  lift(guest, core) {
    const memory = guest.memory.begin();
    const at = memory.area(core[0] as number, 4, 16);
    if (checkCase(memory.u8(at), 2) === 1) {
      throw new ResultError(loadProblem(guest, at + 4));
    }
    return guest.handles.liftExported(billResource, memory.u32(at + 4));
  },
};

const billAddFunction: ExportFunction<Item[]> = {
  interface: 'acme:money/converter@1.0.0',
  name: '[method]bill.add',
  async: false,
  encodeArguments(writer, object: Bill, items: Item[]) {
    writer.exportedBorrow(billResource, object);
    writer.count(items.length);
    for (const item of items) {
      writeItem(writer, item);
    }
  },
  decodeResult(reader) {
    const value = readItemList(reader);
    reader.end();
    return value;
  },
  lower(guest, object: Bill, items: Item[]) {
    const memory = guest.memory.begin();
    return [
      guest.handles.lowerExportedBorrow(billResource, object),
      storeItemList(guest, items),
      memory.length,
    ];
  },
  lift(guest, core) {
    const memory = guest.memory.begin();
    const at = memory.area(core[0] as number, 4, 8);
    return loadItemList(guest, memory.u32(at), memory.u32(at + 4));
  },
};

const billTotalFunction: ExportFunction<number> = {
  interface: 'acme:money/converter@1.0.0',
  name: '[method]bill.total',
  async: false,
  encodeArguments(writer, object: Bill) {
    writer.exportedBorrow(billResource, object);
  },
  decodeResult(reader) {
    const value = reader.f64();
    reader.end();
    return value;
  },
  lower(guest, object: Bill) {
    guest.memory.begin();
    return [guest.handles.lowerExportedBorrow(billResource, object)];
  },
  lift(_guest, core) {
    const [p0] = core as readonly [number];
    return p0;
  },
};

const convertFunction: ExportFunction<Item[]> = {
  interface: 'acme:money/converter@1.0.0',
  name: 'convert',
  async: false,
  encodeArguments(writer, items: Item[], currency: string) {
    writer.count(items.length);
    for (const item of items) {
      writeItem(writer, item);
    }
    writer.string(currency);
  },
  decodeResult(reader) {
    if (reader.discriminant(2) === 1) {
      const payload = readProblem(reader);
      reader.end();
      throw new ResultError(payload);
    }
    const value = readItemList(reader);
    reader.end();
    return value;
  },
  lower(guest, items: Item[], currency: string) {
    const memory = guest.memory.begin();
    return [
      storeItemList(guest, items),
      memory.length,
      memory.storeString(currency),
      memory.length,
    ];
  },
  lift(guest, core) {
    const memory = guest.memory.begin();
    const at = memory.area(core[0] as number, 4, 16);
    if (checkCase(memory.u8(at), 2) === 1) {
      throw new ResultError(loadProblem(guest, at + 4));
    }
    return loadItemList(guest, memory.u32(at + 4), memory.u32(at + 8));
  },
};

/** The functions of `acme:money/converter@1.0.0`, as a runtime calls them. */
export const converter: ExportInterface<Converter> = {
  name: 'acme:money/converter@1.0.0',
  functions: [billCreateFunction, billAddFunction, billTotalFunction, convertFunction],
  bind: (call) => ({
    convert: (items, currency) => call(convertFunction, [items, currency]),
    bill: {
      create: (currency) => call(billCreateFunction, [currency]),
    },
  }),
};

/** Reads the type `item` from its value encoding. */
export function readItem(reader: ValueReader): Item {
  return { name: reader.string(), price: reader.f64() };
}

/** Writes the type `item` in its value encoding. */
export function writeItem(writer: ValueWriter, value: Item): void {
  writer.string(value.name);
  writer.f64(value.price);
}

/** Loads the type `item` from memory. */
export function loadItem(guest: DirectGuest, at: number): Item {
  const { memory } = guest;
  return {
    name: memory.loadString(memory.u32(at), memory.u32(at + 4)),
    price: memory.f64(at + 8),
  };
}

/** Stores the type `item` in memory. */
export function storeItem(guest: DirectGuest, at: number, value: Item): void {
  const { memory } = guest;
  memory.setSlice(at, memory.storeString(value.name));
  memory.setF64(at + 8, toFloat(value.price));
}

function readItemList(reader: ValueReader): Item[] {
  const list: Item[] = [];
  for (let left = reader.count(); left > 0; left -= 1) {
    list.push(readItem(reader));
  }
  return list;
}

function loadItemList(guest: DirectGuest, pointer: number, count: number): Item[] {
  const { memory } = guest;
  let at = memory.elements(pointer, count, 8, 16);
  const list: Item[] = [];
  for (let left = count >>> 0; left > 0; left -= 1) {
    list.push(loadItem(guest, at));
    at += 16;
  }
  return list;
}

function storeItemList(guest: DirectGuest, list: Item[]): number {
  const { memory } = guest;
  const start = memory.allocate(list.length * 16, 8);
  let at = start;
  for (const item of list) {
    storeItem(guest, at, item);
    at += 16;
  }
  memory.length = list.length;
  return start;
}
