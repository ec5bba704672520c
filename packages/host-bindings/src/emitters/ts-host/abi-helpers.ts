import { resolveDeclaration, resolveType } from '../../model/index.js';
import type { Type, TypeDeclaration } from '../../model/index.js';
import {
  flatten,
  layoutOf,
  liftFlatBody,
  liftMemory,
  liftMemoryBody,
  lowerFlatBody,
  lowerMemory,
  lowerMemoryBody,
  slotsOf,
} from '../../abi/index.js';
import type { Block, CoreType } from '../../abi/index.js';
import { indent, layoutList, NameScope, quote } from '../../printer/index.js';
import { memberName } from '../typescript/names.js';
import type { HelperPrinter, Module, Project } from '../typescript/project.js';
import { typeText } from '../typescript/type-text.js';
import { bit, branch, enumCases, flagBits, loop, returnObject } from '../typescript/value-codec.js';
import { AbiPrinter, guestParameter, memoryPrologue } from './abi-printer.js';
import type { PrintContext } from './abi-printer.js';

const LOCAL_NAMES = ['guest', 'memory', 'value', 'at', 'core', 'list', 'item', 'index'];

/** Prints the functions that lift and lower declared types and lists. */
export class AbiHelpers {
  readonly #project: Project;
  readonly #printer: AbiPrinter;

  constructor(project: Project) {
    this.#project = project;
    this.#printer = new AbiPrinter(project);
  }

