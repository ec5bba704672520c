import { quote } from '../../printer/index.js';
import type { ChannelPlan } from './channel-class.js';
import type { AsModule } from './project.js';

/** A canonical function of a channel's type. */
export interface ChannelBuiltin {
  /** What it does: `new`, `drop-readable`. */
  readonly verb: string;
  /** Core parameters, with their types. */
  readonly parameters: readonly string[];
  /** Core result. */
  readonly result: string;
  /** Whether it may answer that it is not done yet. */
  readonly isAsync?: boolean;
}

/** The canonical functions that the classes of a channel call: each is imported once. */
export class ChannelBuiltins {
  /** Lines that declare them. */
  readonly imports: string[][] = [];
  readonly #module: AsModule;
  readonly #plan: ChannelPlan;
  readonly #names = new Map<string, string>();

  constructor(module: AsModule, plan: ChannelPlan) {
    this.#module = module;
    this.#plan = plan;
  }

  /** Name of the function that does it. */
  function({ verb, parameters, result, isAsync = false }: ChannelBuiltin): string {
    const { type, name, place } = this.#plan;
    const mark = isAsync ? '[async-lower]' : '';
    const external = `${mark}[${type.kind}-${verb}-${place!.index}]${place!.function}`;
    const known = this.#names.get(external);
    if (known !== undefined) return known;
    const label = verb.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase());
    const local = this.#module.script.names.add(`import${name}${label}${isAsync ? 'Async' : ''}`);
    this.#names.set(external, local);
    this.imports.push([
      `@external(${quote(place!.module)}, ${quote(external)})`,
      `declare function ${local}(${parameters.join(', ')}): ${result};`,
    ]);
    return local;
  }
}
