import { flatten, layoutOf, lowerFlatBody } from '../../abi/index.js';
import type { Block, Instruction, PathStep, SetCore } from '../../abi/index.js';
import { bodyOf, resolveType } from '../../model/index.js';
import { indent } from '../../printer/index.js';
import { lengthCheck } from './list-helpers.js';
import { caseNames, fieldName, parameterName } from './names.js';
import { isNullable, TYPED_ARRAYS, typeText } from './type-text.js';
import type { AsProject } from './project.js';
import { coerce, liftScalar, LOADS, STORES } from './scalars.js';
import { pathText, type PrintContext, withBinding } from './print-context.js';

/** Printed code: statements, and the expressions that they leave on the stack. */
export interface Printed {
  /** Statements. */
  readonly lines: string[];
  /** Expressions. */
  readonly stack: string[];
}

/** Prints lift and lower instructions as AssemblyScript. */
export class AbiPrinter {
  readonly #project: AsProject;

  constructor(project: AsProject) {
    this.#project = project;
  }

  /** Prints a block. */
  print(block: Block, context: PrintContext): Printed {
    const printed: Printed = { lines: [], stack: [] };
    for (const instruction of block) this.#step(instruction, context, printed);
    return printed;
  }

  /** Prints a block that leaves one expression and no statement: a lift. */
  expression(block: Block, context: PrintContext): string {
    return this.print(block, context).stack[0]!;
  }

