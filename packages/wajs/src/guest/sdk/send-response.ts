import type { Response as ResponseRecord } from '../gen/http.js';
import { Body } from '../web/body.js';
import { Response } from '../web/response.js';
import { sendResponseBody } from './body-transfer.js';
import { sendContentType, sendHeaders } from './header-transfer.js';
import type { Task } from './tasks.js';

/**
 * A response in the contract's terms.
 *
 * @throws TypeError for `Response.error()`
 */
export function sendResponse(response: Response, task: Task): ResponseRecord {
  const { status, headers, contentType, received, type } = Response.parts(response);
  if (type === 'error') throw new TypeError('the handler answered with Response.error()');
  return {
    status,
    headers: headers
      ? sendHeaders(headers)
      : received
        ? received.map(({ name, value }) => ({ name: name.toLowerCase(), value }))
        : sendContentType(contentType),
    body: sendResponseBody(Body.take(response), task),
  };
}
