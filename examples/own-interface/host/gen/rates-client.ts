// Emitted by host-bindings from acme:money/rates@1.0.0 (--target ts-host --rpc); do not edit.

import { ResultError, createPayload, createRpcSender } from '@org/host-bindings/codegen-v1';
import type { RpcCallOptions, RpcService, ValueReader } from '@org/host-bindings/codegen-v1';
import { readProblem } from './rates.js';

/**
 * Exchange rates of the euro.
 *
 * Calls `acme:money/rates@1.0.0` of another function. A call that fails on its way rejects
 * with HostError.
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

/** A client of a service; `defaults` are for calls that give no options. */
export function createRatesClient(service: RpcService, defaults: RpcCallOptions = {}): RatesClient {
  const send = createRpcSender({ service, defaults });
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
