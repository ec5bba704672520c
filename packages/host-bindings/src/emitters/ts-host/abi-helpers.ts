import { resolveDeclaration, resolveType } from '../../model/index.js';
import type { Type, TypeBody, TypeDeclaration } from '../../model/index.js';
import {
  flatten,
  liftFlatBody,
  liftMemoryBody,
  lowerFlatBody,
  lowerMemoryBody,
  slotsOf,
} from '../../abi/index.js';
import type { Block, CoreType } from '../../abi/index.js';
import { indent, NameScope, quote } from '../../printer/index.js';
import { fieldName } from '../typescript/member-names.js';
import type { HelperPrinter, Module, Project } from '../typescript/project.js';
import { typeText } from '../typescript/type-text.js';
import { enumCases } from '../typescript/enum-cases.js';
import { flagBits, flagMembers, flagWords, wordName } from '../typescript/flags-text.js';
import { branch, returnObject, returnSides } from '../typescript/statements.js';
import { abiFunction } from './abi-function.js';
import { AbiLists, hasElements } from './abi-lists.js';
import { AbiPrinter } from './abi-printer.js';
import type { PrintContext } from './print-context.js';

const LOCAL_NAMES = ['guest', 'memory', 'value', 'at', 'core', 'list', 'item', 'index'];

/** Prints the functions that lift and lower declared types and lists. */
export class AbiHelpers {
  readonly #project: Project;
  readonly #printer: AbiPrinter;
  readonly #lists: AbiLists;

  constructor(project: Project) {
    this.#project = project;
    this.#printer = new AbiPrinter(project);
    this.#lists = new AbiLists(project);
  }

  /** `loadX(guest, at)`, or `loadXList(guest, pointer, length)`. */
  readonly load: HelperPrinter = (module, type, name) => {
    if (hasElements(type)) return this.#lists.load(module, type, name);
    const context: PrintContext = { module, base: 'at', scope: new NameScope(LOCAL_NAMES) };
    const lines = this.#liftBody(liftMemoryBody(type, 0), type, context);
    return abiFunction(this.#project, module, {
      docs: type.kind === 'named' ? `Loads the type ${label(type)} from memory.` : '',
      name,
      parameters: ['at: number'],
      result: typeText(this.#project, module, type),
      lines,
    });
  };

  /** `storeX(guest, at, value)`, or `storeXList(guest, list)`. */
  readonly store: HelperPrinter = (module, type, name) => {
    if (hasElements(type)) return this.#lists.store(module, type, name);
    const context: PrintContext = { module, base: 'at', scope: new NameScope(LOCAL_NAMES) };
    return abiFunction(this.#project, module, {
      docs: `Stores the type ${label(type)} in memory.`,
      name,
      parameters: ['at: number', `value: ${typeText(this.#project, module, type)}`],
      result: 'void',
      lines: this.#printer.print(lowerMemoryBody(type, [], 0), context).lines,
    });
  };

  /** `liftX(guest, p0, p1, ...)`. */
  readonly lift: HelperPrinter = (module, type, name) => {
    if (type.kind === 'fixed-list') return this.#lists.liftEmpty(module, type, name);
    const types = flatten(type);
    const scope = new NameScope(LOCAL_NAMES);
    const context: PrintContext = { module, core: (index) => `p${index}`, scope };
    const lines = this.#liftBody(liftFlatBody(type, slotsOf(types)), type, context);
    return abiFunction(this.#project, module, {
      docs: type.kind === 'named' ? `Lifts the type ${label(type)} from core values.` : '',
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
    return abiFunction(this.#project, module, {
      docs: `Lowers the type ${label(type)} to core values.`,
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
        ? returnObject(flagMembers(body.labels))
        : [`return ${enumCases(module, declaration)}[${this.#checkCase(module, declaration)}]!;`];
    return [
      `/** The ${body.kind} \`${declaration.name}\` of a number. */`,
      ...branch(`export function ${name}(${wordParameters(body)}): ${result}`, lines),
    ];
  };

  /** `packX(value)`: flags or an enum as a number. */
  readonly pack: HelperPrinter = (module, type, name) => {
    const declaration = declarationOf(type);
    const { body } = declaration;
    const value = typeText(this.#project, module, type);
    const lines =
      body.kind === 'flags'
        ? [...flagBits(body.labels), `return ${packedText(body)};`]
        : [
            `return ${this.#printer.runtime(module, 'caseIndex')}(${enumCases(module, declaration)}, value);`,
          ];
    return [
      `/** The number of the ${body.kind} \`${declaration.name}\`. */`,
      ...branch(`export function ${name}(value: ${value}): ${packedType(body)}`, lines),
    ];
  };

  #checkCase(module: Module, { body }: TypeDeclaration): string {
    const count = body.kind === 'enum' ? body.cases.length : 0;
    return `${this.#printer.runtime(module, 'checkCase')}(bits, ${count})`;
  }

  /** The body of a function that lifts an option or a result type. */
  #liftSides(
    block: Block,
    type: Extract<Type, { kind: 'option' | 'result' }>,
    context: PrintContext,
  ): string[] {
    const last = block.at(-1)!;
    if (last.op !== 'lift-cases') throw new Error('type has no cases; report this as a bug');
    const discriminant = this.#printer.expression(block.slice(0, -1), context);
    const check = `${this.#printer.runtime(context.module, 'checkCase')}(${discriminant}, 2)`;
    const values = last.blocks.map((one) => this.#printer.print(one, context).stack[0]);
    return returnSides(`${check} === 0`, type, values);
  }

  /** The body of a function that lifts a record or variant. */
  #liftBody(block: Block, type: Type, context: PrintContext): string[] {
    if (type.kind === 'option' || type.kind === 'result') {
      return this.#liftSides(block, type, context);
    }
    const declaration = declarationOf(type);
    const { body } = declaration;
    if (body.kind === 'record') {
      const { stack } = this.#printer.print(block.slice(0, -1), context);
      return returnObject(
        body.fields.map((one, index) => [fieldName(declaration, one.name), stack[index]!]),
      );
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
}

/** The parameters of a function that unpacks flags or an enum. */
function wordParameters(body: TypeBody): string {
  const words = body.kind === 'flags' ? flagWords(body.labels) : [[]];
  return words.map((_, index) => `${wordName(index)}: number`).join(', ');
}

/** The words of flags: a number where there is one, else a tuple. */
function packedText(body: TypeBody): string {
  const words = body.kind === 'flags' ? flagWords(body.labels) : [[]];
  const names = words.map((_, index) => wordName(index));
  return names.length === 1 ? names[0]! : `[${names.join(', ')}]`;
}

function packedType(body: TypeBody): string {
  const words = body.kind === 'flags' ? flagWords(body.labels) : [[]];
  return words.length === 1 ? 'number' : `[${words.map(() => 'number').join(', ')}]`;
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
