import type { CoreType } from '../../abi/index.js';
import type { PrintContext } from './print-context.js';

/**
 * The core values that a lower fills: each is an expression, or a variable where only some cases of a
 * variant set it.
 */
export class CoreValues {
  readonly #types: readonly CoreType[];
  readonly #expressions = new Map<number, string>();
  readonly #variables = new Set<number>();

  constructor(types: readonly CoreType[]) {
    this.#types = types;
  }

  /** What a print context needs to set these values. */
  get context(): Pick<PrintContext, 'slots' | 'set'> {
    return {
      slots: this.#types,
      set: (index, value, lines, isInCase) => {
        if (!isInCase) {
          this.#expressions.set(index, value);
          return;
        }
        this.#variables.add(index);
        if (value !== '0') lines.push(`core${index} = ${value};`);
      },
    };
  }

  /** Declarations of the variables. */
  declarations(): string[] {
    return [...this.#variables]
      .toSorted((a, b) => a - b)
      .map((index) => `let core${index}: ${this.#types[index]!} = 0;`);
  }

  /** The core values, in order. */
  expressions(): string[] {
    return this.#types.map((_, index) => this.#expressions.get(index) ?? `core${index}`);
  }
}
