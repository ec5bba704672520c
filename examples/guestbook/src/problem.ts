/** What is wrong with one field of a form. */
export interface FieldError {
  readonly field: string;
  readonly detail: string;
}

/** A failure that the client hears of, as problem+json (RFC 9457). Anything else is a plain 500. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly errors: readonly FieldError[];

  constructor(
    status: number,
    message: string,
    options: { headers?: Record<string, string>; errors?: readonly FieldError[] } = {},
  ) {
    super(message);
    this.status = status;
    this.headers = options.headers ?? {};
    this.errors = options.errors ?? [];
  }
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
};

/** The response for a Problem. Throws on what is none: that is for the host to log and to answer. */
export function toResponse(error: unknown): Response {
  if (!(error instanceof Problem)) throw error;
  const { status, message, errors } = error;
  const body = {
    title: titles[status] ?? 'Error',
    status,
    detail: message,
    ...(errors.length > 0 ? { errors } : {}),
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...error.headers, 'content-type': 'application/problem+json' },
  });
}
