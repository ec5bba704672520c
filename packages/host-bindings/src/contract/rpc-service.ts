import { DecodeError, type RpcService, type ServedMethod } from '../codegen-v1/index.js';
import { HostError } from './errors.js';

/**
 * A service of the host's own, from the methods of emitted servers: functions call it as they call each
 * other. An unknown method answers `not-found`, a payload that is no value of the method's arguments
 * `invalid`.
 *
 * @example
 * ```ts
 * import { createRpcService } from '@org/host-bindings';
 * import { createMemoryRpc } from '@org/host-bindings/providers/memory';
 * import { createRatesServer } from './gen/rates-server.js'; // emitted by host-bindings generate --rpc
 *
 * const server = createRatesServer({
 *   latest: (currency) => ({ currency, price: 1.1 }),
 * });
 * createMemoryRpc().add('rates', createRpcService(server));
 * ```
 */
export function createRpcService(methods: Readonly<Record<string, ServedMethod>>): RpcService {
  const known = new Map(Object.entries(methods));
  return {
    async call(name, payload, options = {}) {
      const method = known.get(name);
      if (method === undefined) throw new HostError('not-found', `there is no method "${name}"`);
      const { requestId = crypto.randomUUID(), caller, idempotencyKey } = options;
      const { deadline = Infinity, signal = new AbortController().signal } = options;
      try {
        return await method(payload, { requestId, deadline, caller, idempotencyKey, signal });
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error;
        const text = `the payload of "${name}" is no value of its arguments: ${error.message}`;
        throw new HostError('invalid', text, { cause: error });
      }
    },
  };
}
