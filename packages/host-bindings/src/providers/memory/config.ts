import type { Config } from '../../contract/gen/config.js';
import { serveSettings } from '../settings.js';

/** Settings and secrets, given directly. */
export interface MemoryConfigOptions {
  /** Values by name, all of them granted. */
  readonly values?: Readonly<Record<string, string>> | undefined;
  /** Names of values that only `getSecret` answers. */
  readonly secrets?: readonly string[] | undefined;
}

/**
 * The `config` interface over an object.
 *
 * @example
 * ```ts
 * import { createHost } from '@org/host-bindings';
 * import { createMemoryConfig } from '@org/host-bindings/providers/memory';
 *
 * const config = createMemoryConfig({ values: { GREETING: 'Hello', KEY: 'k' }, secrets: ['KEY'] });
 * const host = createHost({ providers: { config }, policy: { interfaces: ['config'] } });
 * ```
 */
export function createMemoryConfig({ values, secrets }: MemoryConfigOptions = {}): Config {
  return serveSettings(new Map(Object.entries(values ?? {})), secrets ?? []);
}
