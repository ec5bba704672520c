import { HostError } from '../contract/errors.js';

/** Reason phrases of what a host answers with itself (RFC 9110, section 15, and RFC 6585). */
const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  413: 'Payload Too Large',
  414: 'URI Too Long',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** A refusal in the form of RFC 9457, without anything from inside of the host. */
export interface Problem {
  /** Status code of the response. */
  readonly status: number;
  /** Its reason phrase. */
  readonly title: string;
  /** Seconds after which trying again may help. */
  readonly retryAfter?: number | undefined;
}

/** The problem of a status code. */
export function createProblem(status: number): Problem {
  return {
    status,
    title: titles[status] ?? 'Error',
    ...(status === 503 && { retryAfter: 1 }),
  };
}

/** What the client is told when the handler failed. */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof HostError)) return createProblem(500);
  switch (error.code) {
    case 'timeout':
      return createProblem(504);
    case 'unavailable':
    case 'limit':
      return createProblem(503);
    default:
      return createProblem(500);
  }
}

/** The body of a problem: `application/problem+json`. */
export function renderProblem({ status, title }: Problem, requestId: string): string {
  return JSON.stringify({ type: 'about:blank', title, status, requestId });
}
