import * as calls from './gen/config';
import { Result } from './result';
import { ErrorCode, WajsError } from './wajs-error';
import { wellFormed } from './well-formed';

/** A secret value that does not print: only `reveal` shows it. */
@final
export class Secret {
  constructor(
    private readonly name: string,
    private readonly handle: calls.Secret,
  ) {}

  /** The value itself. */
  reveal(): string {
    return this.handle.reveal();
  }

  /** The name, not the value. */
  toString(): string {
    return '[secret ' + this.name + ']';
  }
}

/**
 * Settings and secrets that the host's operator has granted.
 *
 * @example
 * const upstream = config.get('UPSTREAM_URL');
 * if (upstream.isErr) return Response.text(upstream.error.message, 500);
 */
export abstract class config {
  /** A setting. `not-found` where it is not set, or not granted. */
  static get(name: string): Result<string> {
    const value = calls.get_(wellFormed(name));
    return value === null ? missing<string>('setting', 'env', name) : Result.ok<string>(value);
  }

  /** A setting; null where it is not set, or not granted. */
  static find(name: string): string | null {
    return calls.get_(wellFormed(name));
  }

  /** Names of the settings that the function can read, sorted. */
  static names(): Array<string> {
    return calls.names();
  }

  /** A secret. `not-found` where it is not set, or not granted. */
  static secret(name: string): Result<Secret> {
    const handle = calls.getSecret(wellFormed(name));
    if (handle === null) return missing<Secret>('secret', 'secret', name);
    return Result.ok<Secret>(new Secret(name, handle));
  }
}

function missing<T>(what: string, option: string, name: string): Result<T> {
  const text = 'the ' + what + ' "' + name + '" is not set, or not granted to this function';
  const hint = '; grant it with --' + option + ' ' + name;
  return Result.err<T>(new WajsError(ErrorCode.NotFound, text + hint));
}
