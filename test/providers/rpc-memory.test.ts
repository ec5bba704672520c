import { describe, expect, it } from 'vitest';
import { createMemoryRpc } from '../../packages/host-bindings/src/providers/memory/index.js';
import { createCall, echo, ManualService } from './rpc-harness.js';
import { describeRpc } from './rpc-suite.js';

describeRpc('memory', {
  open: async (services, now) => ({
    rpc: createMemoryRpc({ services, now }),
    close: async () => {},
  }),
});

describe('the bounds of rpc in memory', () => {
  const payload = new Uint8Array(600);

  it('holds a number of submitted calls for each function', async () => {
    const rpc = createMemoryRpc({ services: { echo }, maxReferences: 2 });
    const submit = (functionName: string): Promise<string> =>
      Promise.resolve().then(() =>
        rpc.submit('echo', 'echo', payload, {}, createCall({ functionName })),
      );
    const [first] = await Promise.all([submit('a'), submit('a')]);
    await expect(submit('a')).rejects.toMatchObject({
      code: 'limit',
      detail: { what: 'rpc-references', used: 3, maximum: 2 },
    });
    await submit('b');
    await rpc.collect(first, undefined, createCall({ functionName: 'a' }));
    await submit('a');
  });

  it('holds so many bytes of answers that wait', async () => {
    const rpc = createMemoryRpc({ services: { echo }, maxReferenceBytes: 1000 });
    const references = [1, 2].map(() => rpc.submit('echo', 'echo', payload, {}, createCall()));
    const [first, second] = await Promise.allSettled(
      (await Promise.all(references)).map((one) => rpc.collect(one, undefined, createCall())),
    );
    expect([first!.status, second!.status]).toEqual(['fulfilled', 'rejected']);
    expect(second).toMatchObject({ reason: { code: 'limit', detail: { what: 'rpc-bytes' } } });
  });

  it('forgets the oldest keys over a number, but none whose call runs', async () => {
    const manual = new ManualService();
    const rpc = createMemoryRpc({ services: { manual }, maxKeys: 2 });
    const call = (idempotencyKey: string): Promise<Uint8Array> =>
      Promise.resolve(rpc.call('manual', 'm', payload, { idempotencyKey }, createCall()));
    const first = call('1');
    const second = call('2');
    await expect(call('3')).rejects.toMatchObject({
      code: 'limit',
      detail: { what: 'rpc-idempotency-keys' },
    });
    (await manual.arrival(0)).answer(payload);
    await first;
    const third = call('3');
    (await manual.arrival(2)).answer(payload);
    (await manual.arrival(1)).answer(payload);
    await Promise.all([second, third]);
    await call('2');
    expect(manual.received).toHaveLength(3);
  });

  it('forgets the oldest keys over so many bytes', async () => {
    let calls = 0;
    const counted = { call: () => new Uint8Array(600 + calls++) };
    const rpc = createMemoryRpc({ services: { counted }, maxKeyBytes: 2500 });
    const call = async (idempotencyKey: string): Promise<number> =>
      (await rpc.call('counted', 'm', payload, { idempotencyKey }, createCall())).length;
    expect([await call('1'), await call('1'), await call('2'), await call('2')]).toEqual([
      600, 600, 601, 601,
    ]);
    expect(await call('3')).toBe(602);
    expect(await call('1')).toBe(603);
  });

  it('is said where it makes no sense', () => {
    expect(() => createMemoryRpc({ maxDepth: 0 })).toThrow(
      'maxDepth is "0": use a positive whole number',
    );
  });
});
