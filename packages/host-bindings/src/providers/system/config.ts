import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { Config } from '../../contract/gen/config.js';
import { serveSettings } from '../settings.js';

/** Where settings and secrets come from. Nothing is granted that is not named here. */
export interface ConfigOptions {
  /** A file of settings, all of them granted: JSON (one flat object) where it ends in `.json`, else lines of `NAME=value`. */
  readonly file?: string | undefined;
  /** Settings given directly; they win over the file. */
  readonly values?: Readonly<Record<string, string>> | undefined;
  /** Names of environment variables that are granted, one by one; they win over file and values. */
  readonly env?: readonly string[] | undefined;
  /** Names that are secrets, wherever their value comes from; one that only the environment has is granted by this. */
  readonly secrets?: readonly string[] | undefined;
  /** The environment; `process.env` by default. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
}

/**
 * The `config` interface over a file and the environment.
 *
 * @throws {Error} where the file cannot be read or is not what its name says.
 * @example
 * ```ts
 * import { createHost } from '@org/host-bindings';
 * import { createConfig } from '@org/host-bindings/providers/system';
 *
 * const config = createConfig({ file: '.env', env: ['AUDIT_URL'], secrets: ['API_KEY'] });
 * const host = createHost({ providers: { config } });
 * ```
 */
export function createConfig(options: ConfigOptions = {}): Config {
  const environment = options.environment ?? process.env;
  const settings = options.file === undefined ? new Map<string, string>() : readFile(options.file);
  for (const [name, value] of Object.entries(options.values ?? {})) settings.set(name, value);
  const secretNames = options.secrets ?? [];
  for (const name of [...(options.env ?? []), ...secretNames]) {
    const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
    if (value !== undefined) settings.set(name, value);
  }
  return serveSettings(settings, secretNames);
}

function readFile(path: string): Map<string, string> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Error(
      `the configuration file "${path}" cannot be read: check its path and its rights`,
      {
        cause,
      },
    );
  }
  if (path.endsWith('.json')) return parseJson(path, text);
  return new Map(Object.entries(parseEnv(text)).map(([name, value]) => [name, value ?? '']));
}

function parseJson(path: string, text: string): Map<string, string> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    // The parser's own message quotes the text, which may hold a secret.
    throw new Error(`the configuration file "${path}" is not JSON: correct it`, {
      cause: cause instanceof SyntaxError ? undefined : cause,
    });
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new Error(`the configuration file "${path}" holds no object: write { "NAME": "value" }`);
  }
  const settings = new Map<string, string>();
  for (const [name, value] of Object.entries(parsed)) {
    if (!['string', 'number', 'boolean'].includes(typeof value)) {
      throw new Error(
        `"${name}" in the configuration file "${path}" is no text, number or boolean: write it as text`,
      );
    }
    settings.set(name, String(value));
  }
  return settings;
}