  #step(one: Instruction, context: PrintContext, { lines, stack }: Printed): void {
    const { module } = context;
    const pop = (): string => stack.pop()!;
    switch (one.op) {
      case 'get-core':
        stack.push(coerce(context.core!(one.index), one.from, one.to));
        return;
      case 'load':
        stack.push(`${LOADS[one.kind]}(${address(context, one.offset)})`);
        return;
      case 'lift-scalar':
        stack.push(liftScalar(one.name, pop()));
        return;
      case 'lift-string': {
        const length = pop();
        stack.push(`${this.#runtime(context, 'liftString')}(${pop()}, ${length})`);
        return;
      }
      case 'lift-list': {
        const length = pop();
        stack.push(this.#liftList(context, one, `${pop()}, ${length}`));
        return;
      }
      case 'lift-map': {
        const length = pop();
        const load = this.#project.helper(module, 'load', one.type);
        stack.push(`${load}(${pop()}, ${length})`);
        return;
      }
      case 'lift-fixed':
        stack.push(`[${stack.splice(stack.length - one.count).join(', ')}]`);
        return;
      case 'address':
        stack.push(sum(context, one.offset));
        return;
      case 'lift-record': {
        const values = stack.splice(stack.length - one.count);
        const { body } = one.declaration;
        const fields = body.kind === 'record' ? body.fields : [];
        const items = fields.map(
          ({ name }, index) => `${fieldName(one.declaration, name)}: ${values[index]!}`,
        );
        stack.push(`{ ${items.join(', ')} }`);
        return;
      }
      case 'lift-tuple': {
        const values = stack.splice(stack.length - one.count);
        const tuple = this.#project.tupleName(module, one.count);
        stack.push(`new ${tuple}(${values.join(', ')})`);
        return;
      }
      case 'lift-flags':
        if (one.words > 1) {
          const words = stack.splice(stack.length - one.words);
          const flags = this.#project.typeName(module, one.declaration);
          stack.push(`new ${flags}(${words.join(', ')})`);
        }
        // Flags without labels take no room.
        if (one.words === 0) stack.push('0');
        return;
      case 'lift-enum':
        return;
      case 'lift-handle':
        stack.push(this.#liftHandle(context, one, pop()));
        return;
      case 'lift-cases':
        stack.push(this.#liftCases(one, context, pop()));
        return;
      case 'call-lift': {
        const args = stack.splice(stack.length - one.count);
        stack.push(`${this.#project.helper(module, 'lift', one.type)}(${args.join(', ')})`);
        return;
      }
      case 'call-load': {
        const load = this.#project.helper(module, 'load', one.type);
        stack.push(`${load}(${sum(context, one.offset)})`);
        return;
      }
      case 'value':
        stack.push(pathText(context, one.path));
        return;
      case 'constant':
        stack.push(String(one.value));
        return;
      case 'lower-scalar':
      case 'lower-enum':
        return;
      case 'lower-flags':
        if (one.words > 1) {
          const flags = pop();
          for (let word = 0; word < one.words; word += 1) stack.push(`${flags}.word${word}`);
        }
        if (one.words === 0) pop();
        return;
      case 'lower-string': {
        const text = pop();
        stack.push(`changetype<i32>(${text})`, `${text}.length`);
        return;
      }
      case 'lower-list': {
        const list = pop();
        stack.push(this.#lowerList(context, one, list), `${list}.length`);
        return;
      }
      case 'lower-map': {
        const map = pop();
        const store = this.#project.helper(module, 'store', one.type);
        stack.push(`${store}(${map})`, `${map}.size`);
        return;
      }
      case 'check-length':
        lines.push(lengthCheck(pathText(context, one.path), one.length));
        return;
      case 'store-list': {
        const list = pop();
        const size = one.length * layoutOf({ kind: 'primitive', name: one.number }).size;
        lines.push(
          lengthCheck(list, one.length),
          `memory.copy(${sum(context, one.offset)}, changetype<usize>(${list}), ${size});`,
        );
        return;
      }
      case 'lift-channel':
        stack.push(`new ${this.#project.channelName(module, one.type)}(${pop()})`);
        return;
      case 'lower-channel':
        stack.push(`${this.#runtime(context, 'give')}(${pop()})`);
        return;
      case 'lift-error-context':
        stack.push(`new ${this.#runtime(context, 'ErrorContext')}(${pop()})`);
        return;
      case 'lower-error-context':
        stack.push(`${this.#runtime(context, 'lend')}(${pop()})`);
        return;
      case 'lower-handle': {
        const { mode, resource } = one;
        const isOwn = mode === 'own';
        const lower =
          isOwn && resource.owner.direction === 'export'
            ? this.#project.helper(module, 'lower', { kind: 'own', resource })
            : this.#runtime(context, isOwn ? 'give' : 'lend');
        stack.push(`${lower}(${pop()})`);
        return;
      }
      case 'lower-cases':
        lines.push(...this.#lowerCases(one, context));
        return;
      case 'set-core':
        setCore(one, pop(), context, lines);
        return;
      case 'set-pair': {
        const length = pop();
        setCore(one.pointer, pop(), context, lines);
        setCore(one.length, length, context, lines);
        return;
      }
      case 'store':
        lines.push(`${STORES[one.kind]}(${storeArguments(context, pop(), one.offset)});`);
        return;
      case 'store-pair': {
        const length = pop();
        lines.push(
          `i32.store(${storeArguments(context, pop(), one.offset)});`,
          `i32.store(${storeArguments(context, length, one.offset + 4)});`,
        );
        return;
      }
      case 'call-lower': {
        const count = flatten(one.type).length;
        const slots = Array.from({ length: count }, (_, index) => ({
          index: one.index + index,
          type: context.slots![one.index + index]!,
        }));
        lines.push(...this.print(lowerFlatBody(one.type, one.path, slots), context).lines);
        return;
      }
      case 'coerce-core':
        return;
      case 'call-store': {
        const store = this.#project.helper(module, 'store', one.type);
        lines.push(`${store}(${sum(context, one.offset)}, ${pathText(context, one.path)});`);
        return;
      }
    }
  }

  #liftList(
    context: PrintContext,
    list: Extract<Instruction, { op: 'lift-list' }>,
    place: string,
  ): string {
    const { module } = context;
    const type = resolveType(list.type);
    if (list.number !== undefined && type.kind === 'fixed-list') {
      const text = typeText(this.#project, module, type);
      return `${this.#runtime(context, 'liftStatic')}<${text}>(${place})`;
    }
    if (list.number !== undefined) {
      return `${this.#runtime(context, 'liftArray')}<${TYPED_ARRAYS[list.number]}>(${place})`;
    }
    return `${this.#project.helper(module, 'load', resolveType(list.type))}(${place})`;
  }

  #lowerList(
    context: PrintContext,
    list: Extract<Instruction, { op: 'lower-list' }>,
    value: string,
  ): string {
    if (list.number !== undefined) return `i32(${value}.dataStart)`;
    return `${this.#project.helper(context.module, 'store', resolveType(list.type))}(${value})`;
  }

  #liftHandle(
    context: PrintContext,
    { mode, resource }: Extract<Instruction, { op: 'lift-handle' }>,
    handle: string,
  ): string {
    const text = this.#project.typeName(context.module, resource);
    if (resource.owner.direction === 'export') {
      if (mode === 'borrow') return `changetype<${text}>(${handle})`;
      return `${this.#project.helper(context.module, 'lift', { kind: 'own', resource })}(${handle})`;
    }
    const made = `new ${text}(${handle})`;
    return mode === 'own' ? made : `${this.#runtime(context, 'liftBorrow')}<${text}>(${made})`;
  }

  /** An option of something plain is lifted in place, any other type with cases by a function. */
  #liftCases(
    { type, blocks, source }: Extract<Instruction, { op: 'lift-cases' }>,
    context: PrintContext,
    discriminant: string,
  ): string {
    const resolved = resolveType(type);
    if (isNullable(resolved)) {
      const some = this.expression(blocks[1]!, context);
      if (!/^(?:\[|\{|new Tuple)| \? /.test(some)) return `${discriminant} != 0 ? ${some} : null`;
    }
    if (source.kind === 'memory') {
      const load = this.#project.helper(context.module, 'load', resolved);
      return `${load}(${sum(context, source.offset)})`;
    }
    const args = flatten(resolved).map((to, index) => {
      const slot = source.slots[index]!;
      return coerce(context.core!(slot.index), slot.type, to);
    });
    return `${this.#project.helper(context.module, 'lift', resolved)}(${args.join(', ')})`;
  }

  #lowerCases(cases: Extract<Instruction, { op: 'lower-cases' }>, outer: PrintContext): string[] {
    const type = resolveType(cases.type);
    const lines: string[] = [];
    const { name: value, context } = this.#local(outer, cases.path, lines);
    const print = (index: number, payload: string): string[] => {
      const isBare = type.kind === 'option' && resolveType(type.some).kind !== 'option';
      const path = isBare ? cases.path : [...cases.path, { kind: 'payload' as const }];
      const inner = withBinding(context, path, payload);
      const scope = context.scope.child();
      return this.print(cases.blocks[index]!, { ...inner, scope, isInCase: true }).lines;
    };
    if (type.kind === 'option') {
      const isBare = isNullable(type);
      const test = isBare ? `${value} !== null` : `${value}.isSome`;
      return [...lines, ...choice(test, print(1, isBare ? value : `${value}.value`), print(0, ''))];
    }
    if (type.kind === 'result') {
      const [ok, err] = [print(0, `${value}.value`), print(1, `${value}.error`)];
      return [...lines, ...choice(`${value}.isOk`, ok, err)];
    }
    const body = bodyOf(type);
    if (type.kind !== 'named' || body?.kind !== 'variant') {
      throw new Error('type has no cases to lower; report this as a bug');
    }
    const tag = this.#project.tagName(context.module, type.declaration);
    const tags = caseNames(body.cases, 'enum');
    const names = caseNames(body.cases, 'member');
    lines.push(`switch (${value}.tag) {`);
    for (const [index, one] of body.cases.entries()) {
      const block = indent([...print(index, `${value}.${names.get(one.name)!}`), 'break;']);
      const label = `case ${tag}.${tags.get(one.name)!}:`;
      // A declaration inside a case needs a block around it.
      const isBlock = block.some((line) => line.startsWith('  const '));
      lines.push(...indent(isBlock ? [`${label} {`, ...block, '}'] : [label, ...block]));
    }
    return [...lines, '}'];
  }

  /** A name for the value at a path: its own where it is a variable, else a new constant. */
  #local(
    context: PrintContext,
    path: Extract<Instruction, { op: 'lower-cases' }>['path'],
    lines: string[],
  ): { name: string; context: PrintContext } {
    const text = pathText(context, path);
    if (/^\w+$/.test(text)) return { name: text, context };
    const name = context.scope.number(partName(path, text));
    lines.push(`const ${name} = ${text};`);
    return { name, context: withBinding(context, path, name) };
  }

  #runtime(context: PrintContext, name: string): string {
    return this.#project.runtime(context.module, name);
  }
}

