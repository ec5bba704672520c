import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import type { LoadOptions } from '@org/host-bindings';
import type { Kv } from '@org/host-bindings/contract';
import { serve, type Serving } from '@org/host-bindings/node';
import { createMemoryKv } from '@org/host-bindings/providers/memory';
import { afterEach } from 'vitest';
import { type LoggedHostOptions, type LogRecord, startHost } from './function-harness.js';

const servings: Serving[] = [];
const requests: ClientRequest[] = [];

afterEach(async () => {
  for (const request of requests.splice(0)) request.destroy();
  await Promise.all(servings.splice(0).map((serving) => serving.close()));
});

/** Steps of a function that the test takes: the function waits in `kv.get(step)` until it is taken. */
export class Gate {
  /** Keys that the function has written, in order. */
  readonly written: string[] = [];
  readonly #waiting = new Map<string, () => void>();
  readonly #open = new Set<string>();

  /** The provider that the function waits at. */
  get kv(): Kv {
    const kv = createMemoryKv();
    const put = kv.put.bind(kv);
    kv.put = (...args) => {
      this.written.push(args[1]);
      return put(...args);
    };
    kv.get = (_bucket, key) =>
      this.#open.has(key)
        ? undefined
        : new Promise((resolve) => {
            this.#waiting.set(key, () => resolve(undefined));
          });
    return kv;
  }

  /** Whether the function has come to a step, and waits there. */
  waitsAt(step: string): boolean {
    return this.#waiting.has(step);
  }

  /** Lets the function go past a step. */
  open(step: string): void {
    this.#open.add(step);
    this.#waiting.get(step)?.();
  }
}

/** A function that is served over HTTP. */
export interface Subject {
  readonly serving: Serving;
  readonly logs: LogRecord[];
  readonly gate: Gate;
  /** Sends a request and answers once the response's head is there. */
  send(path: string, init?: { method?: string; body?: Uint8Array }): Promise<IncomingMessage>;
}

/** Serves the function of a handler's text on a free port until the test ends. */
export async function start(
  body: string,
  options: LoggedHostOptions = {},
  loadOptions: LoadOptions = {},
): Promise<Subject> {
  const gate = new Gate();
  const { logs, load } = await startHost({
    ...options,
    providers: { kv: gate.kv, ...options.providers },
  });
  const fn = await load(
    `import { run, kv, log } from '@org/wajs';\nconst steps = kv.open('steps'); void log;\n${body}`,
    loadOptions,
  );
  const serving = await serve(fn, {
    port: 0,
    drainMs: 200,
    onError: () => {},
    ...(options.limits && { limits: options.limits }),
  });
  servings.push(serving);
  return {
    serving,
    logs,
    gate,
    send: async (path, { method = 'GET', body: content } = {}) => {
      const request = open(serving, path, method);
      request.end(content);
      return answerOf(request);
    },
  };
}

/** A request whose body has not been sent yet. */
export function open(serving: Serving, path: string, method: string): ClientRequest {
  const request = httpRequest(serving.url + path, { method, agent: false });
  request.on('error', () => {});
  requests.push(request);
  return request;
}

/** The head of the response to a request. */
export async function answerOf(request: ClientRequest): Promise<IncomingMessage> {
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return response;
}

/** The next chunk of a response, as text. */
export async function nextChunk(response: IncomingMessage): Promise<string> {
  const arrived = once(response, 'data') as Promise<[Buffer]>;
  response.resume();
  const [chunk] = await arrived;
  response.pause();
  return chunk.toString();
}

/** The rest of a response. */
export async function collect(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The sha256 of bytes, in hex. */
export const digest = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');
/** What the lines of a log say. */
export const messages = (logs: readonly LogRecord[]): string[] =>
  logs.map(({ message }) => message);