  /** `loadX(guest, at)`, or `loadXList(guest, pointer, length)`. */
  readonly load: HelperPrinter = (module, type, name) => {
    const context: PrintContext = { module, base: 'at', scope: new NameScope(LOCAL_NAMES) };
    if (type.kind === 'list') return this.#loadList(module, type, name, context);
    const lines = this.#liftBody(liftMemoryBody(type, 0), type, context);
    return this.#function(module, `Loads the type ${label(type)} from memory.`, {
      name,
      parameters: ['at: number'],
      result: typeText(this.#project, module, type),
      lines,
    });
  };

  /** `storeX(guest, at, value)`, or `storeXList(guest, list)`. */
  readonly store: HelperPrinter = (module, type, name) => {
    const context: PrintContext = { module, base: 'at', scope: new NameScope(LOCAL_NAMES) };
    if (type.kind === 'list') return this.#storeList(module, type, name, context);
    return this.#function(module, `Stores the type ${label(type)} in memory.`, {
      name,
      parameters: ['at: number', `value: ${typeText(this.#project, module, type)}`],
      result: 'void',
      lines: this.#printer.print(lowerMemoryBody(type, [], 0), context).lines,
    });
  };

  /** `liftX(guest, p0, p1, ...)`. */
  readonly lift: HelperPrinter = (module, type, name) => {
    const types = flatten(type);
    const scope = new NameScope(LOCAL_NAMES);
    const context: PrintContext = { module, core: (index) => `p${index}`, scope };
    const lines = this.#liftBody(liftFlatBody(type, slotsOf(types)), type, context);
    return this.#function(module, `Lifts the type ${label(type)} from core values.`, {
      name,
      parameters: types.map((one, index) => `p${index}: ${coreText(one)}`),
      result: typeText(this.#project, module, type),
      lines,
    });
  };

  /** `lowerX(guest, value, core, at)`. */
  readonly lower: HelperPrinter = (module, type, name) => {
    const types = flatten(type);
    const scope = new NameScope(LOCAL_NAMES);
    const core = (index: number): string => (index === 0 ? 'core[at]' : `core[at + ${index}]`);
    const { lines } = this.#printer.print(lowerFlatBody(type, [], slotsOf(types)), {
      module,
      core,
      scope,
    });
    const coreValue = module.script.type('CoreValue', this.#project.options.codegen);
    const value = typeText(this.#project, module, type);
    return this.#function(module, `Lowers the type ${label(type)} to core values.`, {
      name,
      parameters: [`value: ${value}`, `core: ${coreValue}[]`, 'at: number'],
      result: 'void',
      lines,
    });
  };

  /** `unpackX(bits)`: flags or an enum from a number. */
  readonly unpack: HelperPrinter = (module, type, name) => {
    const declaration = declarationOf(type);
    const { body } = declaration;
    const result = typeText(this.#project, module, type);
    const lines =
      body.kind === 'flags'
        ? returnObject(
            body.labels.map((one, index) => [memberName(one.name), `(bits & ${bit(index)}) !== 0`]),
          )
        : [`return ${enumCases(module, declaration)}[${this.#checkCase(module, declaration)}]!;`];
    return [
      `/** The ${body.kind} \`${declaration.name}\` of a number. */`,
      ...branch(`export function ${name}(bits: number): ${result}`, lines),
    ];
  };

  /** `packX(value)`: flags or an enum as a number. */
  readonly pack: HelperPrinter = (module, type, name) => {
    const declaration = declarationOf(type);
    const { body } = declaration;
    const value = typeText(this.#project, module, type);
    const lines =
      body.kind === 'flags'
        ? [...flagBits(body.labels.map((one) => one.name)), 'return bits;']
        : [
            `return ${this.#printer.runtime(module, 'caseIndex')}(${enumCases(module, declaration)}, value);`,
          ];
    return [
      `/** The number of the ${body.kind} \`${declaration.name}\`. */`,
      ...branch(`export function ${name}(value: ${value}): number`, lines),
    ];
  };

  #checkCase(module: Module, { body }: TypeDeclaration): string {
    const count = body.kind === 'enum' ? body.cases.length : 0;
    return `${this.#printer.runtime(module, 'checkCase')}(bits, ${count})`;
  }

  /** The body of a function that lifts a record or variant. */
  #liftBody(block: Block, type: Type, context: PrintContext): string[] {
    const { body } = declarationOf(type);
    if (body.kind === 'record') {
      const { stack } = this.#printer.print(block.slice(0, -1), context);
      return returnObject(body.fields.map((one, index) => [memberName(one.name), stack[index]!]));
    }
    const last = block.at(-1)!;
    if (body.kind !== 'variant' || last.op !== 'lift-cases') {
      throw new Error('type has no function of its own; report this as a bug');
    }
    const discriminant = this.#printer.expression(block.slice(0, -1), context);
    const cases = body.cases.map((one, index) => {
      const value = this.#printer.print(last.blocks[index]!, context).stack[0];
      return returnObject([
        ['tag', quote(one.name)],
        ...(value === undefined ? [] : [['val', value] as const]),
      ]);
    });
    const check = `${this.#printer.runtime(context.module, 'checkCase')}(${discriminant}, ${cases.length})`;
    if (cases.length === 1) return [`${check};`, ...cases[0]!];
    return [
      `switch (${check}) {`,
      ...indent(
        cases.flatMap((lines, index) => [
          index === cases.length - 1 ? 'default:' : `case ${index}:`,
          ...indent(lines),
        ]),
      ),
      '}',
    ];
  }

  #loadList(
    module: Module,
    type: Extract<Type, { kind: 'list' }>,
    name: string,
    context: PrintContext,
  ): string[] {
    const { size, align } = layoutOf(type.element);
    const result = typeText(this.#project, module, type);
    const element = this.#printer.expression(liftMemory(type.element, 0), context);
    const body = loop('for (let index = 0; index < length >>> 0; index += 1)', [
      ...(size === 0 ? [] : [`const at = start + index * ${size};`]),
      `list.push(${element});`,
    ]);
    const start = size === 0 ? '' : 'const start = ';
    return this.#function(module, '', {
      name,
      parameters: ['pointer: number', 'length: number'],
      result,
      lines: [
        `${start}memory.elements(pointer, length, ${align}, ${size});`,
        `const list: ${result} = [];`,
        ...body,
        'return list;',
      ],
    });
  }

  #storeList(
    module: Module,
    type: Extract<Type, { kind: 'list' }>,
    name: string,
    context: PrintContext,
  ): string[] {
    const { size, align } = layoutOf(type.element);
    const { lines } = this.#printer.print(lowerMemory(type.element, [], 0), {
      ...context,
      root: 'item',
    });
    const body =
      size === 0
        ? []
        : ['let at = start;', ...loop('for (const item of list)', [...lines, `at += ${size};`])];
    return this.#function(module, '', {
      name,
      parameters: [`list: ${typeText(this.#project, module, type)}`],
      result: 'number',
      lines: [
        `const start = memory.allocate(list.length * ${size}, ${align});`,
        ...body,
        'memory.length = list.length;',
        'return start;',
      ],
    });
  }

  #function(
    module: Module,
    docs: string,
    parts: { name: string; parameters: string[]; result: string; lines: string[] },
  ): string[] {
    const { name, parameters, result, lines } = parts;
    const body = [...memoryPrologue(lines), ...lines];
    const guest = module.script.type('DirectGuest', this.#project.options.codegen);
    return [
      ...(docs === '' ? [] : [`/** ${docs} */`]),
      ...layoutList({
        before: `${docs === '' ? '' : 'export '}function ${name}(`,
        items: [`${guestParameter(body)}: ${guest}`, ...parameters],
        after: `): ${result} {`,
      }),
      ...indent(body),
      '}',
    ];
  }
}

/** A core value's type in TypeScript. */
export function coreText(type: CoreType): string {
  return type === 'i64' ? 'bigint' : 'number';
}

function declarationOf(type: Type): TypeDeclaration {
  const resolved = resolveType(type);
  if (resolved.kind !== 'named') throw new Error('type has no declaration; report this as a bug');
  return resolveDeclaration(resolved.declaration);
}

function label(type: Type): string {
  return `\`${declarationOf(type).name}\``;
}
