import { resolveType } from '../../model/index.js';
import type { TypeDeclaration } from '../../model/index.js';
import { flatten } from '../../abi/index.js';
import type { Block, Instruction, SetCore } from '../../abi/index.js';
import { fieldName } from '../typescript/member-names.js';
import type { Module, Project } from '../typescript/project.js';
import { isExported, isOption, TYPED_ARRAYS } from '../typescript/type-text.js';
import { choice, switchOnTag } from '../typescript/statements.js';
import { address, valueText } from './print-context.js';
import type { PrintContext } from './print-context.js';
import { resourceTypeName } from './resources.js';
import { coerceCore, liftCore, liftLoaded, lowerScalar } from './scalar-text.js';

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
    const runtime = (name: string): string => this.runtime(module, name);
    switch (one.op) {
      case 'get-core':
        stack.push(coerceCore(context.core!(one.index), one, runtime));
        return;
      case 'load':
        stack.push(`memory.${one.kind}(${address(context, one.offset)})`);
        return;
      case 'lift-scalar':
        stack.push(
          one.from === 'core'
            ? liftCore(one.name, pop(), runtime)
            : liftLoaded(one.name, pop(), runtime),
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
      case 'lift-map': {
        const length = pop();
        const load = this.#project.helper(module, 'load', resolveType(one.type));
        stack.push(`${load}(guest, ${pop()}, ${length})`);
        return;
      }
      case 'lift-fixed': {
        const list = `[${stack.splice(stack.length - one.count).join(', ')}]`;
        stack.push(one.number === undefined ? list : `${TYPED_ARRAYS[one.number]}.from(${list})`);
        return;
      }
      case 'lift-record': {
        const values = stack.splice(stack.length - one.count);
        const { body } = one.declaration;
        const fields = body.kind === 'record' ? body.fields : [];
        stack.push(
          `{ ${fields.map((field, index) => member(fieldName(one.declaration, field.name), values[index]!)).join(', ')} }`,
        );
        return;
      }
      case 'lift-tuple':
        stack.push(`[${stack.splice(stack.length - one.count).join(', ')}]`);
        return;
      case 'lift-flags': {
        const words = stack.splice(stack.length - one.words).join(', ');
        stack.push(`${this.#helper(module, 'unpack', one.declaration)}(${words})`);
        return;
      }
      case 'lift-enum':
        stack.push(`${this.#helper(module, 'unpack', one.declaration)}(${pop()})`);
        return;
      case 'lift-handle': {
        const own = isExported(one.resource) ? 'liftExported' : 'take';
        const verb = one.mode === 'own' ? own : 'get';
        stack.push(`guest.handles.${verb}(${this.#resource(module, one.resource)}, ${pop()})`);
        return;
      }
      case 'lift-channel':
      case 'lower-channel': {
        const verb = one.op === 'lift-channel' ? 'lift' : 'lower';
        const kind = one.type.kind === 'stream' ? 'Stream' : 'Future';
        const type = this.#project.helper(module, 'channel', one.type);
        stack.push(`guest.channels.${verb}${kind}(${type}, ${pop()})`);
        return;
      }
      case 'lift-error-context':
        stack.push(`guest.channels.liftErrorContext(${pop()})`);
        return;
      case 'lower-error-context':
        stack.push(`guest.channels.lowerErrorContext(${pop()})`);
        return;
      case 'lift-cases':
        stack.push(this.#liftCases(one, context, pop()));
        return;
      case 'call-lift': {
        const args = ['guest', ...stack.splice(stack.length - one.count)];
        stack.push(`${this.#project.helper(module, 'lift', one.type)}(${args.join(', ')})`);
        return;
      }
      case 'address':
        stack.push(address(context, one.offset));
        return;
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
        stack.push(lowerScalar(one.name, pop(), runtime));
        return;
      case 'lower-string':
        stack.push(`memory.storeString(${pop()})`, 'memory.length');
        return;
      case 'lower-list':
        stack.push(this.#storeList(module, one, pop()), 'memory.length');
        return;
      case 'lower-map': {
        const store = this.#project.helper(module, 'store', resolveType(one.type));
        stack.push(`${store}(guest, ${pop()})`, 'memory.length');
        return;
      }
      case 'check-length':
        lines.push(
          `${this.runtime(module, 'checkLength')}(${valueText(context, one.path)}, ${one.length});`,
        );
        return;
      case 'store-list': {
        const args = [TYPED_ARRAYS[one.number], address(context, one.offset), pop(), one.length];
        lines.push(`memory.setList(${args.join(', ')});`);
        return;
      }
      case 'lower-flags':
        this.#lowerFlags(one, context, lines, stack);
        return;
      case 'lower-enum':
        stack.push(`${this.#helper(module, 'pack', one.declaration)}(${pop()})`);
        return;
      case 'lower-handle': {
        const [own, borrow] = isExported(one.resource)
          ? ['lowerExported', 'lowerExportedBorrow']
          : ['add', 'lend'];
        const verb = one.mode === 'own' ? own : borrow;
        stack.push(`guest.handles.${verb}(${this.#resource(module, one.resource)}, ${pop()})`);
        return;
      }
      case 'lower-cases':
        lines.push(...this.#lowerCases(one, context));
        return;
      case 'set-core':
        this.#setCore(one, pop(), context, lines);
        return;
      case 'set-pair': {
        // The length is that of the block which the pointer's expression has just stored.
        const length = pop();
        this.#setCore(one.pointer, pop(), context, lines);
        this.#setCore(one.length, length, context, lines);
        return;
      }
      case 'store':
        lines.push(`memory.${STORES[one.kind]}(${address(context, one.offset)}, ${pop()});`);
        return;
      case 'store-pair':
        pop();
        lines.push(`memory.setSlice(${address(context, one.offset)}, ${pop()});`);
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
        lines.push(`${slot} = ${coerceCore(`${slot} as ${type}`, one, runtime)};`);
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

  /** Flags of one word are a number, those of several an array of them. */
  #lowerFlags(
    { declaration, words }: Extract<Instruction, { op: 'lower-flags' }>,
    { module, scope }: PrintContext,
    lines: string[],
    stack: string[],
  ): void {
    const packed = `${this.#helper(module, 'pack', declaration)}(${stack.pop()!})`;
    if (words === 1) {
      stack.push(packed);
      return;
    }
    const name = scope.number('words');
    lines.push(`const ${name} = ${packed};`);
    stack.push(...Array.from({ length: words }, (_, index) => `${name}[${index}]`));
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

  #storeList(
    module: Module,
    list: Extract<Instruction, { op: 'lower-list' }>,
    value: string,
  ): string {
    if (list.number !== undefined) {
      return `memory.storeList(${TYPED_ARRAYS[list.number]}, ${value})`;
    }
    return `${this.#project.helper(module, 'store', resolveType(list.type))}(guest, ${value})`;
  }

  #setCore(
    { index, from, to }: SetCore,
    value: string,
    { module, core, results }: PrintContext,
    lines: string[],
  ): void {
    const coerced = coerceCore(value, { from, to }, (name) => this.runtime(module, name));
    if (results !== undefined) results[index] = coerced;
    else lines.push(`${core!(index)} = ${coerced};`);
  }

  /** An option of something plain is lifted in place, any other type with cases by a function. */
  #liftCases(
    { type, blocks, source }: Extract<Instruction, { op: 'lift-cases' }>,
    context: PrintContext,
    discriminant: string,
  ): string {
    const { module } = context;
    const resolved = resolveType(type);
    if (resolved.kind === 'option' && !isOption(resolved.some)) {
      const some = this.print(blocks[1]!, context).stack[0]!;
      if (!some.startsWith('[') && !some.includes(' ? ')) {
        return `${this.runtime(module, 'checkCase')}(${discriminant}, 2) === 1 ? ${some} : undefined`;
      }
    }
    if (source.kind === 'memory') {
      const load = this.#project.helper(module, 'load', resolved);
      return `${load}(guest, ${address(context, source.offset)})`;
    }
    const runtime = (name: string): string => this.runtime(module, name);
    const args = flatten(resolved).map((to, index) => {
      const slot = source.slots[index]!;
      return coerceCore(context.core!(slot.index), { from: slot.type, to }, runtime);
    });
    return `${this.#project.helper(module, 'lift', resolved)}(${['guest', ...args].join(', ')})`;
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

  #helper(module: Module, verb: 'pack' | 'unpack', declaration: TypeDeclaration): string {
    return this.#project.helper(module, verb, { kind: 'named', declaration });
  }

  #resource(module: Module, resource: TypeDeclaration): string {
    return this.#project.valueName(module, resource, resourceTypeName);
  }
}

/** Whether a block sets each core value once, by an expression that stands where the value does. */
export function isStraight(block: Block): boolean {
  return block.every(
    ({ op }) => op !== 'lower-cases' && op !== 'call-lower' && op !== 'coerce-core',
  );
}

/** A member of an object: `name: value`, or the name alone where both are the same. */
export function member(name: string, value: string): string {
  return name === value ? name : `${name}: ${value}`;
}
