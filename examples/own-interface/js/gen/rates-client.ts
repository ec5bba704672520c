// Emitted by host-bindings from acme:money/rates@1.0.0 (--target js-guest --rpc); do not edit.

import { ResultError, createPayload, createRpcSender, importInterface } from '@org/wajs/codegen-v1';
import type { RpcCallOptions, ValueReader } from '@org/wajs/codegen-v1';
import { readProblem } from './rates.js';

/**
 * Exchange rates of the euro.
 *
 * Calls `acme:money/rates@1.0.0` of another function. A call that fails on its way rejects
 * with another WajsError.
 */
export interface RatesClient {
  /**
   * What one euro costs in a currency.
   *
   * WIT: `latest: func(currency: string) -> result<f64, problem>`
   *
   * @throws ResultError of `problem`
   */
  latest(currency: string, options?: RpcCallOptions): Promise<number>;
}

const rpcInterface = /* @__PURE__ */ importInterface('wajs:platform/rpc@0.1.0');

/** A client of a service; `defaults` are for calls that give no options. */
export function createRatesClient(service: string, defaults: RpcCallOptions = {}): RatesClient {
  const send = createRpcSender({ rpc: rpcInterface, service, defaults });
  return {
    async latest(currency, options) {
      const writer = createPayload();
      writer.string(currency);
      return send('acme:money/rates@1.0.0#latest', { writer, read: readF64OrThrow, options });
    },
  };
}

function readF64OrThrow(reader: ValueReader): number {
  if (reader.discriminant(2) === 1) {
    throw new ResultError(readProblem(reader));
  }
  return reader.f64();
}
