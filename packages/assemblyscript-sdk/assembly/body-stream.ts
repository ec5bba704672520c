import { Body, BodyReader } from './gen/http';
import { Result } from './result';

/** Bytes that one read asks for, unless it says otherwise. */
const READ_SIZE: u32 = 65_536;

/**
 * Content that is read chunk by chunk: of any length, in little memory.
 *
 * @example
 * const stream = request.body;
 * let total = 0;
 * for (let chunk = stream.read(); chunk.isOk && chunk.value !== null; chunk = stream.read()) {
 *   total += chunk.value!.length;
 * }
 */
@final
export class BodyStream {
  private reader: BodyReader | null = null;
  private rest: Uint8Array | null = null;

  /** The content of a message. */
  constructor(body: Body) {
    if (body.isStream) this.reader = body.stream;
    else if (body.isBytes) this.rest = body.bytes;
  }

  /** The next chunk, of at most `max` bytes; null at the end. Once it has failed, there is no more. */
  read(max: u32 = READ_SIZE): Result<Uint8Array | null> {
    const reader = this.reader;
    if (reader !== null) {
      const chunk = Result.received<Uint8Array | null>(reader.read(max));
      if (chunk.isErr || chunk.value === null) this.cancel();
      return chunk;
    }
    const rest = this.rest;
    if (rest === null || rest.length == 0) return Result.ok<Uint8Array | null>(null);
    if (<u32>rest.length <= max) {
      this.rest = null;
      return Result.ok<Uint8Array | null>(rest);
    }
    this.rest = rest.subarray(<i32>max);
    return Result.ok<Uint8Array | null>(rest.subarray(0, <i32>max));
  }

  /** Says that nobody wants the rest. */
  cancel(): void {
    const reader = this.reader;
    if (reader !== null) reader.drop();
    this.reader = null;
    this.rest = null;
  }

  /** All that is left, in one piece. */
  readAll(): Result<Uint8Array> {
    if (this.reader === null) {
      const rest = this.rest;
      this.rest = null;
      return Result.ok<Uint8Array>(rest === null ? new Uint8Array(0) : rest);
    }
    const chunks: Uint8Array[] = [];
    let size = 0;
    while (true) {
      const read = this.read();
      if (read.isErr) return Result.err<Uint8Array>(read.error);
      const chunk = read.value;
      if (chunk === null) break;
      chunks.push(chunk);
      size += chunk.length;
    }
    if (chunks.length == 1) return Result.ok<Uint8Array>(unchecked(chunks[0]));
    const whole = new Uint8Array(size);
    let at = whole.dataStart;
    for (let index = 0; index < chunks.length; index++) {
      const chunk = unchecked(chunks[index]);
      memory.copy(at, chunk.dataStart, chunk.length);
      at += chunk.length;
    }
    return Result.ok<Uint8Array>(whole);
  }

  /** What is left, for a message that is sent: the bytes of a stream need not pass through here. */
  toWire(): Body {
    const reader = this.reader;
    const rest = this.rest;
    this.reader = null;
    this.rest = null;
    if (reader !== null) return Body.stream(reader);
    return rest === null ? Body.empty() : Body.bytes(rest);
  }
}
