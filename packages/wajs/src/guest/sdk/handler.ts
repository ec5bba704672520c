/** What is known about a request beside the request itself. */
export interface Context {
  /** Unique id of the request; the host's log lines carry it too. */
  readonly requestId: string;
  /** When the host gives up on the answer, in milliseconds since 1970-01-01 UTC. */
  readonly deadline: number;
  /** Address of the client, where the host knows it. */
  readonly clientAddress: string | undefined;
  /** Fires when the client has gone. */
  readonly signal: AbortSignal;
  /** Lets work go on after the response, up to a limit of its own. A rejection is logged. */
  waitUntil(promise: Promise<unknown>): void;
}

/** A function that answers requests. */
export type Handler = (request: Request, context: Context) => Response | Promise<Response>;
