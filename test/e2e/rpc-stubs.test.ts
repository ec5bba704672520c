import { createRpcService, ResultError } from '@org/host-bindings';
import { createMemoryRpc } from '@org/host-bindings/providers/memory';
import { beforeAll, describe, expect, it } from 'vitest';
import { type EmittedRates, emitRates } from './custom-interface.js';
import { buildSource, startHost } from './function-harness.js';

const server = `
  import { ResultError, serveRpc, WajsError } from '@org/wajs';
  import { createRatesServer } from './gen/rates-server.js';
  serveRpc(createRatesServer({
    latest(currency, { caller }) {
      if (currency === 'XAU') throw new ResultError({ tag: 'closed' });
      if (currency === 'BUG') throw new TypeError('a bug');
      if (currency === 'KV') throw WajsError.of('unavailable', 'no store');
      if (currency.length !== 3) throw new ResultError({ tag: 'unknown-currency', val: currency });
      return { currency: currency + ' for ' + caller, price: 1.5, volumes: new Uint32Array([1, 2 ** 31]) };
    },
  }));`;

const client = `
  import { ResultError, serveRpc, WajsError } from '@org/wajs';
  import { createRatesClient } from './gen/rates-client.js';
  const rates = createRatesClient('rates', { timeout: 5_000 });
  serveRpc({
    async ask(payload) {
      const currency = new TextDecoder().decode(payload);
      const answer = await rates.latest(currency).catch((error) => ({
        isOwn: error instanceof ResultError, isWajs: error instanceof WajsError,
        code: error.code, payload: error.payload,
      }));
      return new TextEncoder().encode(JSON.stringify(answer));
    },
  });`;

let emitted: EmittedRates;
let artifacts: { readonly client: Uint8Array; readonly server: Uint8Array };

beforeAll(async () => {
  emitted = await emitRates();
  const files = Object.fromEntries(
    Object.entries(emitted.guest).map(([path, text]) => [`gen/${path}`, text]),
  );
  const [built, served] = [
    await buildSource(client, { name: 'client', files }),
    await buildSource(server, { name: 'server', files }),
  ];
  // What a stub needs of the interface's module is no call of the interface.
  expect(built.manifest.imports.filter((name) => !/http|logging|clock|random/.test(name))).toEqual([
    'wajs:platform/rpc@0.1.0',
  ]);
  expect(served.manifest.imports.join()).not.toContain('acme:money');
  artifacts = { client: built.artifact, server: served.artifact };
});

describe('emitted stubs', () => {
  const call = async (ask: (currency: string) => Promise<unknown>): Promise<void> => {
    expect(await ask('EUR')).toEqual({
      currency: 'EUR for client',
      price: 1.5,
      volumes: { 0: 1, 1: 2 ** 31 },
    });
    expect(await ask('gold')).toEqual({
      isOwn: true,
      isWajs: true,
      code: 'unknown-currency',
      payload: { tag: 'unknown-currency', val: 'gold' },
    });
    expect(await ask('XAU')).toMatchObject({ isOwn: true, payload: { tag: 'closed' } });
    expect(await ask('BUG')).toMatchObject({ isOwn: false, isWajs: true, code: 'internal' });
    expect(await ask('KV')).toMatchObject({ isOwn: false, code: 'unavailable' });
  };

  it('let a function call another one', async () => {
    const rpc = createMemoryRpc();
    const { host } = await startHost({ policy: { interfaces: ['rpc'] }, providers: { rpc } });
    rpc.add('rates', await host.load(artifacts.server));
    const fn = await host.load(artifacts.client);
    await call(async (currency) =>
      JSON.parse(
        new TextDecoder().decode(await fn.call('ask', new TextEncoder().encode(currency))),
      ),
    );
  });

  it('let a host call a function', async () => {
    const { host } = await startHost();
    const rates = emitted.createRatesClient(await host.load(artifacts.server));
    expect(await rates.latest('EUR', { caller: 'host' })).toEqual({
      currency: 'EUR for host',
      price: 1.5,
      volumes: new Uint32Array([1, 2 ** 31]),
    });
    await expect(rates.latest('gold')).rejects.toMatchObject({
      name: 'ResultError',
      payload: { tag: 'unknown-currency', val: 'gold' },
    });
    await expect(rates.latest('BUG')).rejects.toMatchObject({
      name: 'HostError',
      code: 'internal',
    });
  });

  it('let a function call the host', async () => {
    const { HostError } = await import('@org/host-bindings');
    const methods = emitted.createRatesServer({
      latest(currency, { caller }) {
        if (currency === 'XAU') throw new ResultError({ tag: 'closed' });
        if (currency === 'BUG') throw new TypeError('a bug');
        if (currency === 'KV') throw new HostError('unavailable', 'no store');
        if (currency.length !== 3) {
          throw new ResultError({ tag: 'unknown-currency', val: currency });
        }
        const volumes = new Uint32Array([1, 2 ** 31]);
        return { currency: `${currency} for ${caller}`, price: 1.5, volumes };
      },
    });
    const rpc = createMemoryRpc({ services: { rates: createRpcService(methods) } });
    const { host, logs } = await startHost({ policy: { interfaces: ['rpc'] }, providers: { rpc } });
    const fn = await host.load(artifacts.client);
    await call(async (currency) =>
      JSON.parse(
        new TextDecoder().decode(await fn.call('ask', new TextEncoder().encode(currency))),
      ),
    );
    expect(logs.map(({ message }) => message)).toEqual([expect.stringContaining('a bug')]);
  });

  it('say of a payload from elsewhere that it is none', async () => {
    const { host } = await startHost();
    const fn = await host.load(artifacts.server);
    const method = 'acme:money/rates@1.0.0#latest';
    for (const payload of [[], [4, 65], [1, 65, 0], [1, 0xff]]) {
      await expect(fn.call(method, new Uint8Array(payload))).rejects.toThrow(
        `[invalid] the payload of "${method}" is no value of its arguments`,
      );
    }
  });
});
