import { resolveType } from '../../model/index.js';
import type { TypeDeclaration } from '../../model/index.js';
import type { Block, CoreType, Instruction, PathStep } from '../../abi/index.js';
import { type NameScope, quote } from '../../printer/index.js';
import { memberName } from '../typescript/names.js';
import type { Module, Project } from '../typescript/project.js';
import { isOption, TYPED_ARRAYS } from '../typescript/type-text.js';
import { choice, switchOnTag } from '../typescript/value-codec.js';
import { resourceTypeName } from './resources.js';

/** Where the printed code finds what instructions speak of. */
export interface PrintContext {
  /** Module that the code goes into. */
  readonly module: Module;
  /** Variable with the address that offsets count from. */
  readonly base?: string;
  /** Expression of the core value with a number. */
  readonly core?: (index: number) => string;
  /** Expression of the value that paths start at. */
  readonly root?: string;
  /** Stands for the payload of the value, where the code around has it already. */
  readonly payload?: string;
  /** Whether setting the one core value returns it. */
  readonly returns?: boolean;
  /** Names that are taken. */
  readonly scope: NameScope;
}

/** Printed code: statements, and the expressions that they leave on the stack. */
export interface Printed {
  /** Statements. */
  readonly lines: string[];
  /** Expressions. */
  readonly stack: string[];
}

const STORES = {
  u8: 'set8',
  s8: 'set8',
  u16: 'set16',
  s16: 'set16',
  u32: 'set32',
  s32: 'set32',
  u64: 'set64',
  s64: 'set64',
  f32: 'setF32',
  f64: 'setF64',
} as const;

const INTEGER_RANGES: Readonly<Record<string, readonly [string, string]>> = {
  u8: ['0', '0xff'],
  s8: ['-0x80', '0x7f'],
  u16: ['0', '0xffff'],
  s16: ['-0x8000', '0x7fff'],
  u32: ['0', '0xffffffff'],
  s32: ['-0x80000000', '0x7fffffff'],
};

/** Prints lift and lower instructions as TypeScript over a GuestMemory. */
export class AbiPrinter {
  readonly #project: Project;

  constructor(project: Project) {
    this.#project = project;
  }

  /** Module that printed code imports. */
  get codegen(): string {
    return this.#project.options.codegen;
  }

  /** Prints a block. */
  print(block: Block, context: PrintContext): Printed {
    const lines: string[] = [];
    const stack: string[] = [];
    for (const instruction of block) this.#step(instruction, context, lines, stack);
    return { lines, stack };
  }

  /** Prints a block that leaves one expression and no statement: a lift. */
  expression(block: Block, context: PrintContext): string {
    return this.print(block, context).stack[0]!;
  }

