import { cache, config, kv, log, rpc, run, serveRpc, WajsError } from '@org/wajs';

type Answer = string | number | boolean | null | undefined | Uint8Array;
type Operation = (args: string[], request: Request) => Promise<Answer[]> | Answer[];

const decoder = new TextDecoder();
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const orNothing = (text: string | undefined): string | undefined =>
  text === '' ? undefined : text;
const secondsOf = (text: string | undefined): number | undefined =>
  text === undefined || text === '' ? undefined : Number(text);
const jsonOf = (text: string | undefined): unknown =>
  text === undefined || text === '' ? undefined : JSON.parse(text);
const options = (ttl?: string, metadata?: string) => ({
  ttl: secondsOf(ttl),
  metadata: jsonOf(metadata),
});

const done = async (call: Promise<void>): Promise<Answer[]> => {
  await call;
  return [null];
};

const operations: Record<string, Operation> = {
  'kv.get': async ([bucket, key]) => [await kv.open(bucket!).get(key!, 'text')],
  'kv.put': async ([bucket, key, value, ttl, metadata]) => [
    await kv.open(bucket!).put(key!, value, options(ttl, metadata)),
  ],
  'kv.entry': async ([bucket, key]) => {
    const entry = await kv.open(bucket!).getWithMetadata(key!, 'text');
    if (entry === null) return [null];
    const { value, metadata, expires, version } = entry;
    return [value, metadata && JSON.stringify(metadata), expires ?? 0, version];
  },
  'kv.delete': ([bucket, key]) => done(kv.open(bucket!).delete(key!)),
  'kv.has': async ([bucket, key]) => [await kv.open(bucket!).has(key!)],
  'kv.increment': async ([bucket, key, delta]) => [
    await kv.open(bucket!).increment(key!, delta === undefined ? 1 : Number(delta)),
  ],
  'kv.compareAndSet': async ([bucket, key, value, version, ttl, metadata]) => [
    await kv.open(bucket!).compareAndSet(key!, value, version || null, options(ttl, metadata)),
  ],
  'kv.getMany': async ([bucket, ...keys]) => kv.open(bucket!).batch(keys, 'text'),
  'kv.putMany': async ([bucket, ...pairs]) => {
    const items = [];
    for (let at = 0; at < pairs.length; at += 2) {
      items.push({ key: pairs[at]!, value: pairs[at + 1], ttl: 600, metadata: at });
    }
    return kv.open(bucket!).batch(items);
  },
  'kv.list': async ([bucket, prefix, limit, cursor]) => {
    const page = await kv
      .open(bucket!)
      .list({ prefix, limit: secondsOf(limit), cursor: orNothing(cursor) })
      .page();
    const keys = page.keys.map(
      ({ key, metadata }) => key + (metadata === undefined ? '' : `=${JSON.stringify(metadata)}`),
    );
    return [page.cursor, ...keys];
  },
  'kv.all': async ([bucket, prefix]) => {
    const keys: string[] = [];
    for await (const { key } of kv.open(bucket!).list({ prefix })) keys.push(key);
    return keys;
  },
  'cache.get': async ([key]) => [await cache.get(key!, 'text')],
  'cache.put': ([key, value, ttl]) => done(cache.put(key!, value, { ttl: secondsOf(ttl) })),
  'cache.delete': ([key]) => done(cache.delete(key!)),
  'config.get': ([name]) => [config.get(name!)],
  'config.find': ([name]) => [config.find(name!)],
  'config.names': () => config.names(),
  'config.secret': ([name]) => [String(config.secret(name!)), config.secret(name!).reveal()],
  log: ([level, message, text]) => {
    const fields = { text, number: 1.5, yes: true, json: [1, 'two'] };
    if (text === undefined) log[level as 'info'](message!);
    else log[level as 'info'](message!, fields);
    return [null];
  },
  'log.half': () => {
    // Half of a character, which no text of the contract has.
    log.info('a\ud83cb', { 'n\udf0d': '\ud800', json: ['\udbff'] });
    console.log('\udc00');
    return [null];
  },
  console: ([level, message]) => {
    console[level as 'info'](message);
    return [null];
  },
  'clock.now': () => [Date.now()],
  'clock.date': () => [new Date().toISOString()],
  'clock.monotonic': () => {
    const before = performance.now();
    return [performance.now() >= before];
  },
  'random.bytes': ([length]) => [crypto.getRandomValues(new Uint8Array(Number(length))).length],
  'random.differ': () => [crypto.randomUUID() !== crypto.randomUUID()],
  'random.number': () => {
    const number = Math.random();
    return [number >= 0 && number < 1];
  },
  'rpc.call': async ([service, method, payload, timeout, idempotencyKey]) => [
    await rpc.call(service!, method!, payload === undefined ? undefined : utf8(payload), {
      timeout: secondsOf(timeout),
      idempotencyKey,
    }),
  ],
  'rpc.submit': async ([service, method, payload]) => [
    await rpc.submit(service!, method!, utf8(payload!)),
  ],
  'rpc.collect': async ([reference, timeout]) => [
    await rpc.collect(reference!, { timeout: secondsOf(timeout) }),
  ],
  'rpc.cancel': ([reference]) => done(rpc.cancel(reference!)),
  'rpc.both': async ([service, method, first, second]) =>
    Promise.all([first!, second!].map((one) => rpc.call(service!, method!, utf8(one)))),
  fetch: async ([method, url, body, redirect, timeout]) => {
    const response = await fetch(url!, {
      method,
      headers: { 'X-One': '1', accept: 'text/plain' },
      body: orNothing(body),
      redirect: (redirect || 'follow') as RequestRedirect,
      ...(timeout && { signal: AbortSignal.timeout(Number(timeout)) }),
    });
    const { status, redirected, headers } = response;
    const list = [...headers].map(([name, value]) => `${name}: ${value}`).join('; ');
    return [status, response.url, redirected, list, await response.text()];
  },
  request: async (_, request) => {
    const { pathname, searchParams } = new URL(request.url);
    const headers = [...request.headers].map(([name, value]) => `${name}: ${value}`);
    return [request.method, pathname, searchParams.get('q'), headers.join('; ')];
  },
  context: () => [],
};

