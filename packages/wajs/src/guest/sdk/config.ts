import { WajsError } from '../codegen-v1/index.js';
import * as calls from '../gen/config.js';
import { assertServing } from './serving.js';

/** A secret value that does not print: only `reveal` shows it. */
export class Secret {
  readonly #name: string;
  readonly #handle: calls.Secret;

  /** @internal */
  constructor(name: string, handle: calls.Secret) {
    this.#name = name;
    this.#handle = handle;
  }

  /** The value itself. */
  reveal(): string {
    return this.#handle.reveal();
  }

  /** The name, not the value. */
  toString(): string {
    return `[secret ${this.#name}]`;
  }

  /** The name, not the value. */
  toJSON(): string {
    return this.toString();
  }
}

/** Settings and secrets that the host's operator has granted. */
export interface Config {
  /**
   * A setting.
   *
   * @throws WajsError `not-found` where it is not set, or not granted
   */
  get(name: string): string;
  /** A setting; undefined where it is not set, or not granted. */
  find(name: string): string | undefined;
  /** Names of the settings that the function can read, sorted. */
  names(): string[];
  /**
   * A secret.
   *
   * @throws WajsError `not-found` where it is not set, or not granted
   */
  secret(name: string): Secret;
}

/**
 * The function's settings. To be read inside of the handler: at build time there are none.
 *
 * @example
 * ```ts
 * import { config, run } from '@org/wajs';
 *
 * run((request) => fetch(new URL(new URL(request.url).pathname, config.get('UPSTREAM_URL'))));
 * ```
 */
export const config: Config = {
  get(name) {
    assertServing('config.get');
    const value = calls.get(name);
    if (value === undefined) throw missing('setting', name);
    return value;
  },
  find(name) {
    assertServing('config.find');
    return calls.get(name);
  },
  names() {
    assertServing('config.names');
    return calls.names();
  },
  secret(name) {
    assertServing('config.secret');
    const handle = calls.getSecret(name);
    if (!handle) throw missing('secret', name);
    return new Secret(name, handle);
  },
};

function missing(what: string, name: string): WajsError {
  return WajsError.of(
    'not-found',
    `the ${what} "${name}" is not set, or not granted to this function; grant it with --${what === 'secret' ? 'secret' : 'env'} ${name}`,
  );
}
