import { isBuiltin } from 'node:module';
import { basename, dirname, resolve } from 'node:path';
import { build, type BuildFailure, formatMessages, type Message } from 'esbuild';
import { BuildError } from './build-error.js';
import { moduleEntry } from './module-entry.js';
import { packageExports, sdkShim } from './sdk-shim.js';

/** A function's code as one classic script. */
export interface Bundle {
  readonly code: string;
  /** Source map as JSON, without the sources' contents. */
  readonly sourceMap: string;
  /** Warnings with code frames, ready to print. */
  readonly warnings: readonly string[];
  /** Absolute paths of the files that were bundled. */
  readonly inputs: readonly string[];
}

/** How esbuild names an input that is no file: by the namespace of the plugin that made it. */
const virtual = /^[\w-]+:/;

/** Options of {@link bundleFunction}. */
export interface BundleOptions {
  /** Folder that paths in messages and the source map are relative to. */
  readonly root: string;
  readonly colors?: boolean;
  /**
   * Log promises that are rejected and never awaited. The engine cannot tell, so async functions
   * become generators over a promise that can; they cost about twice as much. Default false.
   */
  readonly trackRejections?: boolean;
}

/** Options that put the engine's tracked promise in the place of Promise, in the bundle alone. */
const tracking = {
  supported: { 'async-await': false, 'async-generator': false, 'for-await': false },
  banner: { js: "//\n{let Promise=globalThis[Symbol.for('@org/wajs')].Promise;" },
  footer: { js: '}' },
} as const;

/**
 * Bundles a function's entry with everything that it imports, except the SDK.
 *
 * @throws {BuildError} with file, line, column and code frame.
 */
export async function bundleFunction(
  entry: string,
  { root, colors = false, trackRejections = false }: BundleOptions,
): Promise<Bundle> {
  const result = await build({
    entryPoints: [entry],
    absWorkingDir: root,
    outfile: 'function.js',
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2023',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['wajs', 'worker'],
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: { '.html': 'text', '.css': 'text', '.txt': 'text', '.sql': 'text', '.svg': 'text' },
    // Names stay, so that stacks in the log can be read; white space and syntax are the bulk.
    minifySyntax: true,
    minifyWhitespace: true,
    metafile: true,
    sourcemap: 'external',
    sourcesContent: false,
    legalComments: 'none',
    // QuickJS counts the columns of the first line from 0, those of all others from 1.
    banner: { js: '//' },
    ...(trackRejections ? tracking : {}),
    logLevel: 'silent',
    plugins: [moduleEntry, sdkShim(packageExports)],
  }).catch((failure: unknown) => explain(failure, entry, colors));
  const file = (ending: string): string =>
    result.outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
  return {
    code: file('.js'),
    sourceMap: file('.map'),
    warnings: await formatMessages(result.warnings, { kind: 'warning', color: colors }),
    inputs: Object.keys(result.metafile.inputs)
      .filter((input) => !virtual.test(input))
      .map((input) => resolve(root, input)),
  };
}

async function explain(failure: unknown, entry: string, colors: boolean): Promise<never> {
  const { errors } = failure as BuildFailure;
  if (!Array.isArray(errors)) throw failure;
  const text = await formatMessages(errors.map(withHint), { kind: 'error', color: colors });
  throw new BuildError(
    `${basename(dirname(entry))}/${basename(entry)} does not bundle\n\n${text.join('\n').trimEnd()}`,
  );
}

/** What an author is most likely to want where something does not bundle. */
function withHint(message: Message): Message {
  if (message.text.startsWith('Top-level await is')) {
    return {
      ...message,
      text: 'await is not possible at module level',
      notes: [
        { text: 'Module level runs once, at build time: await in the handler.', location: null },
      ],
    };
  }
  const match = /^Could not resolve "(?<name>[^"]+)"/.exec(message.text);
  const name = match?.groups?.['name'];
  if (name === undefined) return message;
  const text = isBuiltin(name)
    ? 'Functions run in a sandbox without Node: see docs/guide/web-apis.md for what is there.'
    : name.startsWith('.')
      ? 'Check the path; it is relative to the importing file.'
      : `Install it: npm install ${name}`;
  return { ...message, notes: [{ text, location: null }] };
}
