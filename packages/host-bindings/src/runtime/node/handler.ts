import type { Request, Response } from '../../contract/gen/http.js';

/** What the host knows of a request beside the request. */
export interface HandleOptions {
  /** Fires when the client has gone. */
  readonly signal: AbortSignal;
  /** Address of the client, where it is known. */
  readonly clientAddress?: string | undefined;
  /** Unique id of the request. */
  readonly requestId: string;
}

/** What answers requests: a loaded function, or whatever else has this method. */
export interface Handler {
  /** Answers one request. A body that streams is read after this has answered, until `signal` fires. */
  handle(request: Request, options: HandleOptions): Promise<Response>;
}
