import { bindInterface, ResultError } from '@org/host-bindings';
import { createMemoryKv } from '@org/host-bindings/providers/memory';
import { describe, expect, it } from 'vitest';
import { emitRates, type Rates } from './custom-interface.js';
import { ask, buildSource, startHost } from './function-harness.js';

/** Answers of a provider that come only once a number of calls wait for them. */
class Gathering {
  /** Most calls that waited at the same time. */
  most = 0;
  readonly #needed: number;
  #waiting: (() => void)[] = [];

  constructor(needed: number) {
    this.#needed = needed;
  }

  /** Resolves once as many calls wait as are needed. */
  join(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.most = Math.max(this.most, this.#waiting.length);
      if (this.#waiting.length < this.#needed) return;
      for (const go of this.#waiting) go();
      this.#waiting = [];
    });
  }
}

const eight = Array.from({ length: 8 }, (_, number) => number);

describe('one shared instance', () => {
  it('has 24 hostcalls of 8 requests under way at once, and mixes up none', async () => {
    const gathering = new Gathering(24);
    const kv = createMemoryKv();
    const { host } = await startHost({
      instances: 1,
      limits: { wallMs: 10_000 },
      providers: {
        kv: Object.assign(kv, {
          get: async (_bucket: string, key: string) => {
            await gathering.join();
            return { value: Buffer.from(`value of ${key}`), version: '1' };
          },
        }),
      },
    });
    const { artifact } = await buildSource(`
      import { run, kv } from '@org/wajs';
      const bucket = kv.open('b');
      let served = 0;
      run(async (request) => {
        served += 1;
        const id = new URL(request.url).searchParams.get('id');
        const keys = [0, 1, 2].map((number) => id + '.' + number);
        const values = await Promise.all(keys.map((key) => bucket.get(key, 'text')));
        return Response.json({ id, values, served });
      });
    `);
    const fn = await host.load(artifact, { isolation: 'shared' });
    const answers = await Promise.all(
      eight.map(async (id) => (await fn.fetch(ask(`/?id=${id}`))).json()),
    );
    expect(answers).toEqual(
      eight.map((id) => ({
        id: String(id),
        values: [0, 1, 2].map((number) => `value of ${id}.${number}`),
        served: 8,
      })),
    );
    expect(gathering.most).toBe(24);
  });

  it('serves an interface that an author brings: results, errors and resources', async () => {
    const { rates, guest } = await emitRates();
    const gathering = new Gathering(24);
    let open = 0;
    const provider: Rates = {
      async latest(currency) {
        await gathering.join();
        if (currency.startsWith('X')) {
          throw new ResultError({ tag: 'unknown-currency', val: currency });
        }
        return { currency, price: currency.length / 4, volumes: Uint32Array.of(1, 2 ** 31) };
      },
      follow(currency) {
        open++;
        let left = 2;
        return {
          next: async () =>
            left-- > 0 ? { currency, price: left, volumes: new Uint32Array(0) } : undefined,
          [Symbol.dispose]: () => void open--,
        };
      },
    };
    const { artifact, manifest } = await buildSource(
      `
      import { run } from '@org/wajs';
      import { latest, follow } from './rates.js';
      run(async (request) => {
        const id = new URL(request.url).searchParams.get('id');
        const calls = ['EUR' + id, 'X' + id, 'YEN' + id].map((currency) => latest(currency));
        const [euro, none, yen] = await Promise.allSettled(calls);
        const ticker = follow('CHF' + id);
        const prices = [];
        for (let quote = await ticker.next(); quote; quote = await ticker.next()) prices.push(quote.price);
        ticker[Symbol.dispose]();
        return Response.json({ euro: euro.value, volumes: [...euro.value.volumes], none: none.reason.payload, yen: yen.value.currency, prices });
      });
    `,
      { files: { ...guest } },
    );
    expect(manifest.imports).toContain('acme:money/rates@1.0.0');
    const { host } = await startHost({
      instances: 1,
      policy: { interfaces: ['acme:money/rates@1.0.0'] },
      interfaces: [bindInterface(rates, provider)],
    });
    const fn = await host.load(artifact, { isolation: 'shared' });
    const answers = await Promise.all(
      eight.map(async (id) => (await fn.fetch(ask(`/?id=${id}`))).json()),
    );
    expect(answers).toEqual(
      eight.map((id) => ({
        euro: { currency: `EUR${id}`, price: 1, volumes: { 0: 1, 1: 2 ** 31 } },
        volumes: [1, 2 ** 31],
        none: { tag: 'unknown-currency', val: `X${id}` },
        yen: `YEN${id}`,
        prices: [1, 0],
      })),
    );
    expect(gathering.most).toBe(24);
    expect(open).toBe(0);
  });
});

describe('a shared instance', () => {
  const counting = `
    import { run } from '@org/wajs';
    let served = 0;
    run((request) => {
      served += 1;
      if (request.url.endsWith('/trap')) { const deep = () => deep() + 1; new Uint8Array(2 ** 30); }
      if (request.url.endsWith('/hang')) return new Promise(() => {});
      return new Response(String(served));
    });
  `;
  const countOf = async (response: Response): Promise<string> => {
    expect(response.status).toBe(200);
    return response.text();
  };

  it.each([1, 2])('is renewed after its number of requests, with %i instances', async (count) => {
    const subject = await startHost({ instances: count, limits: { instanceRequests: 3 } });
    const fn = await subject.load(counting, { isolation: 'shared' });
    const answers: string[] = [];
    for (let round = 0; round < 7; round++) answers.push(await countOf(await fn.fetch(ask())));
    expect(answers).toEqual(['1', '2', '3', '1', '2', '3', '1']);
  });

  it('is renewed where one of its requests did not answer in time', async () => {
    const subject = await startHost({ instances: 1, limits: { wallMs: 1000 } });
    const fn = await subject.load(counting, { isolation: 'shared' });
    const hanging = fn.fetch(ask('/hang'));
    expect(await countOf(await fn.fetch(ask()))).toBe('2');
    expect((await hanging).status).toBe(504);
    expect(await countOf(await fn.fetch(ask()))).toBe('1');
  });

  it('goes to another function that needs it, where that used to wait for ever', async () => {
    const subject = await startHost({ instances: 1 });
    const one = await subject.load(counting, { isolation: 'shared', name: 'one' });
    const two = await subject.load(counting, { isolation: 'shared', name: 'two' });
    const three = await subject.load(counting, { name: 'three' });
    for (let round = 0; round < 3; round++) {
      for (const fn of [one, two, three, three]) {
        expect(await countOf(await fn.fetch(ask()))).toBe('1');
      }
    }
    const both = [one.fetch(ask()), two.fetch(ask()), one.fetch(ask()), three.fetch(ask())];
    for (const answer of both) await countOf(await answer);
  });
});

describe('requests that wait for an instance', () => {
  const slow = `
    import { run } from '@org/wajs';
    run(async (request) => {
      if (request.url.endsWith('/hang')) await new Promise(() => {});
      return new Response('done');
    });
  `;

  it('are told 503 by their deadline, where they used to wait for ever', async () => {
    const subject = await startHost({ instances: 1, limits: { wallMs: 500 } });
    const fn = await subject.load(slow);
    const answers = await Promise.all([fn.fetch(ask('/hang')), fn.fetch(ask()), fn.fetch(ask())]);
    // The first gives up its instance in the moment in which the time of the others is over, too.
    expect(answers[0].status).toBe(504);
    for (const answer of answers.slice(1)) expect([200, 503]).toContain(answer.status);
    expect((await fn.fetch(ask())).status).toBe(200);
  });

  it('are told 503 at once where the queue is full', async () => {
    const subject = await startHost({ instances: 1, queue: 1, limits: { wallMs: 1000 } });
    const fn = await subject.load(slow);
    const hanging = fn.fetch(ask('/hang'));
    const waiting = fn.fetch(ask());
    const refused = await fn.fetch(ask());
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect((await hanging).status).toBe(504);
    expect([200, 503]).toContain((await waiting).status);
  });

  it('leave the queue when their client goes', async () => {
    const subject = await startHost({ instances: 1, queue: 1, limits: { wallMs: 2_000 } });
    const fn = await subject.load(slow);
    const client = new AbortController();
    const first = fn.fetch(ask('/hang'), { signal: client.signal });
    const waiting = fn.fetch(ask('/', { signal: client.signal }));
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
    client.abort();
    expect((await waiting).status).toBe(500);
    expect((await first).status).toBe(504);
    expect((await fn.fetch(ask())).status).toBe(200);
  });
});
