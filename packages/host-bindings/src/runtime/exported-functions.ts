import type { ExportFunction } from '../codegen-v1/index.js';
import type { Plan, PlanExport } from '../linker/index.js';

const byPlan = new WeakMap<Plan, ExportedFunctions>();

/** The functions that a component exports. All instances of it share them. */
export class ExportedFunctions {
  readonly #byName: ReadonlyMap<string, PlanExport>;
  /** Those that were asked for before: a name is put together only once. */
  readonly #found = new Map<ExportFunction, PlanExport | undefined>();

  /** Takes them from the plan of a linked module. */
  static of(plan: Plan): ExportedFunctions {
    let exported = byPlan.get(plan);
    if (exported === undefined) byPlan.set(plan, (exported = new ExportedFunctions(plan)));
    return exported;
  }

  private constructor({ exports }: Plan) {
    this.#byName = new Map(
      exports.map((item) => [`${item.interface || '$root'}#${item.function}`, item]),
    );
  }

  /** How to call a function; undefined where the component does not export it. */
  find(fn: ExportFunction): PlanExport | undefined {
    const found = this.#found.get(fn);
    if (found !== undefined || this.#found.has(fn)) return found;
    const item = this.#byName.get(`${fn.interface}#${fn.name}`);
    this.#found.set(fn, item);
    return item;
  }

  /** Full names of the interfaces, one for each function. */
  get interfaces(): readonly string[] {
    return [...this.#byName.keys()].map((name) => name.slice(0, name.indexOf('#')));
  }
}
