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
import { isNullable, sideText, typeText } from './type-text.js';

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
    return [
      ...docsOf(type, 'Loads', 'from memory'),
      ...layoutList({
        before: `${visibility(type)}function ${name}(`,
        items: ['at: usize'],
        after: `): ${text} {`,
      }),
      ...indent(body),
      '}',
    ];
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
      before: `${visibility(type)}function ${name}(`,
      items: types.map((one, index) => `p${index}: ${one}`),
      after: `): ${text} {`,
    });
    return [...docsOf(type, 'Lifts', 'from core values'), ...signature, ...indent(body), '}'];
  }

  /** The function that lowers a value into memory; for a list, its elements into new memory. */
  store(module: AsModule, type: Type, name: string): string[] {
    const text = typeText(this.#project, module, type);
    const resolved = resolveType(type);
    const list = this.#lists.store(module, resolved, name);
    if (list !== undefined) return list;
    const context: PrintContext = { module, scope: new NameScope(['at', 'value']) };
    const { lines } = this.#printer.print(lowerMemoryBody(type, [], 0), context);
    return [
      ...docsOf(type, 'Stores', 'in memory'),
      `export function ${name}(at: usize, value: ${text}): void {`,
      ...indent(lines),
      '}',
    ];
  }

  /** The function that lowers an object that the guest exports as a resource to a handle. */
  lower(module: AsModule, type: Type, name: string): string[] {
    if (type.kind !== 'own') throw new Error('only handles are lowered so; report this as a bug');
    return lowerExported(this.#project, module, { resource: type.resource, name });
  }

  #liftBody(module: AsModule, type: Type, block: Block, context: PrintContext): string[] {
    const last = block.at(-1)!;
    if (last.op !== 'lift-cases') return [`return ${this.#printer.expression(block, context)};`];
    const discriminant = this.#printer.expression(block.slice(0, -1), context);
    const values = last.blocks.map((one) => this.#printer.print(one, context).stack[0]);
    const body = bodyOf(type);
    if (body?.kind === 'variant') {
      const text = typeText(this.#project, module, type);
      const names = caseNames(body.cases, 'member');
      const cases = body.cases.flatMap((one, index) => {
        const label = index === body.cases.length - 1 ? 'default:' : `case ${index}:`;
        return [
          label,
          ...indent([`return ${text}.${names.get(one.name)!}(${values[index] ?? ''});`]),
        ];
      });
      return [`switch (${discriminant}) {`, ...indent(cases), '}'];
    }
    const [first, second] = this.#sides(module, resolveType(type), values);
    return [
      `if (${discriminant} == 0) {`,
      ...indent([`return ${first};`]),
      '}',
      `return ${second};`,
    ];
  }

  /** Both sides of an option or a result, made of what they carry. */
  #sides(
    module: AsModule,
    type: Type,
    [first, second]: readonly (string | undefined)[],
  ): readonly [string, string] {
    const runtime = (name: string): string => this.#project.runtime(module, name);
    if (type.kind === 'option') {
      if (isNullable(type)) return ['null', second!];
      const [option, some] = [runtime('Option'), typeText(this.#project, module, type.some)];
      return [`${option}.none<${some}>()`, `${option}.some<${some}>(${second!})`];
    }
    if (type.kind !== 'result') throw new Error('type has no cases; report this as a bug');
    const sides = [type.ok, type.err].map((side) => sideText(this.#project, module, side));
    const make = (side: string, value: string | undefined): string =>
      `${runtime('Result')}.${side}<${sides.join(', ')}>(${value ?? `${runtime('Unit')}.Value`})`;
    return [make('ok', first), make('err', second)];
  }
}

/** Functions of declared types are for other files too. */
function visibility(type: Type): string {
  return type.kind === 'named' ? 'export ' : '';
}

/** The doc comment of a function that other files may call, with what it does to values of a type. */
function docsOf(type: Type, before: string, after: string): string[] {
  if (type.kind !== 'named') return [];
  return [`/** ${before} the type \`${type.declaration.name}\` ${after}. */`];
}
