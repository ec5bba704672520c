import { WajsError } from '../codegen-v1/index.js';
import type { Context as ContextRecord } from '../gen/http-handler.js';
import type { Request as RequestRecord, Response as ResponseRecord } from '../gen/http.js';
import { inspect } from '../web/inspect.js';
import { Request } from '../web/request.js';
import { Response } from '../web/response.js';
import { receiveBody } from './body-transfer.js';
import type { Context, Handler } from './handler.js';
import { adoptResponse } from './foreign-response.js';
import { RequestContext } from './request-context.js';
import { sendResponse } from './send-response.js';
import { currentTask, Task } from './tasks.js';

/** A function from the contract's request to the contract's response. */
export type RecordHandler = (
  request: RequestRecord,
  context: ContextRecord,
) => ResponseRecord | Promise<ResponseRecord>;

/**
 * Turns a handler into the function that the contract's `http-handler` calls: a pure function, that a
 * test can call anywhere. It throws, or rejects with, WajsError `internal` where the handler throws
 * or answers with something else than a Response; the text of the error has the stack.
 *
 * @example
 * ```ts
 * import { createHandler } from '@org/wajs';
 *
 * const handle = createHandler(() => new Response('hello'));
 * const response = await handle(
 *   { method: 'GET', url: 'http://localhost/', headers: [], body: { tag: 'empty' } },
 *   { requestId: '1', deadline: Date.now() + 1000 },
 * );
 * ```
 */
export function createHandler(handler: Handler): RecordHandler {
  assertHandler(handler);
  // In the engine the author's global Request and Response are the classes that are imported here.
  const call = handler as unknown as (request: Request, context: Context) => unknown;
  return (record, context) => {
    const task = currentTask() ?? new Task();
    try {
      const request = Request.received(record, receiveBody(record.body), task);
      const answer = call(request, new RequestContext(context, task) as unknown as Context);
      if (answer instanceof Response) return sendResponse(answer, task);
      return settle(answer, task);
    } catch (error) {
      return fail(error);
    }
  };
}

/** One async function, where a chain of `then` would cost a promise and two closures a link. */
async function settle(answer: unknown, task: Task): Promise<ResponseRecord> {
  try {
    const adopted = adoptResponse(await answer);
    return sendResponse(adopted instanceof Response ? adopted : await adopted, task);
  } catch (error) {
    return fail(error);
  }
}

function fail(error: unknown): never {
  throw asFailure(error);
}

/** What a handler threw, as the error that it answers: the text has the stack. */
export function asFailure(error: unknown): WajsError {
  // The engine throws null where there is no room left for an error.
  const text = error === null ? 'null was thrown: most likely out of memory' : inspect(error);
  return WajsError.of('internal', text.toWellFormed(), { cause: error });
}

/** @throws TypeError where a handler is no function */
export function assertHandler(handler: unknown): void {
  if (typeof handler === 'function') return;
  throw new TypeError(`a handler must be a function, got ${describeValue(handler)}`);
}

function describeValue(value: unknown): string {
  return value === null ? 'null' : typeof value;
}
