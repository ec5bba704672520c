import { layoutList, quote } from '../../printer/index.js';
import type { Project } from '../typescript/project.js';
import { declareRpcClient } from '../typescript/rpc-client.js';
import { rpcFunctions } from '../typescript/rpc-functions.js';
import { declareRpcServer } from '../typescript/rpc-server.js';
import type { ValueCodec } from '../typescript/value-codec.js';

/** Declares clients, which call a service by its name through the contract's `rpc`, and servers. */
export function declareRpc(project: Project, codec: ValueCodec): void {
  const { codegen } = project.options;
  for (const found of rpcFunctions(project)) {
    declareRpcClient(project, codec, found, {
      sections: ({ script }) => [
        layoutList({
          before: `const rpcInterface = /* @__PURE__ */ ${script.value('importInterface', codegen)}(`,
          items: [quote('wajs:platform/rpc@0.1.0')],
          after: ');',
        }),
      ],
      service: () => 'string',
      target: ['rpc: rpcInterface', 'service', 'defaults'],
      failure: 'another WajsError',
    });
    declareRpcServer(project, codec, found);
  }
}
