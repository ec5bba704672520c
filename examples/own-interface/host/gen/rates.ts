// Emitted by host-bindings from acme:money/rates@1.0.0 (--target ts-host); do not edit.

import {
  UnavailableError,
  checkCase,
  errorPayload,
  toFloat,
  unknownCase,
} from '@org/host-bindings/codegen-v1';
import type {
  CallContext,
  DirectGuest,
  ImportInterface,
  ValueReader,
  ValueWriter,
} from '@org/host-bindings/codegen-v1';

/**
 * Why there is no rate.
 *
 * WIT: `variant problem { unknown-currency(string), closed }`
 */
export type Problem =
  /** There is no such currency. */
  | { tag: 'unknown-currency'; val: string }
  /** The market is closed. */
  | { tag: 'closed' };

/**
 * Exchange rates of the euro.
 *
 * A provider of `acme:money/rates@1.0.0`.
 */
export interface Rates {
  /**
   * What one euro costs in a currency.
   *
   * WIT: `latest: func(currency: string) -> result<f64, problem>`
   *
   * @throws ResultError of `problem`
   */
  latest(currency: string, call: CallContext): number;
}

/**
 * A provider of `acme:money/rates@1.0.0` that offers nothing yet: extend it, and override
 * what you offer. Every other call fails as `unavailable`, with the name of its function.
 */
export class RatesBase implements Rates {
  latest(_currency: string, _call: CallContext): number {
    throw new UnavailableError('acme:money/rates@1.0.0', 'latest');
  }
}

/** The functions of `acme:money/rates@1.0.0`, as a runtime dispatches over them. */
export const rates: ImportInterface<Rates> = {
  name: 'acme:money/rates@1.0.0',
  functions: [
    {
      name: 'latest',
      async: false,
      invoke(provider, reader, call) {
        const currency = reader.string();
        reader.end();
        return provider.latest(currency, call);
      },
      encode(writer, value: number) {
        writer.discriminant(0);
        writer.f64(value);
      },
      encodeError(writer, payload: Problem) {
        writer.discriminant(1);
        writeProblem(writer, payload);
      },
      direct(guest, provider) {
        return (p0: number, p1: number, p2: number) => {
          const memory = guest.memory.begin();
          const currency = memory.loadString(p0, p1);
          const at = memory.area(p2, 8, 24);
          let value: number;
          try {
            value = provider.latest(currency, guest.call);
          } catch (error) {
            return storeThrownProblem(guest, error, at);
          }
          memory.set8(at, 0);
          memory.setF64(at + 8, toFloat(value));
        };
      },
    },
  ],
};

/** Reads the type `problem` from its value encoding. */
export function readProblem(reader: ValueReader): Problem {
  switch (reader.discriminant(2)) {
    case 0:
      return { tag: 'unknown-currency', val: reader.string() };
    default:
      return { tag: 'closed' };
  }
}

/** Writes the type `problem` in its value encoding. */
export function writeProblem(writer: ValueWriter, value: Problem): void {
  switch (value.tag) {
    case 'unknown-currency':
      writer.discriminant(0);
      writer.string(value.val);
      break;
    case 'closed':
      writer.discriminant(1);
      break;
    default:
      throw unknownCase(value);
  }
}

/** Loads the type `problem` from memory. */
export function loadProblem(guest: DirectGuest, at: number): Problem {
  const { memory } = guest;
  switch (checkCase(memory.u8(at), 2)) {
    case 0:
      return {
        tag: 'unknown-currency',
        val: memory.loadString(memory.u32(at + 4), memory.u32(at + 8)),
      };
    default:
      return { tag: 'closed' };
  }
}

/** Stores the type `problem` in memory. */
export function storeProblem(guest: DirectGuest, at: number, value: Problem): void {
  const { memory } = guest;
  switch (value.tag) {
    case 'unknown-currency':
      memory.set8(at, 0);
      memory.setSlice(at + 4, memory.storeString(value.val));
      break;
    case 'closed':
      memory.set8(at, 1);
      break;
    default:
      throw unknownCase(value);
  }
}

/** Stores what a provider threw as the outcome of a call. */
function storeThrownProblem(guest: DirectGuest, error: unknown, at: number): void {
  const { memory } = guest;
  memory.refresh();
  const payload = errorPayload(guest, error) as Problem;
  memory.set8(at, 1);
  storeProblem(guest, at + 8, payload);
}
