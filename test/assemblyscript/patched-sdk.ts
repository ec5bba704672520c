type RunCompiler = typeof import('../../packages/assemblyscript-sdk/src/build/run-compiler.js');

/** A change of one of the SDK's own files, for a test alone. */
export interface SdkPatch {
  /** Path under `assembly/`. */
  readonly file: string;
  /** Text that is there once. */
  readonly from: string;
  /** What takes its place. */
  readonly to: string;
}

let current: readonly SdkPatch[] = [];
const applied = new Set<SdkPatch>();

/** Stands in for the build's module that runs the compiler: a suite mocks it with what this answers. */
export function patchCompiler(own: RunCompiler): RunCompiler {
  return {
    ...own,
    runCompiler: (args, options) =>
      own.runCompiler(args, {
        ...options,
        readFile: async (name, baseDir) => patched(name, await options.readFile(name, baseDir)),
      }),
  };
}

function patched(name: string, original: string | null): string | null {
  let text = original;
  for (const patch of current) {
    if (text === null || !name.endsWith(`@org/assemblyscript-sdk/assembly/${patch.file}`)) continue;
    const parts: string[] = text.split(patch.from);
    if (parts.length !== 2) {
      throw new Error(`"${patch.file}" has "${patch.from}" ${parts.length - 1} times`);
    }
    text = parts.join(patch.to);
    applied.add(patch);
  }
  return text;
}

/**
 * Builds something with changes of the SDK.
 *
 * @throws where one of them was not made, so that no test goes on without it.
 */
export async function withPatches<T>(
  patches: readonly SdkPatch[],
  build: () => Promise<T>,
): Promise<T> {
  current = patches;
  applied.clear();
  try {
    const built = await build();
    const missing = patches.find((one) => !applied.has(one));
    if (missing !== undefined) throw new Error(`"${missing.file}" is no part of the program`);
    return built;
  } finally {
    current = [];
  }
}

/** Overwrites what is free: whoever still reads it is seen. */
const POISON = `
function poison(): void {
  for (let size: usize = 16; size <= 4096; size += size < 256 ? 16 : 256) {
    for (let count = 0; count < 8; count++) memory.fill(__new(size, idof<ArrayBuffer>()), 0xaa, size);
  }
}
`;

const memory = 'codegen-v1/memory.ts';

/** Collects after every call, and overwrites what was collected. */
export const collectAlways: readonly SdkPatch[] = [
  { file: memory, from: '  if (used() < limit) return;\n', to: '' },
  { file: memory, from: '  __collect();\n', to: '  __collect();\n  poison();\n' },
  { file: memory, from: 'let allocated: usize = 0;\n', to: `let allocated: usize = 0;\n${POISON}` },
];

/** Collects where it must never: while the host, or the program's own stack, holds blocks. */
export const collectTooEarly: readonly SdkPatch[] = [
  ...collectAlways,
  {
    file: memory,
    from: '  if (size == 0) return align;\n',
    to: '  if (size == 0) return align;\n  __collect();\n  poison();\n',
  },
];

/**
 * Lets a program ask, from `codegen-v1/memory`, whether an address is that of a block which the host has
 * written (`isHostBlock`), and how many bytes of objects the last request made (`lastRequestBytes`).
 */
export const countBytes: readonly SdkPatch[] = [
  {
    file: memory,
    from: 'let allocated: usize = 0;\n',
    to: `let allocated: usize = 0;
const blocks = memory.data(4096, 16);
let blockCount: usize = 0;
let atStart: usize = 0;
let lastRequest: usize = 0;
function noteBlock(block: usize): usize {
  store<usize>(blocks + (blockCount++ % 1024) * 4, block);
  return block;
}
export function isHostBlock(block: usize): bool {
  for (let index: usize = 0; index < min<usize>(blockCount, 1024); index++) {
    if (load<usize>(blocks + index * 4) == block) return true;
  }
  return false;
}
export function lastRequestBytes(): usize {
  return lastRequest;
}
`,
  },
  {
    file: memory,
    from: '  return old <= 16 ? __new(size, idof<ArrayBuffer>()) : __renew(old, size);\n',
    to: '  return noteBlock(old <= 16 ? __new(size, idof<ArrayBuffer>()) : __renew(old, size));\n',
  },
  {
    file: memory,
    from: '  if (used() < limit) return;\n  __collect();\n',
    to: '  lastRequest = used() - atStart;\n  __collect();\n  atStart = used();\n  blockCount = 0;\n',
  },
];
