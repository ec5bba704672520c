import type { ServerResponse } from 'node:http';
import { HostError } from '../../contract/errors.js';
import { decodeFieldValue, isFieldName, isFramingField } from '../../contract/http-fields.js';
import type { BodyReader, Response } from '../../contract/gen/http.js';
import type { Limits } from '../../contract/limits.js';
import type { Exchange } from './exchange.js';
import { type Problem, renderProblem } from '../problem.js';

/** Bytes that one read of a streamed body asks for. */
const chunkBytes = 64 * 1024;
/** Up to this size head and body are joined to one text, which Node sends in one write. */
const joinedBytes = 16 * 1024;

/**
 * Sends a response.
 *
 * @throws {HostError} `invalid` where the response breaks a rule of HTTP: nothing has been sent then.
 */
export function sendResponse(
  exchange: Exchange,
  response: Response,
  limits: Limits,
): Promise<void> | undefined {
  const { outgoing, incoming } = exchange;
  const { status, body } = response;
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    throw new HostError('invalid', `the status is "${status}": use a whole number from 200 to 599`);
  }
  const head = createHead(response, limits);
  const isBare = status === 204 || status === 304;
  if (body.tag === 'stream' && incoming.method !== 'HEAD' && !isBare) {
    return pump(exchange, body.val, () => outgoing.writeHead(status, head));
  }
  if (body.tag === 'stream') body.val[Symbol.dispose]?.();
  const bytes = body.tag === 'bytes' ? body.val : undefined;
  if (!isBare && body.tag !== 'stream') head.push('content-length', String(bytes?.length ?? 0));
  outgoing.writeHead(status, head);
  if (bytes === undefined || isBare || incoming.method === 'HEAD') outgoing.end();
  else endWith(outgoing, bytes);
  return undefined;
}

/** Sends a problem, where nothing has been sent yet; otherwise breaks the response off. */
export function sendProblem(exchange: Exchange, problem: Problem): void {
  const { outgoing } = exchange;
  if (outgoing.destroyed || outgoing.writableEnded) return;
  if (outgoing.headersSent) {
    breakOff(outgoing);
    return;
  }
  // What is left of a request that was refused is not read: the next request could not be told from it.
  if (!exchange.incoming.complete) outgoing.shouldKeepAlive = false;
  const text = renderProblem(problem, exchange.requestId);
  const head = ['content-type', 'application/problem+json', 'content-length', String(text.length)];
  if (problem.retryAfter !== undefined) head.push('retry-after', String(problem.retryAfter));
  outgoing.writeHead(problem.status, head);
  outgoing.end(exchange.incoming.method === 'HEAD' ? undefined : text);
}

/** Ends the connection so that the client knows the response for incomplete. */
function breakOff(outgoing: ServerResponse): void {
  // Without chunks a plain end would look like the end of the body.
  if (!outgoing.chunkedEncoding) outgoing.socket?.resetAndDestroy();
  // What was written in this turn has not reached the socket yet.
  else setImmediate(() => outgoing.socket?.destroySoon());
}

/** Names and values in turn, as Node takes them, without the fields that are the host's. */
function createHead({ headers }: Response, limits: Limits): string[] {
  if (headers.length > limits.headerFields) {
    throw new HostError(
      'invalid',
      `${headers.length} header fields: use ${limits.headerFields} at most`,
    );
  }
  const head: string[] = [];
  let bytes = 0;
  for (const { name, value } of headers) {
    if (!isFieldName(name)) {
      throw new HostError('invalid', `${JSON.stringify(name)} is no header name`);
    }
    const text = decodeFieldValue(value);
    if (text === undefined) {
      throw new HostError(
        'invalid',
        `the header ${JSON.stringify(name)} holds a control character`,
      );
    }
    bytes += name.length + text.length;
    const lower = name.toLowerCase();
    if (lower !== 'date' && !isFramingField(lower)) head.push(name, text);
  }
  if (bytes > limits.headerBytes) {
    throw new HostError('invalid', `${bytes} bytes of headers: use ${limits.headerBytes} at most`);
  }
  return head;
}

function endWith(outgoing: ServerResponse, bytes: Uint8Array): void {
  if (bytes.length > joinedBytes) {
    // The bytes may lie in memory that is used again once this returns.
    outgoing.end(Buffer.from(bytes));
    return;
  }
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  outgoing.end(view.toString('latin1'), 'latin1');
}

/**
 * Sends a stream as fast as the client takes it. The head goes first where the first chunk has to be
 * waited for; where the stream is broken already, nothing has been sent, and the client can be told.
 */
async function pump(
  exchange: Exchange,
  reader: BodyReader,
  sendHead: () => unknown,
): Promise<void> {
  const { outgoing } = exchange;
  const call = exchange.createCall();
  try {
    let next = reader.read(chunkBytes, call);
    sendHead();
    if (next instanceof Promise) outgoing.flushHeaders();
    for (;;) {
      const chunk = next instanceof Promise ? await next : next;
      if (exchange.isGone) return;
      if (chunk === undefined) {
        outgoing.end();
        return;
      }
      if (chunk.length > 0 && !outgoing.write(Buffer.from(chunk))) await drained(outgoing);
      // Asked before the next read: nobody would wait for that one, and hear that it failed.
      if (exchange.isGone) return;
      next = reader.read(chunkBytes, call);
    }
  } finally {
    reader[Symbol.dispose]?.();
  }
}

/** Waits until the client has taken what was written, or has gone. */
function drained(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      outgoing.off('drain', settle).off('close', settle);
      resolve();
    };
    if (outgoing.destroyed) resolve();
    else outgoing.on('drain', settle).on('close', settle);
  });
}
