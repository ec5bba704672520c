import { beforeEach, describe, expect, it, vi } from 'vitest';

let sdk: typeof import('../index.js');
let codegen: typeof import('../codegen-v1/index.js');

beforeEach(async () => {
  vi.resetModules();
  sdk = await import('../index.js');
  codegen = await import('../codegen-v1/index.js');
});

const context = { requestId: '1', deadline: 5, caller: 'a', idempotencyKey: undefined };
const payload = new Uint8Array([1, 2]);

describe('createRpcHandler', () => {
  it('calls a method with its payload and context', async () => {
    const method = vi.fn(async (given: Uint8Array) => given.slice(1));
    const call = sdk.createRpcHandler({ method });
    expect(await call('method', payload, context)).toEqual(new Uint8Array([2]));
    expect(method).toHaveBeenCalledWith(payload, expect.objectContaining({}));
    const [, told] = method.mock.calls[0] as unknown as [unknown, import('../index.js').RpcContext];
    expect({ ...context, signal: told.signal.aborted }).toEqual({
      requestId: told.requestId,
      deadline: told.deadline,
      caller: told.caller,
      idempotencyKey: told.idempotencyKey,
      signal: false,
    });
  });

  it('knows own methods alone', async () => {
    const call = sdk.createRpcHandler({});
    for (const method of ['toString', '__proto__', 'constructor', '']) {
      await expect(call(method, payload, context)).rejects.toThrow(
        `[not-found] there is no method "${method}"`,
      );
    }
  });

  it('passes on errors of the contract, and no others', async () => {
    const { WajsError, ResultError } = sdk;
    const throwing = async (error: unknown): Promise<unknown> => {
      const call = sdk.createRpcHandler({
        m: () => {
          throw error;
        },
      });
      try {
        return await call('m', payload, context);
      } catch (caught) {
        return caught;
      }
    };
    const exceeded = { tag: 'limit', val: { what: 'tries', used: 2, maximum: 1 } };
    expect(await throwing(WajsError.of('denied', 'no'))).toMatchObject({ code: 'denied' });
    expect(await throwing(new WajsError(exceeded))).toMatchObject({ payload: exceeded });
    for (const other of [
      new ResultError({ tag: 'closed' }),
      new WajsError({ tag: 'denied' }),
      new WajsError({ tag: 'limit', val: 'much' }),
      new TypeError('x'),
      'text',
      null,
    ]) {
      expect(await throwing(other)).toMatchObject({ code: 'internal', cause: other });
    }
  });

  it('says that a payload is not what the method takes', async () => {
    const call = sdk.createRpcHandler({
      m(given) {
        codegen.openPayload(given).string();
        return given;
      },
    });
    await expect(call('m', new Uint8Array([9]), context)).rejects.toThrow(
      '[invalid] the payload of "m" is no value of its arguments: payload ends inside a value; send all of it',
    );
  });

  it('says what is no method', () => {
    expect(() => sdk.createRpcHandler(null as never)).toThrow(
      'methods must be an object of functions, got null',
    );
    expect(() => sdk.createRpcHandler({ a: 1 as never })).toThrow(
      'method "a" must be a function, got number',
    );
  });
});

describe('serveRpc', () => {
  it('registers methods once, beside a handler of requests', () => {
    sdk.serveRpc({ a: () => payload });
    sdk.run(() => new Response('b') as never);
    expect(codegen.describe().exports).toEqual([
      'wajs:platform/rpc-handler@0.1.0#call',
      'wajs:platform/http-handler@0.1.0#handle',
    ]);
    expect(() => sdk.serveRpc({})).toThrow(
      '[invalid] serveRpc() was called twice; pass all methods in one object: { ...these, ...those }',
    );
  });
});
