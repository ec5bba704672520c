import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildFunction } from '../../packages/assemblyscript-sdk/src/build/index.js';
import type {
  BuildFunctionOptions,
  BuiltFunction,
} from '../../packages/assemblyscript-sdk/src/build/index.js';

/** Options of {@link buildSource}. */
export interface SourceOptions extends Pick<BuildFunctionOptions, 'optimize'> {
  /** Further files beside the entry, by name. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Builds a function in AssemblyScript from the text of its entry. */
export async function buildSource(
  source: string,
  { files = {}, optimize = 'none' }: SourceOptions = {},
): Promise<BuiltFunction> {
  const folder = await mkdtemp(join(tmpdir(), 'wajs-as-function-'));
  try {
    for (const [name, text] of Object.entries({ ...files, 'index.ts': source })) {
      await writeFile(join(folder, name), text);
    }
    return await buildFunction({ entry: join(folder, 'index.ts'), optimize });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
