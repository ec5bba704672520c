// Emitted by host-bindings from acme:money/converter@1.0.0 (--target js-guest --rpc); do not edit.

import { ResultError, createPayload, createRpcSender, importInterface } from '@org/wajs/codegen-v1';
import type { RpcCallOptions, ValueReader } from '@org/wajs/codegen-v1';
import { readItem, writeItem } from './converter.js';
import type { Item } from './converter.js';
import { readProblem } from './rates.js';

/**
 * Bills in foreign currencies.
 *
 * Calls `acme:money/converter@1.0.0` of another function. A call that fails on its way
 * rejects with another WajsError.
 *
 * Left out, because handles, streams and futures do not travel: `[constructor]bill`,
 * `[method]bill.add`, `[method]bill.total`.
 */
export interface ConverterClient {
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
  convert(items: Item[], currency: string, options?: RpcCallOptions): Promise<Item[]>;
}

const rpcInterface = /* @__PURE__ */ importInterface('wajs:platform/rpc@0.1.0');

/** A client of a service; `defaults` are for calls that give no options. */
export function createConverterClient(
  service: string,
  defaults: RpcCallOptions = {},
): ConverterClient {
  const send = createRpcSender({ rpc: rpcInterface, service, defaults });
  return {
    async convert(items, currency, options) {
      const writer = createPayload();
      writer.count(items.length);
      for (const item of items) {
        writeItem(writer, item);
      }
      writer.string(currency);
      return send('acme:money/converter@1.0.0#convert', {
        writer,
        read: readItemListOrThrow,
        options,
      });
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

function readItemListOrThrow(reader: ValueReader): Item[] {
  if (reader.discriminant(2) === 1) {
    throw new ResultError(readProblem(reader));
  }
  return readItemList(reader);
}
