import type { RpcCallOptions, RpcService } from '@org/host-bindings';
import type { ServedMethod } from '@org/host-bindings/codegen-v1';
import type { CallContext, ImportInterface } from '@org/host-bindings/contract';
import { emitWorld } from './emitted-world.js';

/** What a trade is told of. */
export interface Quote {
  currency: string;
  price: number;
  volumes: Uint32Array;
}

/** A subscription. */
export interface Ticker {
  next(call: CallContext): Quote | undefined | Promise<Quote | undefined>;
  [Symbol.dispose]?(): void;
}

/** A provider of `acme:money/rates@1.0.0`. */
export interface Rates {
  latest(currency: string, call: CallContext): Quote | Promise<Quote>;
  follow(currency: string, call: CallContext): Ticker;
}

/** Both emitted ends of `rates.wit`. */
export interface EmittedRates {
  /** For `bindInterface`. */
  readonly rates: ImportInterface<Rates>;
  /** The host's modules, as the generator emits them. */
  readonly host: Readonly<Record<string, string>>;
  /** The guest's modules, to lie beside a function's source. */
  readonly guest: Readonly<Record<string, string>>;
  /** The host's client. */
  createRatesClient(service: RpcService): {
    latest(currency: string, options?: RpcCallOptions): Promise<Quote>;
  };
  /** The host's server. */
  createRatesServer(implementation: {
    latest(currency: string, context: { caller: string | undefined }): Quote;
  }): Record<string, ServedMethod>;
}

type Stubs = Pick<EmittedRates, 'createRatesClient' | 'createRatesServer'>;

interface HostModules {
  readonly rates: { readonly rates: ImportInterface<Rates> };
  readonly 'rates-client': Pick<Stubs, 'createRatesClient'>;
  readonly 'rates-server': Pick<Stubs, 'createRatesServer'>;
}

/** Emits both ends of `rates.wit` with the generator, as an author and an embedder do. */
export async function emitRates(): Promise<EmittedRates> {
  const { host, hostFiles, guest } = await emitWorld<HostModules>('rates.wit', 'trader');
  const { createRatesClient } = host['rates-client'];
  const { createRatesServer } = host['rates-server'];
  return { rates: host.rates.rates, createRatesClient, createRatesServer, host: hostFiles, guest };
}
