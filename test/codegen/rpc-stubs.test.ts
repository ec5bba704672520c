import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type * as Host from '../../packages/host-bindings/src/codegen-v1/index.js';
import { rpc } from '../../packages/host-bindings/src/contract/index.js';
import { outcomeOf } from '../../packages/host-bindings/src/emitters/typescript/type-text.js';
import { emit, type Func, parseWit } from '../../packages/host-bindings/src/generator/index.js';
import {
  outcome,
  readSubmissions,
  type Submission,
  writeCompletions,
} from '../../packages/host-bindings/src/runtime/ring-entries.js';
import type * as Guest from '../../packages/wajs/src/guest/codegen-v1/index.js';
import { arbitraryValue } from './arbitrary-value.js';
import { CALL } from './bump-guest.js';
import { loadEmitted, readWorld } from './emitted-module.js';

type Implementation = Record<string, unknown>;
type Client = Readonly<Record<string, (...args: unknown[]) => Promise<unknown>>>;
type Methods = Readonly<Record<string, Host.ServedMethod>>;

interface HostModules {
  readonly echoClient: { readonly createEchoClient: (service: Host.RpcService) => Client };
  readonly echoServer: { readonly createEchoServer: (given: Implementation) => Methods };
  readonly codegen: typeof Host;
}

interface GuestModules {
  readonly echoClient: { readonly createEchoClient: (service: string) => Client };
  readonly echoServer: { readonly createEchoServer: (given: Implementation) => Methods };
  readonly codegen: typeof Guest;
}

const CONTEXT: Host.RpcCallContext = {
  requestId: '1',
  deadline: Infinity,
  caller: undefined,
  idempotencyKey: undefined,
  signal: new AbortController().signal,
};

let functions: readonly Func[];
let host: HostModules;
let guest: GuestModules;
let implementation: Implementation = {};
/** Client and server of different sides, under the direction of the call. */
let clients: Record<'host' | 'guest', Client>;

beforeAll(async () => {
  const world = await readWorld('echo.wit', 'loop');
  functions = world.imports.find((one) => one.key.name.includes('/echo@'))!.functions;
  host = await loadEmitted<HostModules>(world, 'ts-host');
  guest = await loadEmitted<GuestModules>(world, 'js-guest');
  const proxy = new Proxy({}, { get: (_, name: string) => implementation[name] });
  const guestMethods = guest.echoServer.createEchoServer(proxy);
  const hostMethods = host.echoServer.createEchoServer(proxy);
  guest.codegen.requireImport(guest.codegen.importInterface(rpc.name));
  guest.codegen.setRing({
    submit: (bytes, text) => {
      for (const one of readSubmissions(bytes, text)) void answer(hostMethods, one);
      return writeCompletions([]);
    },
    read: () => new Uint8Array(),
    cancel: () => undefined,
  });
  guest.codegen.enterTask();
  clients = {
    host: host.echoClient.createEchoClient({
      call: (method, payload) => guestMethods[method]!(payload, CONTEXT),
    }),
    guest: guest.echoClient.createEchoClient('there'),
  };
});

/** What a host with an rpc provider does with one submission. */
async function answer(methods: Methods, { event, payload, text }: Submission): Promise<void> {
  const reader = new host.codegen.ValueReader(
    payload,
    new host.codegen.HandleTable(),
    undefined,
    text,
  );
  const fn = rpc.functions[reader.u32()]!;
  const provider = {
    call: (service: string, method: string, given: Uint8Array) => {
      expect(service).toBe('there');
      return methods[method]!(given, CONTEXT);
    },
  };
  const value = await fn.invoke(provider as never, reader as never, CALL);
  const writer = new host.codegen.ValueWriter(new host.codegen.HandleTable(), 64, true);
  fn.encode(writer as never, value);
  const completion = { event, outcome: outcome.value, payload: writer.finish(), text: '' };
  const completed = writeCompletions([completion]);
  guest.codegen.deliver(completed.bytes, completed.text);
}

