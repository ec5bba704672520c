import type { LoadedFunction } from '@org/host-bindings';
import { type Fetched, HostError, HttpBase, type HttpRequest } from '@org/host-bindings/contract';
import {
  createMemoryCache,
  createMemoryKv,
  createMemoryRpc,
} from '@org/host-bindings/providers/memory';
import { createConfig } from '@org/host-bindings/providers/system';
import { beforeAll, describe, expect, it } from 'vitest';
import { ask, type LogRecord, startHost } from '../e2e/function-harness.js';
import { buildSource } from './function-source.js';

const SOURCE = `
import {
  Body, cache, config, Context, ErrorCode, fetch, fetchAsync, Headers, kv, KvItem, KvKey, log, LogFields, Request,
  Response, rpc, utf8, waitAny,
} from '@org/assemblyscript-sdk';

const bucket = kv.open('things');

function orNull(text: string | null): string {
  return text === null ? 'null' : text;
}

function kvRound(): string {
  const lines: string[] = [];
  lines.push(orNull(bucket.getText('none').value));
  const first = bucket.put('a', 'text ü').value;
  lines.push(orNull(bucket.getText('a').value));
  lines.push(bucket.get('a').value!.length.toString());
  lines.push(bucket.has('a').value ? 'has' : 'has not');
  lines.push(orNull(bucket.compareAndSet('a', 'other', 'wrong').value));
  const second = bucket.compareAndSet('a', utf8.encode('other'), first).value;
  lines.push(second === null ? 'null' : bucket.getText('a').value!);
  bucket.put('b', 'B', { ttl: 600, metadata: '{"m":1}' });
  const entry = bucket.getWithMetadata('b').value!;
  lines.push(entry.text() + ' ' + orNull(entry.metadata) + (entry.expires > 0 ? ' goes' : ' stays'));
  lines.push(entry.version.length > 0 ? 'version' : 'none');
  lines.push(bucket.increment('n').value.toString() + ' ' + bucket.increment('n', 2.5).value.toString());
  const items: KvItem[] = [
    { key: 'c/1', value: utf8.encode('1'), options: null },
    { key: 'c/2', value: utf8.encode('2'), options: null },
    { key: 'c/3', value: utf8.encode('3'), options: { ttl: 0, metadata: '3' } },
  ];
  lines.push(bucket.putMany(items).value.length.toString());
  const many = bucket.getMany(['c/3', 'none', 'c/1']).value;
  lines.push(utf8.decode(many[0]!) + (many[1] === null ? ' null ' : ' ? ') + utf8.decode(many[2]!));
  const page = bucket.list({ prefix: 'c/', limit: 2, cursor: null }).page().value;
  lines.push(page.keys.map<string>((one: KvKey) => one.key).join(' '));
  const keys: string[] = [];
  const list = bucket.list({ prefix: 'c/', limit: 0, cursor: null });
  for (let next = list.next(); next.value !== null; next = list.next()) {
    keys.push(next.value!.key + orNull(next.value!.metadata));
  }
  lines.push(keys.join(' '));
  lines.push(bucket.delete('a').isOk && !bucket.has('a').value ? 'deleted' : 'there');
  const wrong = bucket.increment('c/1-not', NaN);
  lines.push(wrong.isErr && wrong.error.code == ErrorCode.Invalid ? 'invalid' : 'taken');
  return lines.join('\\n');
}

function cacheRound(): string {
  const before = orNull(cache.getText('k').value);
  cache.put('k', 'kept', { ttl: 100 });
  const between = orNull(cache.getText('k').value);
  cache.delete('k');
  return before + ' ' + between + ' ' + orNull(cache.getText('k').value);
}

function configRound(): string {
  const missing = config.get('OTHER');
  const secret = config.secret('TOKEN').value;
  return [
    config.get('NAME').value,
    missing.error.toString(),
    orNull(config.find('OTHER')),
    config.names().join(','),
    secret.toString(),
    secret.reveal(),
    config.secret('NONE').error.message,
  ].join('\\n');
}

function fetchRound(): string {
  const headers = new Headers();
  headers.set('x-tag', 'tag');
  const posted = fetch('http://upstream.test/echo', { method: 'POST', headers, body: Body.text('sent') }).value;
  const plain = fetch(new Request('http://upstream.test/plain')).value;
  const denied = fetch('http://denied.test/');
  return [
    posted.status.toString(), posted.text().value, orNull(posted.headers.get('x-answer')), posted.url,
    plain.text().value, plain.ok ? 'ok' : 'not ok', denied.error.code == ErrorCode.Denied ? 'denied' : '?',
  ].join('\\n');
}

function rpcRound(): string {
  const one = rpc.call('adder', 'add', utf8.encode('1')).value;
  const first = rpc.submit('adder', 'add', utf8.encode('2'), { timeout: 1000, idempotencyKey: null });
  const second = rpc.submit('adder', 'add', utf8.encode('3'));
  const answers = [rpc.collect(second.value).value, rpc.collect(first.value).value, one];
  const none = rpc.call('nobody', 'add');
  return answers.map<string>((bytes: Uint8Array) => utf8.decode(bytes)).join(' ') + ' ' + none.error.toString();
}

function pendingRound(): string {
  const none = bucket.getTextAsync('p/none');
  const put = bucket.putAsync('p/b', 'B');
  assert(put.wait().isOk);
  const text = bucket.getTextAsync('p/b');
  const entry = bucket.getWithMetadataAsync('p/b');
  const count = bucket.incrementAsync('p/n');
  const answer = fetchAsync('http://upstream.test/');
  const one = rpc.callAsync('adder', 'add', utf8.encode('2'));
  const other = rpc.callAsync('adder', 'add', utf8.encode('3'));
  const ready = waitAny([one, other]);
  return [
    orNull(none.wait().value), orNull(text.wait().value), entry.wait().value!.text().toLowerCase(),
    (<i32>count.wait().value).toString(), answer.wait().value.text().value,
    ready == 0 || ready == 1 ? 'two ready' : '?',
    utf8.decode(one.wait().value) + ' ' + utf8.decode(other.wait().value),
  ].join('\\n');
}

function pendingBatches(): string {
  const items: KvItem[] = [{ key: 'q/a', value: utf8.encode('"A"'), options: null }];
  const versions = bucket.putManyAsync(items).wait().value;
  const many = bucket.getManyAsync(['q/a', 'q/none']);
  const json = bucket.getJsonAsync<string>('q/a');
  const won = bucket.compareAndSetAsync('q/a', 'B', versions[0]).wait();
  const lost = bucket.compareAndSetAsync('q/a', 'C', versions[0]).wait();
  const reference = rpc.submitAsync('adder', 'add', utf8.encode('4')).wait().value;
  const answer = rpc.callAsync('adder', 'add', utf8.encode('1'));
  const values = many.wait().value;
  return [
    utf8.decode(values[0]!), values[1] === null ? 'null' : '?', orNull(json.wait().value),
    won.value === null ? 'lost' : 'won', lost.value === null ? 'lost' : 'won',
    utf8.decode(rpc.collect(reference).value), cache.deleteAsync('none').wait().isOk ? 'deleted' : '?',
    waitAny([answer, answer]).toString(),
  ].join(' ');
}

/** Texts with half a character, as JSON can bring them. */
function malformed(): string {
  const half = String.fromCharCode(0xd800);
  const stored = kv.open('b' + half).put(half, 'kept');
  const key = bucket.put('k' + half, 'kept');
  const list = bucket.list({ prefix: 'k' + half, limit: 0, cursor: null }).next();
  return [
    stored.isOk ? 'kept' : '?', key.isOk ? 'kept' : '?', list.value!.key,
    orNull(bucket.getText('k' + String.fromCharCode(0xfffd)).value),
    cache.get(half).value === null ? 'null' : '?', orNull(config.find(half)),
    rpc.call('adder', half, utf8.encode('1')).isOk ? 'called' : '?',
    fetch('http://denied.test/' + half).isErr ? 'denied' : '?',
    rpc.call(half, half).error.code == ErrorCode.NotFound ? 'not found' : '?',
  ].join(' ');
}

/** A stream that was sent is not there to be read, or to be sent again. */
function givenAway(request: Request): string {
  const sent = new Request('http://upstream.test/echo', { method: 'POST', headers: null, body: Body.stream(request.body) });
  const first = fetch(sent).value.text().value;
  const again = fetch(sent).value.text().value;
  return first + ' ' + again + ' ' + sent.text().error.toString();
}

export function handle(request: Request, context: Context): Response {
  const path = request.url.substring('http://function.test'.length);
  if (path == '/kv') return Response.text(kvRound());
  if (path == '/cache') return Response.text(cacheRound());
  if (path == '/config') return Response.text(configRound());
  if (path == '/fetch') return Response.text(fetchRound());
  if (path == '/rpc') return Response.text(rpcRound());
  if (path == '/pending') return Response.text(pendingRound());
  if (path == '/batches') return Response.text(pendingBatches());
  if (path == '/malformed') return Response.text(malformed());
  if (path == '/given-away') return Response.text(givenAway(request));
  if (path == '/log') {
    log.info('hello', new LogFields().set('url', request.url).set('n', 3).set('yes', true).set('list', [1, 2]));
    log.error('bad');
  }
  return Response.text(context.deadline > 0 && context.clientAddress === null ? 'logged' : '?');
}
`;

