import type { World } from '@org/host-bindings/generator';
import type { Binaryen, CompiledModule, Transform } from './compiler.js';

const PASS = 'asyncify';

/** Built-ins that wait, of whatever module imports them. */
const WAITING_BUILT_INS: readonly string[] = [
  '$root.[waitable-set-wait]',
  ...['stream-read', 'stream-write', 'future-read', 'future-write'].map((name) => `*.[${name}-*`),
];

/**
 * Lets the program's own code be suspended where it calls an import that can wait: its frames go into its
 * memory and come back from there. It is done once the compiler has optimised, for then it is known which
 * imports are left; a program without any that waits stays as it is.
 */
export class AsyncifyTransform implements Transform {
  readonly #binaryen: Binaryen;
  readonly #waiting: readonly string[];

  /** The program's world says which of its imports can wait. */
  constructor(world: World, binaryen: Binaryen) {
    this.#binaryen = binaryen;
    this.#waiting = waitingImports(world);
  }

  /** The compiler runs passes of its caller's each time that it has optimised. */
  afterCompile(module: CompiledModule): void {
    const runPasses = module.runPasses.bind(module);
    let isDone = false;
    module.runPasses = (passes) => {
      runPasses(passes);
      if (isDone) return;
      isDone = true;
      if (!this.#waits(module)) return;
      this.#binaryen.setPassArgument('asyncify-imports', this.#waiting.join(','));
      try {
        runPasses([PASS]);
      } finally {
        this.#binaryen.clearPassArguments();
      }
    };
  }

  #waits(module: CompiledModule): boolean {
    const exact = new Set(this.#waiting);
    for (let index = 0; index < module.getNumFunctions(); index += 1) {
      const { module: from, base } = this.#binaryen.getFunctionInfo(
        module.getFunctionByIndex(index),
      );
      if (from === '' || base === '') continue;
      if (exact.has(`${from}.${base}`) || /^\[(?:stream|future)-(?:read|write)-/.test(base))
        return true;
    }
    return false;
  }
}

/** Core imports that can wait, as the pass names them. */
function waitingImports({ imports }: World): string[] {
  const functions = imports.flatMap(({ key, functions: all }) =>
    all.filter((one) => one.async).map((one) => `${key.name}.${one.name}`),
  );
  return [...functions, ...WAITING_BUILT_INS];
}