  /** Name of a value of codegen-v1, imported. */
  runtime(module: Module, name: string): string {
    return module.script.value(name, this.#project.options.codegen);
  }

  #step(one: Instruction, context: PrintContext, lines: string[], stack: string[]): void {
    const { module } = context;
    const pop = (): string => stack.pop()!;
    switch (one.op) {
      case 'get-core':
        stack.push(this.#coerce(module, context.core!(one.index), one.from, one.to));
        return;
      case 'load':
        stack.push(`memory.${one.kind}(${address(context, one.offset)})`);
        return;
      case 'lift-scalar':
        stack.push(
          one.from === 'core'
            ? this.#fromCore(module, one.name, pop())
            : this.#fromMemory(module, one.name, pop()),
        );
        return;
      case 'lift-string': {
        const length = pop();
        stack.push(`memory.loadString(${pop()}, ${length})`);
        return;
      }
      case 'lift-list': {
        const length = pop();
        stack.push(this.#liftList(module, one, pop(), length));
        return;
      }
      case 'lift-record': {
        const values = stack.splice(stack.length - one.count);
        const { body } = one.declaration;
        const fields = body.kind === 'record' ? body.fields : [];
        stack.push(
          `{ ${fields.map((field, index) => member(field.name, values[index]!)).join(', ')} }`,
        );
        return;
      }
      case 'lift-tuple':
        stack.push(`[${stack.splice(stack.length - one.count).join(', ')}]`);
        return;
      case 'lift-flags':
      case 'lift-enum':
        stack.push(`${this.#helper(module, 'unpack', one.declaration)}(${pop()})`);
        return;
      case 'lift-handle': {
        const verb = one.mode === 'own' ? 'take' : 'get';
        stack.push(`guest.handles.${verb}(${this.#resource(module, one.resource)}, ${pop()})`);
        return;
      }
      case 'lift-channel':
      case 'lift-error-context':
      case 'lower-channel':
      case 'lower-error-context':
        throw new Error(`${one.op} reached the emitter; report this as a bug`);
      case 'lift-cases':
        stack.push(this.#liftCases(one, context, pop()));
        return;
      case 'call-lift': {
        const args = ['guest', ...stack.splice(stack.length - one.count)];
        stack.push(`${this.#project.helper(module, 'lift', one.type)}(${args.join(', ')})`);
        return;
      }
      case 'call-load':
        stack.push(
          `${this.#project.helper(module, 'load', one.type)}(guest, ${address(context, one.offset)})`,
        );
        return;
      case 'value':
        stack.push(valueText(context, one.path));
        return;
      case 'constant':
        stack.push(String(one.value));
        return;
      case 'lower-scalar':
        stack.push(this.#toCore(module, one.name, pop()));
        return;
      case 'lower-string': {
        const pointer = context.scope.number('pointer');
        lines.push(`const ${pointer} = memory.storeString(${pop()});`);
        stack.push(pointer, 'memory.length');
        return;
      }
      case 'lower-list': {
        const pointer = context.scope.number('pointer');
        const list = pop();
        const store =
          one.number === undefined
            ? `${this.#project.helper(module, 'store', resolveType(one.type))}(guest, ${list})`
            : `memory.storeList(${TYPED_ARRAYS[one.number]}, ${list})`;
        lines.push(`const ${pointer} = ${store};`);
        stack.push(pointer, 'memory.length');
        return;
      }
      case 'lower-flags':
      case 'lower-enum':
        stack.push(`${this.#helper(module, 'pack', one.declaration)}(${pop()})`);
        return;
      case 'lower-handle':
        stack.push(`guest.handles.add(${this.#resource(module, one.resource)}, ${pop()})`);
        return;
      case 'lower-cases':
        lines.push(...this.#lowerCases(one, context));
        return;
      case 'set-core': {
        const value = this.#coerce(module, pop(), one.from, one.to);
        lines.push(
          context.returns ? `return ${value};` : `${context.core!(one.index)} = ${value};`,
        );
        return;
      }
      case 'store':
        lines.push(`memory.${STORES[one.kind]}(${address(context, one.offset)}, ${pop()});`);
        return;
      case 'call-lower': {
        const value = valueText(context, one.path);
        const slot = context.core!(one.index).replace(/^core\[(.*)\]$/, '$1');
        lines.push(
          `${this.#project.helper(module, 'lower', one.type)}(guest, ${value}, core, ${slot});`,
        );
        return;
      }
      case 'coerce-core': {
        const slot = context.core!(one.index);
        const type = one.from === 'i64' ? 'bigint' : 'number';
        lines.push(`${slot} = ${this.#coerce(module, `${slot} as ${type}`, one.from, one.to)};`);
        return;
      }
      case 'call-store': {
        const value = valueText(context, one.path);
        const at = address(context, one.offset);
        lines.push(`${this.#project.helper(module, 'store', one.type)}(guest, ${at}, ${value});`);
        return;
      }
    }
  }

  #liftList(
    module: Module,
    list: Extract<Instruction, { op: 'lift-list' }>,
    pointer: string,
    length: string,
  ): string {
    if (list.number === 'u8') return `memory.loadBytes(${pointer}, ${length})`;
    if (list.number !== undefined) {
      return `memory.loadList(${TYPED_ARRAYS[list.number]}, ${pointer}, ${length})`;
    }
    const load = this.#project.helper(module, 'load', resolveType(list.type));
    return `${load}(guest, ${pointer}, ${length})`;
  }

  #liftCases(
    cases: Extract<Instruction, { op: 'lift-cases' }>,
    context: PrintContext,
    discriminant: string,
  ): string {
    const type = resolveType(cases.type);
    const [first, second] = cases.blocks.map((block) => this.print(block, context).stack[0]);
    const index = `${this.runtime(context.module, 'checkCase')}(${discriminant}, ${cases.blocks.length})`;
    if (type.kind === 'option') {
      return isOption(type.some)
        ? `${index} === 1 ? { tag: 'some', val: ${second!} } : { tag: 'none' }`
        : `${index} === 1 ? ${parenthesize(second!)} : undefined`;
    }
    if (type.kind === 'result') {
      return `${index} === 0 ? ${tagged('ok', first)} : ${tagged('err', second)}`;
    }
    throw new Error('a variant is lifted by a function of its own; report this as a bug');
  }

  #lowerCases(cases: Extract<Instruction, { op: 'lower-cases' }>, context: PrintContext): string[] {
    const type = resolveType(cases.type);
    const value = valueText(context, cases.path);
    const blocks = cases.blocks.map(
      (block) => this.print(block, { ...context, scope: context.scope.child() }).lines,
    );
    if (type.kind === 'option') {
      const test = isOption(type.some) ? `${value}.tag === 'none'` : `${value} === undefined`;
      return choice(test, blocks[0]!, blocks[1]!);
    }
    if (type.kind === 'result') return choice(`${value}.tag === 'ok'`, blocks[0]!, blocks[1]!);
    if (type.kind !== 'named' || type.declaration.body.kind !== 'variant') {
      throw new Error('type has no cases to lower; report this as a bug');
    }
    const names = type.declaration.body.cases.map((one) => one.name);
    const unknownCase = this.runtime(context.module, 'unknownCase');
    return switchOnTag(
      names.map((tag, index) => ({ tag, lines: blocks[index]! })),
      `throw ${unknownCase}(value);`,
    );
  }

  #fromCore(module: Module, name: string, value: string): string {
    switch (name) {
      case 'bool':
        return `${value} !== 0`;
      case 'u8':
        return `${value} & 0xff`;
      case 's8':
        return `(${value} << 24) >> 24`;
      case 'u16':
        return `${value} & 0xffff`;
      case 's16':
        return `(${value} << 16) >> 16`;
      case 'u32':
        return `${value} >>> 0`;
      case 'u64':
        return `BigInt.asUintN(64, ${value})`;
      case 'char':
        return `${this.runtime(module, 'charOf')}(${value} >>> 0)`;
      default:
        return value;
    }
  }

  #fromMemory(module: Module, name: string, value: string): string {
    if (name === 'bool') return `${value} !== 0`;
    return name === 'char' ? `${this.runtime(module, 'charOf')}(${value})` : value;
  }

