import { Field, Level, log as post, Value } from './gen/logging';
import { toJson } from './json';
import { wellFormed } from './well-formed';

/**
 * Named values beside a message.
 *
 * @example
 * log.info('signed', new LogFields().set('url', request.url).set('entries', 3));
 */
@final
export class LogFields {
  private fields: Array<Field> = [];

  /** Adds a field: text, a number, true or false, or anything that JSON can say. */
  set<T>(name: string, value: T): LogFields {
    let held: Value;
    if (isString<T>()) held = Value.text(wellFormed(<string>value));
    else if (isBoolean<T>()) held = Value.boolean_(<bool>value);
    else if (isInteger<T>() || isFloat<T>()) held = Value.number_(<f64>value);
    else held = Value.json(wellFormed(toJson<T>(value)));
    this.fields.push({ name: wellFormed(name), value: held });
    return this;
  }

  /** The fields as they go over the wire. */
  toWire(): Array<Field> {
    return this.fields;
  }
}

/**
 * The function's log: a message, and fields that can be searched for. Writing never fails and never waits.
 *
 * @example
 * log.info('served');
 */
export abstract class log {
  /** Details of the finest grain. */
  static trace(message: string, fields: LogFields | null = null): void {
    write(Level.Trace, message, fields);
  }

  /** What helps while one looks for a fault. */
  static debug(message: string, fields: LogFields | null = null): void {
    write(Level.Debug, message, fields);
  }

  /** What has happened. */
  static info(message: string, fields: LogFields | null = null): void {
    write(Level.Info, message, fields);
  }

  /** What may become a fault. */
  static warn(message: string, fields: LogFields | null = null): void {
    write(Level.Warn, message, fields);
  }

  /** A fault. */
  static error(message: string, fields: LogFields | null = null): void {
    write(Level.Error, message, fields);
  }
}

function write(level: Level, message: string, fields: LogFields | null): void {
  post(level, wellFormed(message), fields === null ? [] : fields.toWire());
}
