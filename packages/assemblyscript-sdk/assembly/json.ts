import { JSON } from 'json-as';
import { Result } from './result';

/** The JSON text of a value: of a class that is marked `@json`, of an array, a map, a string, a number. */
export function toJson<T>(value: T): string {
  return JSON.stringify<T>(value);
}

/** The value that a JSON text says. */
export function parseJson<T>(text: string): Result<T> {
  return Result.ok<T>(JSON.parse<T>(text));
}
