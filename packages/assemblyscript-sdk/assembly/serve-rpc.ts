import { Result as Answer } from './codegen-v1';
import { Context as RpcContext, RpcHandler, serveRpcHandler } from './gen/rpc-handler';
import { Error } from './gen/types';
import { Result } from './result';

export { RpcContext };

/** A function that answers the calls of all methods: a method that it does not know is `NotFound`. */
export type RpcMethods = (
  method: string,
  payload: Uint8Array,
  context: RpcContext,
) => Result<Uint8Array>;

let registered: bool = false;

/**
 * Serves methods to other functions and to the host: once, at the top level of the entry file. A file that
 * exports the function as `call` need not.
 *
 * @example
 * serveRpc((method, payload, context) =>
 *   method == 'echo'
 *     ? Result.ok<Uint8Array>(payload)
 *     : Result.err<Uint8Array>(new WajsError(ErrorCode.NotFound, 'there is no method "' + method + '"')),
 * );
 */
export function serveRpc(methods: RpcMethods): void {
  assert(!registered, 'serveRpc() was called twice; a function has one, dispatch inside it');
  registered = true;
  serveRpcHandler(new Served(methods));
}

/** Serves what the entry file exports, unless it has called `serveRpc` itself. For the build alone. */
export function serveExportedRpc(methods: RpcMethods): void {
  if (!registered) serveRpcHandler(new Served(methods));
}

@final
class Served extends RpcHandler {
  constructor(private readonly methods: RpcMethods) {
    super();
  }

  call(method: string, payload: Uint8Array, context: RpcContext): Answer<Uint8Array, Error> {
    const result = this.methods(method, payload, context);
    return result.isOk
      ? Answer.ok<Uint8Array, Error>(result.value)
      : Answer.err<Uint8Array, Error>(result.error.toContract());
  }
}
