// Emitted by host-bindings from wajs:platform/clock@0.1.0 (--target ts-host --codegen ../../codegen-v1/index.js); do not edit.

import { UnavailableError, rethrow, settleAt, toFloat } from '../../codegen-v1/index.js';
import type { Awaitable, CallContext, ImportInterface } from '../../codegen-v1/index.js';

/**
 * Time. Resolution is the host's choice, 1 ms by default.
 *
 * A provider of `wajs:platform/clock@0.1.0`.
 */
export interface Clock {
  /**
   * Milliseconds since 1970-01-01 UTC.
   *
   * WIT: `now: func() -> f64`
   */
  now(call: CallContext): number;
  /**
   * Milliseconds since some moment before the request; never goes back.
   *
   * WIT: `monotonic: func() -> f64`
   */
  monotonic(call: CallContext): number;
  /**
   * Answers after at least this many milliseconds. What timers are made of.
   *
   * WIT: `sleep: async func(milliseconds: f64)`
   */
  sleep(milliseconds: number, call: CallContext): Awaitable<void>;
}

/**
 * A provider of `wajs:platform/clock@0.1.0` that offers nothing yet: extend it, and override
 * what you offer. Every other call fails as `unavailable`, with the name of its function.
 */
export class ClockBase implements Clock {
  now(_call: CallContext): number {
    throw new UnavailableError('wajs:platform/clock@0.1.0', 'now');
  }

  monotonic(_call: CallContext): number {
    throw new UnavailableError('wajs:platform/clock@0.1.0', 'monotonic');
  }

  sleep(_milliseconds: number, _call: CallContext): Awaitable<void> {
    throw new UnavailableError('wajs:platform/clock@0.1.0', 'sleep');
  }
}

/** The functions of `wajs:platform/clock@0.1.0`, as a runtime dispatches over them. */
export const clock: ImportInterface<Clock> = {
  name: 'wajs:platform/clock@0.1.0',
  functions: [
    {
      name: 'now',
      async: false,
      invoke(provider, reader, call) {
        reader.end();
        return provider.now(call);
      },
      encode(writer, value: number) {
        writer.f64(value);
      },
      direct(guest, provider) {
        return () => {
          const value = provider.now(guest.call);
          return toFloat(value);
        };
      },
    },
    {
      name: 'monotonic',
      async: false,
      invoke(provider, reader, call) {
        reader.end();
        return provider.monotonic(call);
      },
      encode(writer, value: number) {
        writer.f64(value);
      },
      direct(guest, provider) {
        return () => {
          const value = provider.monotonic(guest.call);
          return toFloat(value);
        };
      },
    },
    {
      name: 'sleep',
      async: true,
      invoke(provider, reader, call) {
        const milliseconds = reader.f64();
        reader.end();
        return provider.sleep(milliseconds, call);
      },
      encode() {},
      direct(guest, provider) {
        const onValue = () => {};
        const onError = rethrow;
        return (p0: number) => {
          const milliseconds = p0;
          let answer;
          try {
            answer = provider.sleep(milliseconds, guest.call);
          } catch (error) {
            return onError(error);
          }
          return settleAt(guest, answer, 0, onValue, onError);
        };
      },
    },
  ],
};
