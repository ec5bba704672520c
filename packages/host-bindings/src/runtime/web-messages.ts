import type { CallContext } from '../codegen-v1/index.js';
import type {
  BodyReader,
  Header,
  Request as HttpRequest,
  Response as HttpResponse,
} from '../contract/gen/http.js';
import { HostError } from '../contract/index.js';
import { createHeader, decodeFieldValue } from '../contract/http-fields.js';
import type { Limits } from '../contract/limits.js';
import { problemOf, renderProblem } from './problem.js';

/** Context for reading a body of which no guest is the reader. */
const hostCall: CallContext = {
  functionName: '',
  requestId: '',
  deadline: Number.POSITIVE_INFINITY,
  signal: new AbortController().signal,
};
const chunkBytes = 65_536;

/** A Request of the Fetch standard in the contract's types. A small body of known length goes inline. */
export async function toHttpRequest(request: Request, limits: Limits): Promise<HttpRequest> {
  const headers: Header[] = [];
  for (const [name, value] of request.headers) headers.push(createHeader(name, value));
  const message = { method: request.method, url: request.url, headers };
  if (request.body === null) return { ...message, body: { tag: 'empty' } };
  const length = Number(request.headers.get('content-length') ?? Number.NaN);
  if (length <= limits.inlineBodyBytes) {
    return { ...message, body: { tag: 'bytes', val: new Uint8Array(await request.arrayBuffer()) } };
  }
  return { ...message, body: { tag: 'stream', val: streamReader(request.body) } };
}

/** Reads a web stream in chunks of what the guest asks for. */
function streamReader(stream: ReadableStream<Uint8Array>): BodyReader {
  const reader = stream.getReader();
  let rest: Uint8Array | undefined;
  return {
    async read(max) {
      if (rest === undefined || rest.length === 0) {
        const { done, value } = await reader.read().catch((cause: unknown) => {
          throw new HostError('cancelled', 'the body broke off', { cause });
        });
        if (done) return undefined;
        rest = value;
      }
      const chunk = rest.subarray(0, max);
      rest = rest.subarray(chunk.length);
      return chunk;
    },
    [Symbol.dispose]() {
      reader.cancel().catch(() => undefined);
    },
  };
}

/** A response of the contract, or an error as problem+json, as a Response of the Fetch standard. */
export function toWebResponse(answer: unknown, method: string, requestId: string): Response {
  if (answer instanceof Error) {
    const problem = problemOf(answer);
    const headers: Record<string, string> = { 'content-type': 'application/problem+json' };
    if (problem.retryAfter !== undefined) headers['retry-after'] = String(problem.retryAfter);
    return new Response(renderProblem(problem, requestId), { status: problem.status, headers });
  }
  const { status, headers, body } = answer as HttpResponse;
  const fields = new Headers();
  try {
    for (const { name, value } of headers) fields.append(name, textOf(value));
  } catch (cause) {
    return toWebResponse(
      new HostError('internal', 'the function answered with an invalid header', { cause }),
      method,
      requestId,
    );
  }
  const isEmpty =
    body.tag === 'empty' || method === 'HEAD' || status === 204 || status === 205 || status === 304;
  if (isEmpty && body.tag === 'stream') body.val[Symbol.dispose]?.();
  const content = isEmpty
    ? null
    : body.tag === 'bytes'
      ? body.val
      : readableOf(body.val as BodyReader);
  return new Response(content as ConstructorParameters<typeof Response>[0], {
    status,
    headers: fields,
  });
}

/** @throws {TypeError} where a byte would end or split the field. */
function textOf(value: Uint8Array): string {
  const text = decodeFieldValue(value);
  if (text === undefined) throw new TypeError('a header value holds a control character');
  return text;
}

function readableOf(body: BodyReader): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const chunk = await body.read(chunkBytes, hostCall);
        if (chunk === undefined) controller.close();
        else controller.enqueue(chunk);
      },
      cancel() {
        body[Symbol.dispose]?.();
      },
    },
    { highWaterMark: 0 },
  );
}
