import type { CoreInstance, CoreItem, Linkage, Meaning } from '../component/linkage.js';
import { coreExport } from '../component/evaluate.js';
import { LinkError } from '../link-error.js';
import type { Constant } from './constants.js';
import type { CoreKind, FunctionType, Module } from './module.js';
import { parseModule } from './parse-module.js';
import { resolveShims } from './resolve-shims.js';

/** A function, table, memory or global that some core instance defines, by its defined index. */
export interface Defined {
  readonly kind: 'defined';
  readonly unit: Unit;
  readonly index: number;
}

/** What a core item comes down to: something defined, or a function that the host answers. */
export type Resolved =
  | Defined
  | { readonly kind: 'host'; readonly meaning: Meaning; readonly type: FunctionType };

/** A core instance with its parsed module. */
export interface Unit {
  readonly instance: CoreInstance;
  readonly module: Module;
  /** Index into `module.imports` of each imported item, by kind. */
  readonly imported: Readonly<Record<CoreKind, readonly number[]>>;
}

/** All core instances of a component, with every reference between them resolved on demand. */
export class Program {
  readonly units: readonly Unit[];
  readonly #byInstance = new Map<CoreInstance, Unit>();
  readonly #cache = new Map<Unit, Record<CoreKind, (Resolved | undefined)[]>>();
  /** Initial values of globals, so that each is evaluated once. */
  readonly constants = new Map<string, Constant>();
  readonly #shims: ReadonlyMap<Unit, readonly (Resolved | undefined)[]>;

  constructor(linkage: Linkage) {
    const modules = new Map<Uint8Array, Module>();
    this.units = linkage.instances.map((instance) => {
      if (modules.has(instance.bytes))
        throw new LinkError('unsupported', 'one core module is instantiated several times', {
          hint: 'link components that wrap a single guest',
        });
      const module = parseModule(instance.bytes);
      modules.set(instance.bytes, module);
      const imported: Record<CoreKind, number[]> = { func: [], table: [], memory: [], global: [] };
      for (const [index, item] of module.imports.entries()) imported[item.kind].push(index);
      const unit: Unit = { instance, module, imported };
      this.#byInstance.set(instance, unit);
      return unit;
    });
    this.#shims = new Map();
    this.#shims = resolveShims(this);
    this.#cache.clear();
  }

  /** What an index in a unit's space refers to. */
  resolve(unit: Unit, kind: CoreKind, index: number): Resolved {
    let spaces = this.#cache.get(unit);
    if (spaces === undefined)
      this.#cache.set(unit, (spaces = { func: [], table: [], memory: [], global: [] }));
    return (spaces[kind][index] ??= this.#resolve(unit, kind, index));
  }

  #resolve(unit: Unit, kind: CoreKind, index: number): Resolved {
    const imported = unit.imported[kind];
    if (index >= imported.length) {
      const defined = index - imported.length;
      if (defined >= countDefined(unit.module, kind))
        throw new LinkError('malformed', `there is no ${kind} ${index} in a core module`);
      const shimmed = kind === 'func' ? this.#shims.get(unit)?.[defined] : undefined;
      return shimmed ?? { kind: 'defined', unit, index: defined };
    }
    const { module, name, type } = unit.module.imports[imported[index]!]!;
    const namespace = unit.instance.args.get(module);
    if (namespace === undefined)
      throw new LinkError('invalid', `nothing satisfies the core import "${module}" "${name}"`);
    const hostType = kind === 'func' ? unit.module.types[type] : undefined;
    return this.resolveItem(coreExport(namespace, name), kind, hostType);
  }

  /** What a core item refers to. `type` is needed where it may be a host function. */
  resolveItem(item: CoreItem, kind: CoreKind, type?: FunctionType): Resolved {
    if (item.kind === 'canon') {
      if (type === undefined)
        throw new LinkError('invalid', 'a canonical function is used as something else');
      return { kind: 'host', meaning: item.meaning, type };
    }
    const unit = this.#byInstance.get(item.instance)!;
    const found = unit.module.exports.get(item.name);
    if (found === undefined || found.kind !== kind) {
      throw new LinkError('invalid', `a core instance has no ${kind} "${item.name}"`);
    }
    return this.resolve(unit, kind, found.index);
  }

  /** As {@link resolve}, for what only a module can define. */
  resolveDefined(unit: Unit, kind: CoreKind, index: number): Defined {
    const resolved = this.resolve(unit, kind, index);
    if (resolved.kind !== 'defined')
      throw new LinkError('invalid', `a ${kind} is imported from the host`);
    return resolved;
  }
}

/** A key that is equal for equal definitions. */
export function definedKey(defined: Defined): string {
  return `${defined.unit.instance.id}:${defined.index}`;
}

/** Type of a defined function. */
export function functionType({ unit, index }: Pick<Defined, 'unit' | 'index'>): FunctionType {
  const type = unit.module.types[unit.module.functions[index] ?? -1];
  if (type === undefined) throw new LinkError('malformed', `function ${index} has no type`);
  return type;
}

function countDefined(module: Module, kind: CoreKind): number {
  if (kind === 'func') return module.functions.length;
  if (kind === 'table') return module.tables.length;
  return kind === 'memory' ? module.memories.length : module.globals.length;
}
