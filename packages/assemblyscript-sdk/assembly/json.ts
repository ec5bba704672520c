import { __WajsJsonGuard as JsonGuard } from './json-guard';
import { __WajsJsonReader as JsonReader } from './json-reader';
import { __WajsJsonWriter as JsonWriter } from './json-writer';
import { Result } from './result';
import { ErrorCode, WajsError } from './wajs-error';

// Why not json-as, the ecosystem's own, at 1.6.0 with asc 0.28.20: what others send must not end a request,
// nor be read as something else, and there
// - `[]` or `{"n":` for a class, `["\q"]`, and `[null,""]` as `Array<string | null>`, which fits, trap, the last
//   one where it is read or written again;
// - `"abc` is the text `ab`, `x` is the number NaN, and `null` for a text is the empty one;
// - `{"n":1.5}` for an i32 is 85, and `{"n":99999999999}` is 1215752191;
// - numbers from 1e39 on are wrong by powers of ten: 5.0944611392874595e+40 is 5.09446113928746e+38.
// test/assemblyscript/json.test.ts holds this one to JSON.parse. Where a later version of json-as passes that
// suite, it can take the place of json-*.ts and decimal.ts.

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
