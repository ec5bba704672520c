import { createMemoryRpc } from '@org/host-bindings/providers/memory';
import { describe, expect, it } from 'vitest';
import { ask, startHost } from '../e2e/function-harness.js';
import { buildSource } from './function-source.js';

const METHODS = `
function methods(method: string, payload: Uint8Array, context: RpcContext): Result<Uint8Array> {
  if (method == 'reverse') return Result.ok<Uint8Array>(payload.reverse());
  if (method == 'who') return Result.ok<Uint8Array>(utf8.encode(context.caller === null ? 'nobody' : context.caller!));
  return Result.err<Uint8Array>(new WajsError(ErrorCode.NotFound, 'there is no method "' + method + '"'));
}
`;

const IMPORTS = `import { Context, ErrorCode, Request, Response, Result, RpcContext, serveRpc, utf8, WajsError } from '@org/assemblyscript-sdk';`;

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('methods in AssemblyScript', () => {
  it.each([
    [
      'are exported as "call"',
      `${IMPORTS}${METHODS.replace('function methods', 'export function call')}`,
    ],
    ['are registered by "serveRpc"', `${IMPORTS}${METHODS}serveRpc(methods);`],
  ])('%s', async (_, source) => {
    const { component } = await buildSource(source);
    const rpc = createMemoryRpc();
    const { host } = await startHost({ providers: { rpc }, policy: { interfaces: ['rpc'] } });
    const fn = await host.load(component, { name: 'methods' });
    expect(await fn.call('reverse', bytes('abc'))).toEqual(bytes('cba'));
    expect(await fn.call('who', bytes(''), { caller: 'me' })).toEqual(bytes('me'));
    await expect(fn.call('other', bytes(''))).rejects.toThrow('there is no method "other"');
  });

  it('are served beside requests', async () => {
    const source = `${IMPORTS}${METHODS.replace('function methods', 'export function call')}
      export function handle(request: Request, context: Context): Response {
        return Response.text('both');
      }`;
    const { component } = await buildSource(source);
    const { host } = await startHost({ policy: {} });
    const fn = await host.load(component, { name: 'both' });
    expect(await fn.call('reverse', bytes('abc'))).toEqual(bytes('cba'));
    expect(await (await fn.fetch(ask('/'))).text()).toBe('both');
  });
});
