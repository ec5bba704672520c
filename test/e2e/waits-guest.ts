import { fileURLToPath } from 'node:url';
import { buildGuest } from '../codegen/as-guest.js';

/**
 * A function in AssemblyScript whose hostcalls wait. The path says what it does:
 * - `/kv/key`: counts a visit, stores the request's id, reads it back, and answers both;
 * - `/fetch`: fetches a URL, and answers the status;
 * - `/write`: waits for one read, then writes under the key "after";
 * - `/echo`: hands the request's body on, chunk by chunk, as its length;
 * - `/pass`: answers with the body of the request;
 * - `/loop`: never ends.
 */
const source = `
import { Option, Result } from '@org/assemblyscript-sdk/assembly/codegen-v1';
import { Body, BodyTag, Header, Request, Response } from './gen/http';
import * as http from './gen/http';
import { Context, HttpHandler, serveHttpHandler } from './gen/http-handler';
import * as kv from './gen/kv';
import { Error } from './gen/types';

let requests = 0;
function text(value: string): Uint8Array { return Uint8Array.wrap(String.UTF8.encode(value)); }
function answer(value: string): Result<Response, Error> {
  return Result.ok<Response, Error>({ status: 200, headers: [], body: Body.bytes(text(value)) });
}
function fail(error: Error): Result<Response, Error> { return Result.err<Response, Error>(error); }

class Waits extends HttpHandler {
  handle(request: Request, context: Context): Result<Response, Error> {
    requests += 1;
    if (requests > 1) unreachable();
    const url = request.url;
    const path = url.substring(url.indexOf('/', 8));
    if (path.startsWith('/kv/')) {
      const key = path.substring(4);
      const count = kv.increment('visits', key, 1);
      if (count.isErr) return fail(count.error);
      const put = kv.put('ids', context.requestId, text(context.requestId), { ttl: Option.none<u32>(), metadata: null });
      if (put.isErr) return fail(put.error);
      const got = kv.get_('ids', context.requestId);
      if (got.isErr) return fail(got.error);
      return answer((<i32>count.value).toString() + ' ' + String.UTF8.decode(got.value!.value.buffer));
    }
    if (path == '/fetch') {
      const fetched = http.fetch(
        { method: 'GET', url: 'http://other.test/', headers: [], body: Body.empty() },
        { timeout: Option.none<u32>(), redirect: http.RedirectMode.Follow },
      );
      if (fetched.isErr) return fail(fetched.error);
      return answer(fetched.value.response.status.toString());
    }
    if (path == '/write') {
      kv.get_('ids', 'before');
      kv.put('ids', 'after', text('x'), { ttl: Option.none<u32>(), metadata: null });
      return answer('written');
    }
    if (path == '/echo') {
      let length = 0;
      const reader = request.body.stream;
      for (;;) {
        const chunk = reader.read(65536);
        if (chunk.isErr) return fail(chunk.error);
        if (chunk.value === null) break;
        length += chunk.value!.length;
      }
      return answer(length.toString());
    }
    if (path == '/pass') return Result.ok<Response, Error>({ status: 200, headers: [], body: request.body });
    if (path == '/loop') {
      kv.get_('ids', 'before');
      for (let n = 0; n >= 0; n = (n + 1) & 0xffff) requests += n;
    }
    return answer('nothing');
  }
}
serveHttpHandler(new Waits());
`;

/** The function as a component. */
export async function buildWaitsGuest(): Promise<Uint8Array> {
  const wit = fileURLToPath(new URL('../../wit', import.meta.url));
  const { component } = await buildGuest({
    wit,
    world: 'function',
    entry: source,
    optimize: 'size',
  });
  return component;
}
