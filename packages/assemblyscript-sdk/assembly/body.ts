import { BodyStream } from './body-stream';
import { Body as Wire, Header } from './gen/http';
import { toJson } from './json';
import { encodeLatin1 } from './latin1';
import { utf8 } from './utf8';

// Made once, when the function is built: a header's value is bytes. A message never changes a field that
// it has, it takes another one.
@lazy const TEXT_TYPE: Header = contentType('text/plain;charset=UTF-8');
@lazy const JSON_TYPE: Header = contentType('application/json');

/**
 * Content of a message that is made here, with its media type.
 *
 * @example
 * return new Response(Body.text('made'), { status: 201, headers: null });
 */
@final
export class Body {
  private constructor(
    /** The content, as it goes over the wire. */
    readonly wire: Wire,
    /** The field that says its media type; null where it has none. */
    readonly type: Header | null,
  ) {}

  /** Text, in UTF-8. */
  static text(text: string): Body {
    return new Body(Wire.bytes(utf8.encode(text)), TEXT_TYPE);
  }

  /** Bytes, of no media type. */
  static bytes(bytes: Uint8Array): Body {
    return new Body(Wire.bytes(bytes), null);
  }

  /** JSON: see `toJson` for what can be written. */
  static json<T>(value: T): Body {
    return new Body(Wire.bytes(utf8.encode(toJson<T>(value))), JSON_TYPE);
  }

  /** What is left of another message's content: it goes on without passing through the function. */
  static stream(stream: BodyStream): Body {
    return new Body(stream.toWire(), null);
  }
}

function contentType(type: string): Header {
  return { name: 'content-type', value: encodeLatin1(type) };
}
