import { Result as Answer } from './codegen-v1';
import { Request as ReceivedRequest, Response as SentResponse } from './gen/http';
import { Context, HttpHandler, serveHttpHandler } from './gen/http-handler';
import { Error } from './gen/types';
import { Request } from './request';
import { Response } from './response';

/** A function that answers requests. */
export type Handler = (request: Request, context: Context) => Response;

let registered: bool = false;

/**
 * Registers the function's handler: once, at the top level of the entry file. A file that exports its
 * handler as `handle` need not.
 *
 * @example
 * run((request, context) => Response.text('hello from ' + request.url));
 */
export function run(handler: Handler): void {
  assert(!registered, 'run() was called twice; a function has one handler, dispatch inside it');
  registered = true;
  serveHttpHandler(new Served(handler));
}

/** Serves what the entry file exports, unless it has called `run` itself. For the build alone. */
export function serveExported(handler: Handler): void {
  if (!registered) serveHttpHandler(new Served(handler));
}

@final
class Served extends HttpHandler {
  constructor(private readonly handler: Handler) {
    super();
  }

  handle(request: ReceivedRequest, context: Context): Answer<SentResponse, Error> {
    const response = this.handler(Request.received(request), context);
    return Answer.ok<SentResponse, Error>(response.toWire());
  }
}
