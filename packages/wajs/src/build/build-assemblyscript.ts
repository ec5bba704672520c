import type { BuiltFunction } from '@org/assemblyscript-sdk/build';
import { BuildError } from './build-error.js';
import type { BuildOptions } from './build-function.js';

/** Options of {@link buildAssemblyScript}. */
export interface AssemblyScriptOptions extends Pick<BuildOptions, 'entry' | 'root' | 'onStep'> {
  /** What to optimise for; `none` compiles fastest. Default `speed`. */
  readonly optimize?: 'speed' | 'size' | 'none';
}

/** A function in AssemblyScript that was built. */
export type BuiltAssemblyScript = BuiltFunction;

/** Version of the SDK for AssemblyScript that goes with this package. */
const sdkVersion = '0.1.0';

/**
 * Builds a function in AssemblyScript: a standard component, which is what hosts load.
 *
 * @throws {BuildError} where it does not compile, with file, line and column, or where the package
 *   `@org/assemblyscript-sdk` is not installed.
 * @example
 * ```ts
 * import { buildAssemblyScript } from '@org/wajs/build';
 * const { component } = await buildAssemblyScript({ entry: 'assembly/index.ts' });
 * ```
 */
export async function buildAssemblyScript(
  options: AssemblyScriptOptions,
): Promise<BuiltAssemblyScript> {
  const { entry, root = process.cwd(), optimize, onStep } = options;
  onStep?.('loading the compiler');
  const { buildFunction } = await loadSdk();
  try {
    return await buildFunction({ entry, root, optimize, onStep });
  } catch (error) {
    throw explain(error);
  }
}

async function loadSdk(): Promise<typeof import('@org/assemblyscript-sdk/build')> {
  try {
    return await import('@org/assemblyscript-sdk/build');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new BuildError(
      'building AssemblyScript needs the package "@org/assemblyscript-sdk", which is not installed',
      `npm install --save-dev @org/assemblyscript-sdk@${sdkVersion}`,
      { cause },
    );
  }
}

/** A diagnostic of the compiler, as errors of builds are. */
function explain(error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== 'Diagnostic') return error;
  const { file, line, column, frame, hint } = error as Error &
    Readonly<Record<'file' | 'line' | 'column' | 'frame' | 'hint', string | undefined>>;
  const place = [file, line, column].filter((one) => one !== undefined).join(':');
  const message = place === '' ? error.message : `${place}: ${error.message}`;
  const text = frame === undefined ? message : `${message}\n\n${frame}`;
  return new BuildError(text, hint, { cause: error });
}
