import { createMemoryKv } from '@org/host-bindings/providers/memory';
import { expect } from 'vitest';
import {
  ask,
  type LoggedHostOptions,
  type LogRecord,
  readProblem,
  startHost,
} from './function-harness.js';

/** A function whose handler is these lines; the first of them is line 4 of `index.ts`. */
export const handler = (...lines: string[]): string =>
  [
    "import { run, kv, log } from '@org/wajs';",
    "const bucket = kv.open('b'); void log;",
    'run(async (request, context) => {',
    ...lines,
    '});',
  ].join('\n');

/** A request that was served, and the function for more of them. */
export interface Served {
  readonly response: Response;
  /** What is in the log once everything of the request is over. */
  readonly logs: readonly LogRecord[];
  /** The same function, for one request more. */
  again(path?: string): Promise<Response>;
}

/** Serves one request by a function, with one instance, and waits for what goes on after it. */
export async function serve(source: string, options: LoggedHostOptions = {}): Promise<Served> {
  const kv = createMemoryKv();
  const { logs, load } = await startHost({
    instances: 1,
    limits: { wallMs: 5_000 },
    ...options,
    providers: { kv, ...options.providers },
  });
  const fn = await load(source);
  const response = await fn.fetch(ask('/fault', { method: 'POST', body: 'the body' }));
  return { response, logs, again: (path) => fn.fetch(ask(path)) };
}

/** What the client is told of a fault, and what the log says of it. */
export async function serveFault(
  source: string,
  options?: LoggedHostOptions,
): Promise<LogRecord[]> {
  const { response, logs } = await serve(source, options);
  const text = await response.clone().text();
  const { status, type, problem } = await readProblem(response);
  expect(status).toBe(500);
  expect(type).toBe('application/problem+json');
  expect([...response.headers.keys()]).toEqual(['content-type']);
  const requestId = logs[0]?.requestId;
  expect(requestId).toMatch(/^[\da-f-]{36}$/);
  // The whole of what the client sees: nothing from inside.
  expect(text).toBe(
    `{"type":"about:blank","title":"Internal Server Error","status":500,"requestId":"${requestId}"}`,
  );
  expect(Object.keys(problem)).toEqual(['type', 'title', 'status', 'requestId']);
  return [...logs];
}

/** A log line of a failed request. */
export const failure = (message: string, stack?: string): object => ({
  level: 'error',
  message,
  fields: stack === undefined ? {} : { stack },
  functionName: 'subject',
  requestId: expect.any(String) as string,
});
