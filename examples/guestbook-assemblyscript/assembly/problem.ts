import { Body, Headers, Response, ResponseInit, toJson } from '@org/assemblyscript-sdk';

/** What is wrong with one field of a form. */
@json
export class FieldError {
  field: string = '';
  detail: string = '';
}

/** A failure that the client hears of, as problem+json (RFC 9457). */
@json
class Problem {
  title: string = '';
  status: i32 = 0;
  detail: string = '';

  constructor(status: i32, detail: string) {
    this.title = titleOf(status);
    this.status = status;
    this.detail = detail;
  }
}

/** A problem with some fields. */
@json
class FieldProblem extends Problem {
  errors: Array<FieldError> = [];

  constructor(errors: Array<FieldError>) {
    const details = errors.map<string>((one) => '"' + one.field + '" ' + one.detail);
    super(400, details.join('; '));
    this.errors = errors;
  }
}

/** Answers with a problem, and with another header field where one is given. */
export function problem(
  status: i32,
  detail: string,
  name: string = '',
  value: string = '',
): Response {
  const headers = new Headers();
  if (name.length > 0) headers.set(name, value);
  return toResponse(status, toJson(new Problem(status, detail)), headers);
}

/** Answers with what is wrong with some fields. */
export function fieldProblem(errors: Array<FieldError>): Response {
  return toResponse(400, toJson(new FieldProblem(errors)), new Headers());
}

function toResponse(status: i32, json: string, headers: Headers): Response {
  headers.set('content-type', 'application/problem+json');
  const init: ResponseInit = { status, headers };
  return new Response(Body.text(json), init);
}

function titleOf(status: i32): string {
  switch (status) {
    case 400:
      return 'Bad Request';
    case 404:
      return 'Not Found';
    case 405:
      return 'Method Not Allowed';
    case 413:
      return 'Content Too Large';
    case 415:
      return 'Unsupported Media Type';
    default:
      return 'Error';
  }
}
