import { LinkError } from '../link-error.js';
import { evaluateGlobal, type Constant } from './constants.js';
import type { FunctionType } from './module.js';
import { type Defined, definedKey, functionType, type Program, type Resolved } from './program.js';
import type { Reached } from './reach.js';

/** Where everything that was reached stands in the linked module. */
export class IndexSpaces {
  readonly types: FunctionType[] = [];
  readonly #typeIndex = new Map<string, number>();
  readonly #functionIndex = new Map<string, number>();
  readonly #hostIndex = new Map<object, number>();
  readonly #tableIndex = new Map<string, number>();
  readonly #globalIndex = new Map<string, number>();
  readonly #constants = new Map<string, Constant>();
  /** Globals that stay: the ones that something writes, and those no instruction can spell. */
  readonly globals: Defined[] = [];
  readonly #program: Program;
  readonly #written: ReadonlySet<string>;

  /** `hostCount`: host functions of the guest plus those that the linker adds. */
  constructor(program: Program, reached: Reached, hostCount: number) {
    this.#program = program;
    this.#written = reached.written;
    for (const [index, host] of reached.hosts.entries()) this.#hostIndex.set(host.meaning, index);
    for (const [index, { defined }] of reached.functions.entries()) {
      this.#functionIndex.set(definedKey(defined), hostCount + index);
      this.type(functionType(defined));
    }
    for (const [index, table] of reached.tables.entries())
      this.#tableIndex.set(definedKey(table), index);
    for (const { defined, patches } of reached.functions) {
      for (const patch of patches) {
        if (patch.kind === 'global')
          this.#place(program.resolveDefined(defined.unit, 'global', patch.index));
      }
    }
  }

  #place(global: Defined): void {
    const key = definedKey(global);
    if (this.#globalIndex.has(key) || this.#constants.has(key)) return;
    const { type, mutable } = global.unit.module.globals[global.index]!;
    // Below 0x7c are vectors and references.
    if (mutable && type < 0x7c) {
      throw new LinkError('unsupported', 'a core module changes a global that is no number', {
        hint: 'images keep numbers; keep vectors in memory, and references in tables',
      });
    }
    const value = evaluateGlobal(this.#program, global);
    if (!this.#written.has(key) && (type === 0x7f || type === 0x7e) && value.kind !== 'raw') {
      this.#constants.set(key, value);
      return;
    }
    if (value.kind === 'raw' && value.bytes.bytes[value.bytes.start] === 0xd2)
      throw new LinkError('unsupported', 'a global holds a reference to a function', {
        hint: 'call the function through a table',
      });
    this.#globalIndex.set(key, this.globals.length);
    this.globals.push(global);
  }

  /** Index of a function type, added where it is new. */
  type(type: FunctionType): number {
    const key = `${type.params.join()}>${type.results.join()}`;
    let index = this.#typeIndex.get(key);
    if (index === undefined) {
      index = this.types.length;
      this.types.push(type);
      this.#typeIndex.set(key, index);
    }
    return index;
  }

  func(resolved: Resolved): number {
    const index =
      resolved.kind === 'host'
        ? this.#hostIndex.get(resolved.meaning)
        : this.#functionIndex.get(definedKey(resolved));
    if (index === undefined)
      throw new LinkError('invalid', 'a function that was not reached is used');
    return index;
  }

  table(table: Defined): number {
    const index = this.#tableIndex.get(definedKey(table));
    if (index === undefined) throw new LinkError('invalid', 'a table that was not reached is used');
    return index;
  }

  hasTable(table: Defined): boolean {
    return this.#tableIndex.has(definedKey(table));
  }

  /** A global's index, or the constant that stands in its place. */
  global(global: Defined): number | Constant {
    const key = definedKey(global);
    const index = this.#globalIndex.get(key) ?? this.#constants.get(key);
    if (index === undefined)
      throw new LinkError('invalid', 'a global that was not reached is used');
    return index;
  }
}
