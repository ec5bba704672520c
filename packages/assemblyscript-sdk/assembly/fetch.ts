import { Option, PendingCall, Result as Answer } from './codegen-v1';
import { fetch as send, fetchAsync as begin, Fetched, FetchOptions, RedirectMode } from './gen/http';
import { Error } from './gen/types';
import { Pending, settle } from './pending';
import { Request, RequestInit } from './request';
import { Response } from './response';
import { Result } from './result';

export { RedirectMode };

/**
 * Sends a request to another server, where the host's policy allows it: a URL with what else is to be
 * said, or a `Request`.
 *
 * @example
 * const answer = fetch('https://example.com/rates');
 * if (answer.isErr) return Response.text(answer.error.message, 502);
 * return answer.value;
 */
export function fetch<T>(input: T, init: RequestInit | null = null): Result<Response> {
  return responseOf(send(requestOf<T>(input, init).toWire(), optionsOf(init)));
}

/** Begins `fetch`. */
export function fetchAsync<T>(input: T, init: RequestInit | null = null): Pending<Response> {
  return new Pending<Response>(
    begin(requestOf<T>(input, init).toWire(), optionsOf(init)),
    (call: PendingCall) => responseOf(settle<Answer<Fetched, Error>>(call)),
  );
}

function requestOf<T>(input: T, init: RequestInit | null): Request {
  if (isString<T>()) return new Request(<string>input, init);
  if (input instanceof Request) return input;
  return new Request(input.toString(), init);
}

function optionsOf(init: RequestInit | null): FetchOptions {
  if (init === null) return { timeout: Option.none<u32>(), redirect: RedirectMode.Follow };
  const timeout = init.timeout == 0 ? Option.none<u32>() : Option.some<u32>(init.timeout);
  return { timeout, redirect: init.redirect };
}

function responseOf(answer: Answer<Fetched, Error>): Result<Response> {
  return answer.isOk
    ? Result.ok<Response>(Response.fetched(answer.value))
    : Result.failed<Response>(answer.error);
}
