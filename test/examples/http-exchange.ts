import { request as send } from 'node:http';

/** What a client sends. */
export interface ExchangeRequest {
  /** Method; `GET` without it. */
  readonly method?: string;
  /** Path and query, as they stand in the request line. `<cursor>` stands for the last one that came. */
  readonly path: string;
  /** Header fields; a list of values is that many fields. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Text in UTF-8, bytes, or chunks that are sent one after the other without a content-length. */
  readonly body?: string | Uint8Array | readonly Uint8Array[];
}

/** What a server answers, other than what the host alone decides. */
export interface ExchangeResponse {
  readonly status: number;
  /** Every field that the function has set. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** Text, in which what differs each time has a name: see {@link withoutChance}. */
  readonly body: string;
}

/** A request, and the one answer to it. */
export interface Exchange {
  /** What it is about. */
  readonly title: string;
  readonly request: ExchangeRequest;
  readonly response: ExchangeResponse;
  /** Asks again until the answer is this: something goes on after an earlier one. */
  readonly eventually?: true;
}

/** Fields of the host and of the connection. */
const HOST_FIELDS = new Set([
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'transfer-encoding',
]);

/** Sends a request as it is, and reads the whole answer. */
export async function exchange(
  origin: string,
  { method = 'GET', path, headers = {}, body }: ExchangeRequest,
): Promise<{ status: number; headers: Record<string, string | string[]>; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const parts = body === undefined ? [] : Array.isArray(body) ? body : [body];
    // As bytes: what is sent with a text is encoded as it is, so header fields would be, too.
    const chunks = (parts as readonly (string | Uint8Array)[]).map((part) => Buffer.from(part));
    const fields: Record<string, string | string[]> = {};
    for (const [name, value] of Object.entries(headers)) {
      fields[name] = typeof value === 'string' ? value : [...value];
    }
    const [first] = chunks;
    if (first !== undefined && !Array.isArray(body))
      fields['content-length'] = String(first.length);
    const client = send(`${origin}/`, { method, path, headers: fields, agent: false });
    client.on('error', reject);
    client.on('response', (response) => {
      const received: Buffer[] = [];
      response.on('data', (part: Buffer) => received.push(part));
      response.on('error', reject);
      response.on('end', () => {
        const own = Object.entries(response.headers).filter(([name]) => !HOST_FIELDS.has(name));
        resolve({
          status: response.statusCode!,
          headers: Object.fromEntries(own) as Record<string, string | string[]>,
          body: Buffer.concat(received),
        });
      });
    });
    const sendNext = (index: number): void => {
      if (index === chunks.length) client.end();
      else client.write(chunks[index]!, () => setImmediate(sendNext, index + 1));
    };
    sendNext(0);
  });
}

/** A text in which what differs each time has a name in its place. */
export function withoutChance(text: string): string {
  return text
    .replaceAll(/\d{14}-[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, '<id>')
    .replaceAll(/[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}/g, '<uuid>')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '<at>')
    .replaceAll(/(<time datetime="<at>">)\d{4}-\d\d-\d\d/g, '$1<day>')
    .replaceAll(/("cursor":")[^"]+/g, '$1<cursor>')
    .replaceAll(/(cursor=)[^"#]+/g, '$1<cursor>')
    .replaceAll(/("milliseconds":)\d+/g, '$1<ms>');
}
