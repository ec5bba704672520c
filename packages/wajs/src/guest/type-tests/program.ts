// A function as an author writes it. It is compiled against the published types, with no other
// types around, with lib.dom, with lib.webworker and with @types/node: see type-tests.test.ts.
import {
  addEventListener,
  cache,
  config,
  createHandler,
  createRpcHandler,
  kv,
  log,
  ResultError,
  rpc,
  run,
  serveRpc,
  WajsError,
} from '@org/wajs';
import type { Context, Handler, KvBucket, RpcContext, RpcMethods } from '@org/wajs';

const visits: KvBucket = kv.open('visits');

run(async (request, context) => {
  const name = new URL(request.url).searchParams.get('name') ?? 'you';
  const before = await visits.get(name, 'json');
  await visits.put(name, { at: Date.now() }, { ttl: 3600, metadata: { from: 'hello' } });
  const count = await visits.increment(`count:${name}`);
  for await (const entry of visits.list({ prefix: 'count:' }))
    log.info('entry', { key: entry.key });
  context.waitUntil(fetch(config.get('AUDIT_URL'), { method: 'POST', body: name }));
  return Response.json({ name, before, count });
});

const methods: RpcMethods = {
  echo: (payload) => payload,
  async slow(payload: Uint8Array, context: RpcContext): Promise<Uint8Array> {
    if (context.caller === undefined) throw new ResultError<string>('closed');
    await fetch('http://host/', { signal: context.signal });
    return payload;
  },
};
serveRpc(methods);
void createRpcHandler(methods)('echo', new Uint8Array(1), { requestId: '1', deadline: 0 });

const plain: Handler = () => new Response('hello', { status: 201, headers: { 'x-a': 'b' } });
const handle = createHandler(plain);

export async function everything(request: Request, context: Context): Promise<Response> {
  const bytes: Uint8Array | null = await visits.get('a');
  const text: string | null = await visits.get('a', 'text');
  const value: { at: number } | null = await visits.get<{ at: number }>('a', 'json');
  const entry = await visits.getWithMetadata('a', 'text');
  const version: string | null = await visits.compareAndSet('a', 'b', entry?.version ?? null);
  const many: (string | null)[] = await visits.batch(['a', 'b'], 'text');
  const versions: string[] = await visits.batch([{ key: 'a', value: 'b', ttl: 60 }]);
  const page = await visits.list({ limit: 10 }).page();
  await cache.put('a', new TextEncoder().encode('b'), { ttl: 1 });
  await rpc.call('service', 'method', new Uint8Array(1), { signal: context.signal });
  const upstream = await fetch('http://host/', { signal: AbortSignal.timeout(100) });
  const clone: Response = upstream.clone();
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  if (upstream.body) context.waitUntil(upstream.body.pipeTo(writable));
  const timer = setTimeout((label: string) => console.log(label), 10, 'late');
  clearTimeout(timer);
  await new Promise((resolve) => setTimeout(resolve, 10));
  const interval = setInterval(() => {}, 1000);
  clearInterval(interval);
  queueMicrotask(() => console.error('%s', 'soon', performance.now()));
  const form = await request.formData();
  const controller = new AbortController();
  controller.signal.addEventListener('abort', () => log.warn('gone'));
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const stream = new ReadableStream<Uint8Array>({
    start(given) {
      given.enqueue(new TextEncoder().encode(decoder.decode(new Uint8Array(1))));
      given.close();
    },
  });
  for (const [header, given] of request.headers) log.debug(header, { given });
  const copy = structuredClone({ id: crypto.randomUUID(), date: new Date(0) });
  crypto.getRandomValues(new Uint8Array(4));
  try {
    await handle(
      { method: 'GET', url: 'http://h/', headers: [], body: { tag: 'empty' } },
      { requestId: '1', deadline: 0 },
    );
  } catch (error) {
    if (error instanceof WajsError) log.error(error.code, { detail: error.detail });
    if (error instanceof DOMException) log.error(error.name);
  }
  const more = { bytes, text, value, version, many, versions, page, copy, clone, form, readable };
  log.info(btoa(JSON.stringify(more)), { id: context.requestId, from: context.clientAddress });
  return new Response(stream, { headers: new Headers([['a', 'b']]) });
}

export function listen(): void {
  addEventListener('fetch', (event) => {
    event.waitUntil(Promise.resolve());
    event.respondWith(new Response(new URLSearchParams({ a: '1' })));
  });
}

// @ts-expect-error a handler answers with a Response
run(() => 'hello');
// @ts-expect-error a method answers with bytes
serveRpc({ a: () => 'hello' });
// @ts-expect-error there is no such type of a value
void visits.get('a', 'xml');
