import { __WajsJsonGuard as JsonGuard } from './json-guard';
import { __WajsJsonReader as JsonReader } from './json-reader';
import { __WajsJsonWriter as JsonWriter } from './json-writer';
import { Result } from './result';
import { ErrorCode, WajsError } from './wajs-error';

/**
 * The JSON text of a value: of a class that is marked `@json`, a `JsonValue`, an array, a map with text as
 * keys, a text, a number, true or false, or `null`.
 *
 * @example
 * const text = toJson(['a', 'b']);
 */
export function toJson<T>(value: T): string {
  const writer = new JsonWriter();
  writer.write<T>(value);
  return writer.finish();
}

/**
 * The value that a JSON text says. `Invalid` where it is not JSON, where it does not fit the type, or where
 * it is nested deeper than 256 levels: a number is no text, an integer has no fraction and is as large as
 * its type at most, and what may be `null` says so. Fields that are missing keep what they begin with;
 * those that the class does not have are left out.
 *
 * @example
 * const entry = parseJson<Entry>(text);
 * if (entry.isErr) return Response.text(entry.error.message, 400);
 */
export function parseJson<T>(text: string): Result<T> {
  const guard = new JsonGuard(text);
  if (guard.isWhole<T>()) return Result.ok<T>(new JsonReader(text).read<T>());
  const place = guard.place.toString();
  return Result.err<T>(
    new WajsError(ErrorCode.Invalid, 'expected ' + guard.expected + ' at ' + place + ' of the JSON'),
  );
}
