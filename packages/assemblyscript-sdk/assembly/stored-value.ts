import { parseJson, toJson } from './json';
import { Result } from './result';
import { utf8 } from './utf8';

/** The bytes that a value is stored as: text in UTF-8, bytes as they are, all else as JSON. */
export function bytesOf<T>(value: T): Uint8Array {
  if (isString<T>()) return utf8.encode(<string>value);
  if (value instanceof Uint8Array) return value;
  return utf8.encode(toJson<T>(value));
}

/** A stored value as text in UTF-8; null where there is none. */
export function textOf(bytes: Result<Uint8Array | null>): Result<string | null> {
  if (bytes.isErr) return Result.err<string | null>(bytes.error);
  const value = bytes.value;
  return Result.ok<string | null>(value === null ? null : utf8.decode(value));
}

/** What a stored value says as JSON; null where there is none. */
export function jsonOf<T>(text: Result<string | null>): Result<T | null> {
  if (text.isErr) return Result.err<T | null>(text.error);
  const value = text.value;
  if (value === null) return Result.ok<T | null>(null);
  const parsed = parseJson<T>(value);
  return parsed.isOk ? Result.ok<T | null>(parsed.value) : Result.err<T | null>(parsed.error);
}