  #toCore(module: Module, name: string, value: string): string {
    const range = INTEGER_RANGES[name];
    if (range !== undefined)
      return `${this.runtime(module, 'toInteger')}(${value}, ${range.join(', ')})`;
    switch (name) {
      case 'bool':
        return `${value} ? 1 : 0`;
      case 'char':
        return `${this.runtime(module, 'codePointOf')}(${value})`;
      case 'u64':
      case 's64':
        return `${this.runtime(module, 'toBigInteger')}(${value}, ${String(name === 's64')})`;
      default:
        return `${this.runtime(module, 'toFloat')}(${value})`;
    }
  }

  #coerce(module: Module, value: string, from: CoreType, to: CoreType): string {
    if (from === to) return value;
    const name = `${from}To${to.charAt(0).toUpperCase()}${to.slice(1)}`;
    return `${this.runtime(module, name)}(${value})`;
  }

  #helper(module: Module, verb: 'pack' | 'unpack', declaration: TypeDeclaration): string {
    return this.#project.helper(module, verb, { kind: 'named', declaration });
  }

  #resource(module: Module, resource: TypeDeclaration): string {
    return this.#project.valueName(module, resource, resourceTypeName);
  }
}

/** A member of an object: `name: value`, or the name alone where both are the same. */
export function member(name: string, value: string): string {
  const key = memberName(name);
  return key === value ? key : `${key}: ${value}`;
}

/** `{ tag: 'ok', val: ... }`. */
export function tagged(tag: string, value: string | undefined): string {
  return value === undefined ? `{ tag: ${quote(tag)} }` : `{ tag: ${quote(tag)}, val: ${value} }`;
}

/** The statement that a body begins with when it speaks of `memory`. */
export function memoryPrologue(lines: readonly string[]): string[] {
  return lines.some((line) => /\bmemory\./.test(line)) ? ['const { memory } = guest;'] : [];
}

/** Name of the parameter for the guest: with an underscore where the body does not use it. */
export function guestParameter(lines: readonly string[]): string {
  return lines.some((line) => /\bguest\b/.test(line)) ? 'guest' : '_guest';
}

function address({ base = 'at' }: PrintContext, offset: number): string {
  return offset === 0 ? base : `${base} + ${offset}`;
}

function valueText({ root = 'value', payload }: PrintContext, path: readonly PathStep[]): string {
  const [first, ...rest] = path;
  if (payload !== undefined && first?.kind === 'payload')
    return payload + rest.map(stepText).join('');
  return root + path.map(stepText).join('');
}

function stepText(step: PathStep): string {
  if (step.kind === 'field') return `.${memberName(step.name)}`;
  return step.kind === 'item' ? `[${step.index}]` : '.val';
}

function parenthesize(expression: string): string {
  return expression.includes(' ? ') ? `(${expression})` : expression;
}
