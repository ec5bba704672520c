import type { Config } from '../../contract/gen/config.js';
import { serveSettings } from '../settings.js';

/** Settings and secrets of functions in a browser. */
export interface ConfigOptions {
  /** Settings, all of them granted. */
  readonly values: Readonly<Record<string, string>>;
  /**
   * Names of values that only `getSecret` answers. They hide nothing from the person whose browser it
   * is: whatever a page loads, they can read.
   */
  readonly secrets?: readonly string[] | undefined;
}

/**
 * The `config` interface over an object.
 *
 * @example
 * ```ts
 * import { createHost } from '@org/host-bindings/browser';
 * import { createConfig } from '@org/host-bindings/providers/browser';
 *
 * const host = createHost({ providers: { config: createConfig({ values: { GREETING: 'hello' } }) } });
 * ```
 */
export function createConfig({ values, secrets = [] }: ConfigOptions): Config {
  return serveSettings(new Map(Object.entries(values)), secrets);
}