function camel(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

describe.each(['host', 'guest'] as const)('a client of the %s', (side) => {
  test('sends any value, and gets it back', async () => {
    const echoes = functions.filter(({ parameters, result }) => {
      const { fallible, ok } = outcomeOf(result);
      return !fallible && ok !== undefined && parameters.length > 0;
    });
    const skipped = ['big', 'seventeen'];
    const names = echoes.map((one) => one.name).filter((name) => !skipped.includes(name));
    expect(names.length).toBeGreaterThan(20);
    for (const name of names) {
      const { parameters } = functions.find((one) => one.name === name)!;
      implementation = {
        [camel(name)]: (...args: unknown[]) => (args.length === 2 ? args[0] : args.slice(0, -1)),
      };
      await fc.assert(
        fc.asyncProperty(
          fc.tuple(...parameters.map((one) => arbitraryValue(one.type))),
          async (args) => {
            const result = await clients[side][camel(name)]!(...args);
            expect(result).toEqual(args.length === 1 ? args[0] : args);
          },
        ),
        { numRuns: 40 },
      );
    }
  });

  test('gets the err case of the method, with its type', async () => {
    const { ok, err } = outcomeOf(functions.find((one) => one.name === 'wait')!.result);
    const other = side === 'host' ? guest.codegen : host.codegen;
    await fc.assert(
      fc.asyncProperty(arbitraryValue(ok!), arbitraryValue(err!), async (value, payload) => {
        implementation = {
          wait: () => {
            throw new other.ResultError(payload);
          },
        };
        await expect(clients[side]['wait']!(value)).rejects.toMatchObject({
          name: 'ResultError',
          payload,
        });
      }),
      { numRuns: 50 },
    );
    implementation = {
      check: (fail: boolean) => {
        if (fail) throw new other.ResultError(undefined);
      },
      nothing: () => undefined,
    };
    expect(await clients[side]['check']!(false)).toBeUndefined();
    expect(await clients[side]['nothing']!()).toBeUndefined();
    await expect(clients[side]['check']!(true)).rejects.toMatchObject({ name: 'ResultError' });
  });

  test('refuses arguments that do not fit, as a rejection', async () => {
    const call = clients[side]['sendNumbers']!({ a: 300 });
    await expect(call).rejects.toMatchObject({ name: 'EncodeError' });
  });
});

test('an answer that is no value of its type is said to be one', async () => {
  const client = host.echoClient.createEchoClient({ call: () => new Uint8Array([5]) });
  await expect(client['text']!('a')).rejects.toMatchObject({ name: 'DecodeError' });
});

describe('what is emitted', () => {
  const wit = `
    package acme:a@1.0.0;
    interface rates { latest: func(); }
    interface rates-client { other: func(); }
    interface only-handles { resource r; get: func() -> r; }
    world w {
      import rates;
      import rates-client;
      import only-handles;
      import inline: interface { f: func(); }
      import wajs:platform/kv@0.1.0;
      import free: func();
      export rates;
    }`;
  const kv = 'package wajs:platform@0.1.0; interface kv { get: func(); }';

  test.each(['ts-host', 'js-guest'] as const)(
    'is one pair for each interface: %s',
    async (target) => {
      const sources = [
        { file: 'a.wit', text: wit },
        { file: 'deps/kv/kv.wit', text: kv, dependency: 'kv' },
      ];
      const { world } = await parseWit(sources, 'w');
      const paths = (rpcToo: boolean): string[] =>
        emit({ worlds: [world], target, rpc: rpcToo }).map((file) => file.path);
      const plain = paths(false);
      expect(
        paths(true)
          .filter((path) => !plain.includes(path))
          .toSorted(),
      ).toEqual([
        'inline-client.ts',
        'inline-server.ts',
        'rates-client-client.ts',
        'rates-client-rpc.ts',
        'rates-client-server.ts',
        'rates-server.ts',
      ]);
    },
  );
});
