import { WajsError } from '../codegen-v1/index.js';
import { fetch as send, type Request as RequestRecord } from '../gen/http.js';
import { Body } from '../web/body.js';
import { Request, type RequestInit } from '../web/request.js';
import { Response } from '../web/response.js';
import type { URL } from '../web/url/url.js';
import { receiveBody, sendBody } from './body-transfer.js';
import { sendHeaders } from './header-transfer.js';
import { assertServing } from './serving.js';

/**
 * Sends a request to another server, where the host's policy allows it. Rejects with TypeError, whose
 * cause is the WajsError, where no answer comes; with the signal's reason where that fires.
 */
export function fetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  assertServing('fetch');
  return exchange(input, init);
}

async function exchange(
  input: string | URL | Request,
  init: RequestInit | undefined,
): Promise<Response> {
  const request = input instanceof Request && init === undefined ? input : new Request(input, init);
  const signal = Request.signalOf(request);
  if (signal?.aborted) throw signal.reason;
  if (!/^https?:/.test(request.url)) {
    throw new TypeError(`fetch cannot load "${request.url}": only http and https are supported`);
  }
  try {
    const fetched = await send(recordOf(request), { redirect: request.redirect }, signal);
    const { response, url, redirected } = fetched;
    return Response.received(response, receiveBody(response.body), {
      url,
      redirected,
      type: 'basic',
    });
  } catch (error) {
    if (!(error instanceof WajsError)) throw error;
    throw new TypeError(`fetch of "${request.url}" failed: ${error.message}`, { cause: error });
  }
}

function recordOf(request: Request): RequestRecord {
  const { method, url, headers } = request;
  const fragment = url.indexOf('#');
  return {
    method,
    url: fragment < 0 ? url : url.slice(0, fragment),
    headers: sendHeaders(headers),
    body: sendBody(Body.take(request), (pump) => {
      // Beside the call: a failure shows in the call's own result.
      pump().catch(() => {});
    }),
  };
}
