import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildSource } from './function-source.js';

const RIGHT = `
import {
  Body, BodyStream, cache, config, Context, ErrorCode, fetch, fetchAsync, Headers, JsonValue, kv, KvItem, log, LogFields,
  parseJson, Pending, Request, Response, Result, rpc, toJson, uri, URL, URLSearchParams, utf8, WajsError, waitAny,
} from '@org/assemblyscript-sdk';

@json
class Entry {
  name: string = '';
  @alias('when') at: f64 = 0;
  @omit secret: string | null = null;
}

const entries = kv.open('entries');

function list(): Result<string> {
  const names: string[] = [];
  const keys = entries.list({ prefix: 'entry/', limit: 10 });
  for (let next = keys.next(); next.isOk && next.value !== null; next = keys.next()) names.push(next.value!.key);
  return Result.ok<string>(names.join(','));
}

function stored(entry: Entry): i32 {
  entries.put('entry/' + entry.name, entry, { ttl: 600 });
  const items: KvItem[] = [{ key: 'a', value: utf8.encode('b') }];
  const read: Pending<Uint8Array | null> = entries.getAsync('a');
  const other = entries.incrementAsync('n');
  waitAny([read, other]);
  read.wait();
  cache.put('key', [1.5, 2]);
  return entries.putMany(items).value.length;
}

export function handle(request: Request, context: Context): Response {
  const url = new URL(request.url);
  if (url.pathname == '/json') {
    const entry = request.json<Entry>();
    if (entry.isErr) return Response.text(entry.error.message, entry.error.code == ErrorCode.Invalid ? 400 : 500);
    log.info('stored', new LogFields().set('count', stored(entry.value)).set('name', entry.value.name));
    return Response.json(entry.value, 201);
  }
  if (url.pathname == '/fetch') {
    const headers = new Headers();
    headers.set('accept', 'text/plain');
    const answer = fetch(config.get('URL').unwrapOr('http://example.com/'), { headers, body: Body.text('x'), method: 'POST' });
    const later = fetchAsync(new Request('http://example.com/'));
    return answer.isOk ? later.wait().expect('an answer') : Response.text(answer.error.toString(), 502);
  }
  const stream: BodyStream = request.body;
  const value = parseJson<JsonValue>('{}').value.get('a');
  const form = new URLSearchParams(url.search);
  const name: string | null = form.get('name');
  rpc.call('other', 'method', utf8.encode(uri.encodeComponent(toJson(name))), { timeout: 100 });
  const fault = new WajsError(ErrorCode.NotFound, context.requestId);
  return new Response(Body.stream(stream), { status: value === null ? 200 : 201 });
}
`;

const WRONG = `
import { Context, kv, Request, Response } from '@org/assemblyscript-sdk';

export function handle(request: Request, context: Context): Response {
  const length: i32 = request.url;
  kv.open('a').put('key', 'value', { lifetime: 5 });
  return Response.txt('hello');
}
`;

let folder: string;

beforeAll(async () => {
  const emitted = fileURLToPath(new URL('../.emitted', import.meta.url));
  await mkdir(emitted, { recursive: true });
  folder = await mkdtemp(join(emitted, 'as-types-'));
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: '@org/assemblyscript-sdk/tsconfig.json', include: ['./*.ts'] }),
  );
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** What TypeScript says of an author's file, as an editor does. */
async function check(source: string): Promise<string[]> {
  await writeFile(join(folder, 'index.ts'), source);
  const tsc = join(
    dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
    'bin/tsc',
  );
  return promisify(execFile)(process.execPath, [tsc, '-p', folder], { cwd: folder }).then(
    () => [],
    ({ stdout }: { stdout: string }) => stdout.trim().split('\n'),
  );
}

describe('the types that editors see', () => {
  it('fit a program that the compiler takes', async () => {
    expect(await check(RIGHT)).toEqual([]);
    expect((await buildSource(RIGHT)).warnings).toEqual([]);
  }, 60_000);

  it('find what is wrong', async () => {
    expect(await check(WRONG)).toEqual([
      expect.stringMatching(
        /^index\.ts\(5,9\): error TS2322: .*'string' is not assignable to .*'number'/,
      ),
      expect.stringMatching(
        /^index\.ts\(6,38\): error TS2353: .*'lifetime' does not exist in type 'KvPutOptions'/,
      ),
      expect.stringMatching(
        /^index\.ts\(7,19\): error TS2551: .*'txt' does not exist .* Did you mean 'text'/,
      ),
    ]);
  }, 60_000);
});