/** `if`, `else`; a side that is empty is left out. */
export function choice(test: string, yes: readonly string[], no: readonly string[]): string[] {
  if (yes.length === 0) return no.length === 0 ? [] : [`if (!${test}) {`, ...indent(no), '}'];
  const other = no.length === 0 ? ['}'] : ['} else {', ...indent(no), '}'];
  return [`if (${test}) {`, ...indent(yes), ...other];
}

function setCore(
  { index, from, to }: SetCore,
  value: string,
  { slots, set, isInCase }: PrintContext,
  lines: string[],
): void {
  // What would be coerced after a call is lowered in place instead, into the slot's own type.
  if (to === slots![index]) set!(index, coerce(value, from, to), lines, isInCase === true);
}

/** What the part of a value at a path is called. */
function partName(path: readonly PathStep[], text: string): string {
  const last = path.at(-1);
  if (last?.kind === 'field') return parameterName(last.name);
  if (last?.kind === 'item') return `item${last.index}`;
  if (last?.kind === 'element') return 'element';
  return text.endsWith('.error') ? 'error' : 'inner';
}

function address({ base = 'at' }: PrintContext, offset: number): string {
  return offset === 0 ? base : `${base}, ${offset}`;
}

function sum({ base = 'at' }: PrintContext, offset: number): string {
  return offset === 0 ? base : `${base} + ${offset}`;
}

function storeArguments({ base = 'at' }: PrintContext, value: string, offset: number): string {
  return offset === 0 ? `${base}, ${value}` : `${base}, ${value}, ${offset}`;
}