run(async (request, context) => {
  const { pathname } = new URL(request.url);
  if (pathname === '/echo') {
    return new Response(await request.bytes(), { headers: { 'content-type': 'x/y' } });
  }
  if (pathname === '/through') return new Response(request.body, { status: 202 });
  if (pathname === '/made') {
    const headers = new Headers({ 'X-Name': ' value ', 'x-empty': '' });
    headers.append('set-cookie', 'a=1; Path=/');
    headers.append('Set-Cookie', 'b="2, 3"');
    headers.append('vary', 'accept');
    headers.append('Vary', 'origin');
    headers.set('x-latin', 'é');
    headers.append('x-gone', '1');
    headers.delete('X-Gone');
    return new Response(null, { status: 299, headers });
  }
  if (pathname === '/redirect') return Response.redirect('http://function.test/there?a=1', 307);
  if (pathname === '/throw') throw new Error('it broke');
  const [name = '', ...args] = (await request.text()).split(' ').map(decodeURIComponent);
  if (name === 'context') {
    const { requestId, clientAddress, deadline } = context;
    return new Response([requestId, clientAddress ?? '-', deadline > Date.now()].join(' '));
  }
  try {
    const answers = await operations[name]!(args, request);
    return new Response(answers.map(textOf).join(' '));
  } catch (error) {
    // As the Fetch standard has it, fetch fails with an error of the language, which says why.
    if ((error as Error).name === 'TimeoutError')
      return new Response('! [timeout] it took too long');
    const known = error instanceof WajsError ? error : (error as Error).cause;
    if (!(known instanceof WajsError)) throw error;
    return new Response(`! ${known.message}`);
  }
});

function textOf(answer: Answer): string {
  if (answer === null || answer === undefined) return '-';
  const text = answer instanceof Uint8Array ? decoder.decode(answer) : String(answer);
  if (text === '') return '~';
  return text === '-' ? '%2D' : encodeURIComponent(text).replaceAll('~', '%7E');
}

serveRpc({
  echo: (payload) => payload,
  context: (_, { requestId, caller = '-', idempotencyKey = '-', deadline }) =>
    utf8([requestId, caller, idempotencyKey, deadline > Date.now()].join(' ')),
  count: async () => utf8(String(await kv.open('methods').increment('count'))),
  fail(payload) {
    throw WajsError.of(decoder.decode(payload), 'it is so, 世界');
  },
  break() {
    throw new Error('broken on purpose');
  },
});
