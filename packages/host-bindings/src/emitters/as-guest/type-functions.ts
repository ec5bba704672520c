import {
  flatten,
  liftFlatBody,
  liftMemoryBody,
  lowerMemoryBody,
  slotsOf,
} from '../../abi/index.js';
import type { Block } from '../../abi/index.js';
import { bodyOf, resolveType } from '../../model/index.js';
import type { Type } from '../../model/index.js';
import { indent, layoutList, NameScope } from '../../printer/index.js';
import type { AbiPrinter } from './abi-printer.js';
import { liftExported, lowerExported } from './exported-resources.js';
import { ListHelpers } from './list-helpers.js';
import { caseNames } from './names.js';
import type { PrintContext } from './print-context.js';
import type { AsModule, AsProject } from './project.js';
import { typeText } from './type-text.js';

/** Prints the functions that lift and lower values of one type. */
export class TypeFunctions {
  readonly #project: AsProject;
  readonly #printer: AbiPrinter;
  readonly #lists: ListHelpers;

  constructor(project: AsProject, printer: AbiPrinter) {
    this.#project = project;
    this.#printer = printer;
    this.#lists = new ListHelpers(project, printer);
  }

  /** The function that lifts a value from memory; for a list, from its elements. */
  load(module: AsModule, type: Type, name: string): string[] {
    const text = typeText(this.#project, module, type);
    const resolved = resolveType(type);
    const list = this.#lists.load(module, resolved, name);
    if (list !== undefined) return list;
    const context: PrintContext = { module, scope: new NameScope(['at']) };
    const body = this.#liftBody(module, type, liftMemoryBody(type, 0), context);
    return [`export function ${name}(at: usize): ${text} {`, ...indent(body), '}'];
  }

  /** The function that lifts a value from core values. */
  lift(module: AsModule, type: Type, name: string): string[] {
    const text = typeText(this.#project, module, type);
    if (type.kind === 'own') return liftExported(module, type.resource, name);
    const types = flatten(type);
    const context: PrintContext = {
      module,
      core: (index) => `p${index}`,
      scope: new NameScope(),
    };
    const body = this.#liftBody(module, type, liftFlatBody(type, slotsOf(types)), context);
    const signature = layoutList({
      before: `export function ${name}(`,
      items: types.map((one, index) => `p${index}: ${one}`),
      after: `): ${text} {`,
    });
    return [...signature, ...indent(body), '}'];
  }

  /** The function that lowers a value into memory; for a list, its elements into new memory. */
  store(module: AsModule, type: Type, name: string): string[] {
    const text = typeText(this.#project, module, type);
    const resolved = resolveType(type);
    const list = this.#lists.store(module, resolved, name);
    if (list !== undefined) return list;
    const context: PrintContext = { module, scope: new NameScope(['at', 'value']) };
    const { lines } = this.#printer.print(lowerMemoryBody(type, [], 0), context);
    return [`export function ${name}(at: usize, value: ${text}): void {`, ...indent(lines), '}'];
  }

  /** The function that lowers an object that the guest exports as a resource to a handle. */
  lower(module: AsModule, type: Type, name: string): string[] {
    if (type.kind !== 'own') throw new Error('only handles are lowered so; report this as a bug');
    return lowerExported(this.#project, module, { resource: type.resource, name });
  }

  #liftBody(module: AsModule, type: Type, block: Block, context: PrintContext): string[] {
    const body = bodyOf(type);
    if (body?.kind !== 'variant') return [`return ${this.#printer.expression(block, context)};`];
    const last = block.at(-1)!;
    if (last.op !== 'lift-cases') throw new Error('a variant has cases; report this as a bug');
    const text = typeText(this.#project, module, type);
    const names = caseNames(body.cases, 'member');
    const cases = body.cases.flatMap((one, index) => {
      const value = this.#printer.print(last.blocks[index]!, context).stack[0] ?? '';
      const label = index === body.cases.length - 1 ? 'default:' : `case ${index}:`;
      return [label, ...indent([`return ${text}.${names.get(one.name)!}(${value});`])];
    });
    const tag = this.#printer.expression(block.slice(0, -1), context);
    return [`switch (${tag}) {`, ...indent(cases), '}'];
  }
}
