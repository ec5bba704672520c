import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Rpc } from '../../packages/host-bindings/src/contract/gen/rpc.js';
import { createCall, echo, ManualService, type RpcSuiteOptions } from './rpc-harness.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const nobody = '00000000-0000-4000-8000-000000000000';

/** Everything that the contract says of `rpc`, over one provider. */
export function describeRpc(name: string, options: RpcSuiteOptions): void {
  let rpc: Rpc;
  let close: () => Promise<void>;
  let manual: ManualService;
  let clock: number;

  beforeEach(async () => {
    manual = new ManualService();
    clock = 1_000_000;
    ({ rpc, close } = await options.open({ echo, manual }, () => clock));
  });
  afterEach(() => close());

  describe(`rpc in ${name}`, () => {
    describe('a call', () => {
      it('gets the answer of the method', async () => {
        const answer = await rpc.call('echo', 'echo', bytes('hé\0llo'), {}, createCall());
        expect(new TextDecoder().decode(answer)).toBe('hé\0llo');
        expect(await rpc.call('echo', 'echo', bytes(''), {}, createCall())).toHaveLength(0);
      });

      it('tells the service who calls, with which key, until when, how deep', async () => {
        const call = createCall({ functionName: 'orders', depth: 3 });
        const answer = rpc.call('manual', 'm', bytes('x'), { idempotencyKey: 'k' }, call);
        const { method, options: told, ...received } = await manual.arrival(0);
        expect({
          method,
          caller: told.caller,
          key: told.idempotencyKey,
          depth: told.depth,
        }).toEqual({
          method: 'm',
          caller: 'orders',
          key: 'k',
          depth: 4,
        });
        expect(told.deadline).toBe(call.deadline);
        received.answer(bytes('y'));
        await answer;
      });

      it('has the earlier deadline: its own timeout, or that of the caller', async () => {
        const call = createCall();
        const late = rpc.call('manual', 'm', bytes(''), { timeout: 10 }, call);
        const { options: told } = await manual.arrival(0);
        expect(told.deadline).toBeLessThan(call.deadline);
        await expect(late).rejects.toMatchObject({ code: 'timeout' });
        expect(told.signal?.aborted).toBe(true);
        const soon = createCall({ deadline: Date.now() + 10 });
        const later = rpc.call('manual', 'm', bytes(''), { timeout: 60_000 }, soon);
        await expect(later).rejects.toMatchObject({ code: 'timeout' });
      });

      it('is called off with its caller', async () => {
        const controller = new AbortController();
        const call = createCall({ signal: controller.signal });
        const answer = rpc.call('manual', 'm', bytes(''), {}, call);
        const { options: told } = await manual.arrival(0);
        expect(told.signal?.aborted).toBe(false);
        controller.abort();
        await expect(answer).rejects.toMatchObject({ code: 'cancelled' });
        expect(told.signal?.aborted).toBe(true);
      });

      it('gets the errors of the method, and no more than that of others', async () => {
        const fail = (method: string): Promise<unknown> =>
          Promise.resolve(rpc.call('echo', method, bytes(''), {}, createCall()));
        await expect(fail('conflict')).rejects.toMatchObject({
          payload: { tag: 'conflict', val: 'it is there already' },
        });
        await expect(fail('limit')).rejects.toMatchObject({
          payload: { tag: 'limit', val: { what: 'tries', used: 2, maximum: 1 } },
        });
        const other = await fail('other').catch((error: unknown) => error);
        expect(other).toMatchObject({ code: 'internal' });
        expect((other as Error).message).not.toContain('hunter2');
      });

      it('of a service that does not exist answers not-found', async () => {
        for (const service of ['nobody', '', '__proto__', 'constructor', 'toString']) {
          const answer = Promise.resolve(rpc.call(service, 'm', bytes(''), {}, createCall()));
          await expect(answer).rejects.toMatchObject({ code: 'not-found' });
        }
      });

      it('cannot go deeper than allowed', async () => {
        const deep = rpc.call('echo', 'echo', bytes(''), {}, createCall({ depth: 1_000 }));
        await expect(deep).rejects.toMatchObject({ code: 'limit', detail: { what: 'rpc-depth' } });
      });
    });

    describe('an idempotency key', () => {
      const keyed = { idempotencyKey: 'order-1' };
      const call = (payload = 'a', key = keyed): Promise<Uint8Array> =>
        Promise.resolve(rpc.call('manual', 'm', bytes(payload), key, createCall()));

      it('makes two calls one, while it runs and afterwards', async () => {
        const both = [call(), call()];
        const received = await manual.arrival(0);
        received.answer(bytes('done'));
        expect(await Promise.all(both)).toEqual([bytes('done'), bytes('done')]);
        expect(await call()).toEqual(bytes('done'));
        expect(manual.received).toHaveLength(1);
      });

      it('belongs to one caller, service and method', async () => {
        const others = [
          call(),
          rpc.call('manual', 'other', bytes('a'), keyed, createCall()),
          rpc.call('manual', 'm', bytes('a'), keyed, createCall({ functionName: 'other' })),
        ];
        for (const index of [0, 1, 2]) (await manual.arrival(index)).answer(bytes(String(index)));
        expect(await Promise.all(others)).toEqual(['0', '1', '2'].map(bytes));
      });

      it('answers conflict for another payload', async () => {
        const first = call('a');
        (await manual.arrival(0)).answer(bytes(''));
        await first;
        await expect(call('b')).rejects.toMatchObject({ code: 'conflict' });
      });

      it('keeps what the method answered as an error, and not that it was cut off', async () => {
        const { HostError } = await import('../../packages/host-bindings/src/contract/index.js');
        const first = call();
        (await manual.arrival(0)).fail(new HostError('invalid', 'no such item'));
        await expect(first).rejects.toMatchObject({ code: 'invalid' });
        await expect(call()).rejects.toMatchObject({ code: 'invalid' });
        expect(manual.received).toHaveLength(1);
        const cut = call('a', { idempotencyKey: 'order-2' });
        (await manual.arrival(1)).fail(new HostError('unavailable', 'busy'));
        await expect(cut).rejects.toMatchObject({ code: 'unavailable' });
        const again = call('a', { idempotencyKey: 'order-2' });
        (await manual.arrival(2)).answer(bytes('fine'));
        expect(await again).toEqual(bytes('fine'));
      });

      it('lets a call go on while one of its callers waits', async () => {
        const controller = new AbortController();
        const gone = rpc.call(
          'manual',
          'm',
          bytes('a'),
          keyed,
          createCall({ signal: controller.signal }),
        );
        const stays = call();
        const { answer, options: told } = await manual.arrival(0);
        controller.abort();
        await expect(gone).rejects.toMatchObject({ code: 'cancelled' });
        expect(told.signal?.aborted).toBe(false);
        answer(bytes('done'));
        expect(await stays).toEqual(bytes('done'));
      });

      it('is forgotten after its time', async () => {
        const first = call();
        (await manual.arrival(0)).answer(bytes('1'));
        await first;
        clock += 24 * 3600 * 1000;
        const second = call();
        (await manual.arrival(1)).answer(bytes('2'));
        expect(await second).toEqual(bytes('2'));
      });

      it('is well-formed text of a bounded length', async () => {
        for (const [idempotencyKey, code] of [
          ['', 'invalid'],
          ['\ud800', 'invalid'],
          ['x'.repeat(256), 'too-large'],
        ] as const) {
          await expect(call('a', { idempotencyKey })).rejects.toMatchObject({ code });
        }
      });
    });

    describe('a submitted call', () => {
      const submit = async (options = {}): Promise<string> =>
        rpc.submit('manual', 'm', bytes('a'), options, createCall());

      it('can be collected once, before or after it has ended', async () => {
        const before = await submit();
        const collected = rpc.collect(before, undefined, createCall());
        (await manual.arrival(0)).answer(bytes('one'));
        expect(await collected).toEqual(bytes('one'));
        const after = await submit();
        (await manual.arrival(1)).answer(bytes('two'));
        expect(await rpc.collect(after, undefined, createCall())).toEqual(bytes('two'));
        for (const reference of [before, after, nobody, '']) {
          const again = Promise.resolve(rpc.collect(reference, undefined, createCall()));
          await expect(again).rejects.toMatchObject({ code: 'not-found' });
        }
      });

      it('can be collected by its function alone', async () => {
        const reference = await submit();
        const other = createCall({ functionName: 'other' });
        const stolen = Promise.resolve(rpc.collect(reference, undefined, other));
        await expect(stolen).rejects.toMatchObject({ code: 'not-found' });
        await rpc.cancel(reference, other);
        (await manual.arrival(0)).answer(bytes('mine'));
        expect(await rpc.collect(reference, 1_000, createCall())).toEqual(bytes('mine'));
      });

      it('waits on where collecting took too long', async () => {
        const reference = await submit();
        const early = Promise.resolve(rpc.collect(reference, 5, createCall()));
        await expect(early).rejects.toMatchObject({ code: 'timeout' });
        const { answer, options: told } = await manual.arrival(0);
        expect(told.signal?.aborted).toBe(false);
        answer(bytes('late'));
        expect(await rpc.collect(reference, undefined, createCall())).toEqual(bytes('late'));
      });

      it('hands its failure to who collects it', async () => {
        const reference = await rpc.submit('echo', 'conflict', bytes(''), {}, createCall());
        const collected = Promise.resolve(rpc.collect(reference, undefined, createCall()));
        await expect(collected).rejects.toMatchObject({ code: 'conflict' });
      });

      it('ends at its deadline, collected or not', async () => {
        const reference = await submit({ timeout: 5 });
        const { options: told } = await manual.arrival(0);
        const collected = Promise.resolve(rpc.collect(reference, undefined, createCall()));
        await expect(collected).rejects.toMatchObject({ code: 'timeout' });
        expect(told.signal?.aborted).toBe(true);
      });

      it('can be given up, twice too', async () => {
        const reference = await submit();
        const { options: told } = await manual.arrival(0);
        await rpc.cancel(reference, createCall());
        await rpc.cancel(reference, createCall());
        expect(told.signal?.aborted).toBe(true);
        const collected = Promise.resolve(rpc.collect(reference, undefined, createCall()));
        await expect(collected).rejects.toMatchObject({ code: 'not-found' });
      });

      it('expires', async () => {
        const reference = await submit();
        const { options: told } = await manual.arrival(0);
        clock += 24 * 3600 * 1000;
        const collected = Promise.resolve(rpc.collect(reference, undefined, createCall()));
        await expect(collected).rejects.toMatchObject({ code: 'not-found' });
        expect(told.signal?.aborted).toBe(true);
      });
    });
  });
}
