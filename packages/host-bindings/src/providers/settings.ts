import type { Config, Secret } from '../contract/gen/config.js';

/** How Node's `console.log` and `util.inspect` ask an object for its text. */
const inspect = Symbol.for('nodejs.util.inspect.custom');

/**
 * The `config` interface over settings that have been read.
 *
 * @param settings Values by name.
 * @param secretNames Names of those that only `getSecret` answers.
 */
export function serveSettings(
  settings: ReadonlyMap<string, string>,
  secretNames: readonly string[],
): Config {
  const plain = new Map(settings);
  const secrets = new Map<string, string>();
  for (const name of secretNames) {
    const value = plain.get(name);
    if (value !== undefined) secrets.set(name, value);
    plain.delete(name);
  }
  const names = [...plain.keys()].toSorted();
  return {
    get: (name: string) => plain.get(name),
    names: () => [...names],
    getSecret(name: string): Secret | undefined {
      const value = secrets.get(name);
      return value === undefined ? undefined : new HiddenSecret(name, value);
    },
  };
}

/** A secret that shows its name wherever it is printed, and its value to `reveal` alone. */
class HiddenSecret implements Secret {
  readonly #name: string;
  readonly #value: string;

  constructor(name: string, value: string) {
    this.#name = name;
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return `[secret ${this.#name}]`;
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect](): string {
    return this.toString();
  }
}
