// Emitted by host-bindings from acme:money/converter@1.0.0 (--target js-guest --rpc); do not edit.

import { createPayload, openPayload, ownError } from '@org/wajs/codegen-v1';
import type { Awaitable, RpcCallContext, ServedMethod, ValueReader } from '@org/wajs/codegen-v1';
import { readItem, writeItem } from './converter.js';
import type { Item } from './converter.js';
import { writeProblem } from './rates.js';
import type { Problem } from './rates.js';

/**
 * Bills in foreign currencies.
 *
 * What serves `acme:money/converter@1.0.0` to other functions.
 *
 * Left out, because handles, streams and futures do not travel: `[constructor]bill`,
 * `[method]bill.add`, `[method]bill.total`.
 */
export interface ConverterImplementation {
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
  convert(items: Item[], currency: string, context: RpcCallContext): Awaitable<Item[]>;
}

/** The methods of `acme:money/converter@1.0.0`, by the names under which clients call them. */
export function createConverterServer(
  implementation: ConverterImplementation,
): Record<string, ServedMethod> {
  return {
    'acme:money/converter@1.0.0#convert': async (payload, context) => {
      const reader = openPayload(payload);
      const items = readItemList(reader);
      const currency = reader.string();
      reader.end();
      try {
        const value = await implementation.convert(items, currency, context);
        const writer = createPayload();
        writer.discriminant(0);
        writer.count(value.length);
        for (const item of value) {
          writeItem(writer, item);
        }
        return writer.finish();
      } catch (error) {
        const problem = ownError(error) as Problem;
        const writer = createPayload();
        writer.discriminant(1);
        writeProblem(writer, problem);
        return writer.finish();
      }
    },
  };
}

function readItemList(reader: ValueReader): Item[] {
  const list: Item[] = [];
  for (let left = reader.count(); left > 0; left -= 1) {
    list.push(readItem(reader));
  }
  return list;
}
