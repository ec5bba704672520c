import { Body } from './body';
import { BodyStream } from './body-stream';
import { Body as Wire, Header } from './gen/http';
import { Headers } from './headers';
import { parseJson } from './json';
import { Result } from './result';
import { utf8 } from './utf8';
import { ErrorCode, WajsError } from './wajs-error';

/** What requests and responses have in common: header fields, and content that is read once. */
export abstract class Message {
  /** Header fields as the host has them. */
  protected fields: Array<Header>;
  /** The content as the host has it. */
  protected content: Wire;
  private named: Headers | null = null;
  private stream: BodyStream | null = null;

  constructor(fields: Array<Header>, content: Wire) {
    this.fields = fields;
    this.content = content;
  }

  /** Header fields. */
  get headers(): Headers {
    let named = this.named;
    if (named === null) this.named = named = new Headers(this.fields);
    return named;
  }

  /** Whether the content has been read, or is being read. */
  get bodyUsed(): bool {
    return this.stream !== null;
  }

  /** The content, chunk by chunk. */
  get body(): BodyStream {
    let stream = this.stream;
    if (stream === null) this.stream = stream = new BodyStream(this.content);
    return stream;
  }

  /** All of the content. `invalid` where it has been read already. */
  bytes(): Result<Uint8Array> {
    if (this.bodyUsed) {
      return Result.err<Uint8Array>(
        new WajsError(ErrorCode.Invalid, 'the content of this message has been read already'),
      );
    }
    return this.body.readAll();
  }

  /** All of the content as text in UTF-8. `invalid` where it has been read already. */
  text(): Result<string> {
    const bytes = this.bytes();
    return bytes.isOk
      ? Result.ok<string>(utf8.decode(bytes.value))
      : Result.err<string>(bytes.error);
  }

  /** What the content says as JSON. `invalid` where it says nothing, or something else than a `T`. */
  json<T>(): Result<T> {
    const text = this.text();
    return text.isOk ? parseJson<T>(text.value) : Result.err<T>(text.error);
  }

  /** Sets the fields of a message that is made here: those that are given, and what the content says. */
  protected fill(given: Headers | null, body: Body | null): void {
    if (given !== null) this.fields = given.toWire().slice();
    if (body === null) return;
    this.content = body.wire;
    const type = body.type;
    if (type !== null && (given === null || !given.has('content-type'))) this.fields.push(type);
  }

  /** The content as it is sent: what has been read of it is gone. */
  protected takeContent(): Wire {
    // Bytes can be sent several times, but a stream is given away.
    if (this.stream === null && !this.content.isStream) return this.content;
    return this.body.toWire();
  }
}