describe('a function in AssemblyScript', () => {
  let fn: LoadedFunction;
  let logs: LogRecord[];

  beforeAll(async () => {
    const { component } = await buildSource(SOURCE);
    const started = await startHost({
      providers: {
        kv: createMemoryKv(),
        cache: createMemoryCache(),
        config: createConfig({ values: { NAME: 'value', TOKEN: 'hidden' }, secrets: ['TOKEN'] }),
        http: new Upstream(),
        rpc: createMemoryRpc({
          services: { adder: { call: (_, [digit]) => bytes(`${digit! - 47}`) } },
        }),
      },
      policy: { interfaces: ['kv', 'cache', 'config', 'rpc'] },
    });
    ({ logs } = started);
    fn = await started.host.load(component, { name: 'subject' });
  }, 60_000);

  const lines = async (path: string): Promise<string[]> =>
    (await (await fn.fetch(ask(path))).text()).split('\n');

  it('keeps values in the KV store', async () => {
    expect(await lines('/kv')).toEqual([
      'null', 'text ü', '7', 'has', 'null', 'other', 'B {"m":1} goes', 'version', '1.0 3.5', '3', '3 null 1',
      'c/1 c/2', 'c/1null c/2null c/33', 'deleted', 'invalid',
    ]); // prettier-ignore
  });

  it('caches', async () => {
    expect(await lines('/cache')).toEqual(['null kept null']);
  });

  it('reads its settings and secrets', async () => {
    expect(await lines('/config')).toEqual([
      'value',
      '[not-found] the setting "OTHER" is not set, or not granted to this function; grant it with --env OTHER',
      'null',
      'NAME',
      '[secret TOKEN]',
      'hidden',
      'the secret "NONE" is not set, or not granted to this function; grant it with --secret NONE',
    ]);
  });

  it('asks other servers', async () => {
    expect(await lines('/fetch')).toEqual([
      '200', 'sent', 'tag', 'http://upstream.test/echo', 'plain', 'ok', 'denied',
    ]); // prettier-ignore
  });

  it('calls other functions', async () => {
    expect(await lines('/rpc')).toEqual(['4 3 2 [not-found] there is no service "nobody"']);
  });

  it('has several calls under way', async () => {
    expect(await lines('/pending')).toEqual(['null', 'B', 'b', '1', 'plain', 'two ready', '3 4']);
  });

  it('has reads, writes and calls of every kind under way', async () => {
    expect(await lines('/batches')).toEqual(['"A" null A won lost 5 deleted 0']);
  });

  it('calls the host with texts that have half a character', async () => {
    expect(await lines('/malformed')).toEqual([
      'kept kept k\ufffd kept null null called denied not found',
    ]);
  });

  it('sends a stream once, and cannot read it then', async () => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new Uint8Array(100_000).fill(97));
        controller.close();
      },
    });
    const response = await fn.fetch(ask('/given-away', { method: 'POST', body, duplex: 'half' }));
    expect(await response.text()).toBe(
      'plain plain [invalid] the content of this message has been read already',
    );
  });

  it('logs with fields', async () => {
    logs.length = 0;
    expect(await lines('/log')).toEqual(['logged']);
    expect(logs.map(({ level, message, fields }) => ({ level, message, fields }))).toEqual([
      {
        level: 'info',
        message: 'hello',
        fields: { url: 'http://function.test/log', n: 3, yes: true, list: '[1,2]' },
      },
      { level: 'error', message: 'bad', fields: {} },
    ]);
  });
});

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Answers what is posted with its first header, everything else as plain; refuses one host. */
class Upstream extends HttpBase {
  override fetch(request: HttpRequest): Fetched {
    if (request.url.includes('denied')) throw new HostError('denied', 'not this host');
    const { body } = request;
    return {
      response: {
        status: 200,
        headers: request.headers.slice(0, 1).map(({ value }) => ({ name: 'X-Answer', value })),
        body: { tag: 'bytes', val: body.tag === 'bytes' ? body.val : bytes('plain') },
      },
      url: request.url,
      redirected: false,
    };
  }
}
