import type { Project } from '../typescript/project.js';
import { declareRpcClient } from '../typescript/rpc-client.js';
import { rpcFunctions } from '../typescript/rpc-functions.js';
import { declareRpcServer } from '../typescript/rpc-server.js';
import type { ValueCodec } from '../typescript/value-codec.js';

/** Declares clients, which call a loaded function or any other service, and servers of host code. */
export function declareRpc(project: Project, codec: ValueCodec): void {
  for (const found of rpcFunctions(project)) {
    declareRpcClient(project, codec, found, {
      sections: () => [],
      service: ({ script }) => script.type('RpcService', project.options.codegen),
      target: ['service', 'defaults'],
      failure: 'HostError',
    });
    declareRpcServer(project, codec, found);
  }
}
