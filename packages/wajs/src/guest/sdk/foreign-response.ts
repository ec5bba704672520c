import { inspect } from '../web/inspect.js';
import { Response } from '../web/response.js';

/** As much of any implementation's Response as can be taken over. */
interface ForeignResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Iterable<[string, string]>;
  readonly body: unknown;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/**
 * The handler's answer as a Response of ours. Outside of the engine, in an author's unit tests, the
 * global Response is that of the platform: its status, headers and content are taken over.
 *
 * @throws TypeError where it is no Response at all
 */
export function adoptResponse(answer: unknown): Response | Promise<Response> {
  if (answer instanceof Response) return answer;
  if (isForeignResponse(answer)) return convert(answer);
  throw new TypeError(`handler must return a Response, got ${shorten(inspect(answer, 1))}`);
}

async function convert(foreign: ForeignResponse): Promise<Response> {
  const content = foreign.body === null ? null : await foreign.arrayBuffer();
  const { status, statusText } = foreign;
  return new Response(content, { status, statusText, headers: [...foreign.headers] });
}

function isForeignResponse(value: unknown): value is ForeignResponse {
  return Object.prototype.toString.call(value) === '[object Response]';
}

function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}...` : text;
}
