import { fieldOffsets, fieldsLayout, layoutOf, liftMemory, lowerMemory } from '../../abi/index.js';
import type { MapType } from '../../abi/index.js';
import type { Type } from '../../model/index.js';
import { indent, NameScope } from '../../printer/index.js';
import { scaled } from '../typescript/statements.js';
import type { AbiPrinter } from './abi-printer.js';
import type { PrintContext } from './print-context.js';
import type { AsModule, AsProject } from './project.js';
import { declareLifted, typeText } from './type-text.js';

type ListType = Extract<Type, { kind: 'list' }>;
type FixedListType = Extract<Type, { kind: 'fixed-list' }>;

/** Prints the functions that lift and lower lists, lists of a fixed length, and maps. */
export class ListHelpers {
  readonly #project: AsProject;
  readonly #printer: AbiPrinter;

  constructor(project: AsProject, printer: AbiPrinter) {
    this.#project = project;
    this.#printer = printer;
  }

  /** The function that lifts a list; undefined for a type that is none. */
  load(module: AsModule, type: Type, name: string): string[] | undefined {
    const text = typeText(this.#project, module, type);
    switch (type.kind) {
      case 'list':
        return this.#loadList(module, type, { name, text });
      case 'fixed-list':
        return this.#loadFixed(module, type, { name, text });
      case 'map':
        return this.#loadMap(module, type, { name, text });
      default:
        return undefined;
    }
  }

  /** The function that lowers a list; undefined for a type that is none. */
  store(module: AsModule, type: Type, name: string): string[] | undefined {
    const text = typeText(this.#project, module, type);
    switch (type.kind) {
      case 'list':
        return this.#storeList(module, type, { name, text });
      case 'fixed-list':
        return this.#storeFixed(module, type, { name, text });
      case 'map':
        return this.#storeMap(module, type, { name, text });
      default:
        return undefined;
    }
  }

  #loadList(module: AsModule, { element }: ListType, { name, text }: Named): string[] {
    return [
      `function ${name}(pointer: usize, length: i32): ${text} {`,
      ...indent([
        `const list = new ${text}(length);`,
        ...forEach('length', this.#setElement(module, element, 'pointer')),
        'return list;',
      ]),
      '}',
    ];
  }

  #loadFixed(
    module: AsModule,
    { element, length }: FixedListType,
    { name, text }: Named,
  ): string[] {
    return [
      `export function ${name}(pointer: usize): ${text} {`,
      ...indent([
        `const list = new ${text}(${length});`,
        ...forEach(String(length), this.#setElement(module, element, 'pointer')),
        'return list;',
      ]),
      '}',
    ];
  }

  #loadMap(module: AsModule, { key, value }: MapType, { name, text }: Named): string[] {
    const { size } = fieldsLayout([key, value]);
    const [first = 0, second = 0] = fieldOffsets([key, value]);
    const lift = (type: Type, offset: number): string =>
      this.#printer.expression(liftMemory(type, offset), this.#context(module));
    return [
      `function ${name}(pointer: usize, length: i32): ${text} {`,
      ...indent([
        `const map = new ${text}();`,
        ...forEach('length', [
          `const at = pointer + ${scaled('usize(index)', size)};`,
          `map.set(${lift(key, first)}, ${lift(value, second)});`,
        ]),
        'return map;',
      ]),
      '}',
    ];
  }

  #storeList(module: AsModule, { element }: ListType, { name, text }: Named): string[] {
    const allocate = this.#project.runtime(module, 'allocate');
    return [
      `function ${name}(list: ${text}): i32 {`,
      ...indent([
        'const length = list.length;',
        `const pointer = ${allocate}(${scaled('usize(length)', layoutOf(element).size)});`,
        ...forEach('length', this.#getElement(module, element, 'pointer')),
        'return i32(pointer);',
      ]),
      '}',
    ];
  }

  #storeFixed(
    module: AsModule,
    { element, length }: FixedListType,
    { name, text }: Named,
  ): string[] {
    return [
      `export function ${name}(pointer: usize, list: ${text}): void {`,
      ...indent([
        lengthCheck('list', length),
        ...forEach(String(length), this.#getElement(module, element, 'pointer')),
      ]),
      '}',
    ];
  }

  #storeMap(module: AsModule, { key, value }: MapType, { name, text }: Named): string[] {
    const { size } = fieldsLayout([key, value]);
    const [first = 0, second = 0] = fieldOffsets([key, value]);
    const context = this.#context(module);
    const lower = (type: Type, offset: number, root: string): string[] =>
      this.#printer.print(lowerMemory(type, [], offset), { ...context, root }).lines;
    return [
      `function ${name}(map: ${text}): i32 {`,
      ...indent([
        'const keys = map.keys();',
        'const values = map.values();',
        'const length = keys.length;',
        `const pointer = ${this.#project.runtime(module, 'allocate')}(${scaled('usize(length)', size)});`,
        ...forEach('length', [
          'const key = unchecked(keys[index]);',
          'const value = unchecked(values[index]);',
          `const at = pointer + ${scaled('usize(index)', size)};`,
          ...lower(key, first, 'key'),
          ...lower(value, second, 'value'),
        ]),
        'return i32(pointer);',
      ]),
      '}',
    ];
  }

  #setElement(module: AsModule, element: Type, pointer: string): string[] {
    const value = this.#printer.expression(liftMemory(element, 0), this.#context(module));
    const text = typeText(this.#project, module, element);
    return [
      ...(/\bat\b/.test(value) ? [place(pointer, element)] : []),
      ...(value.includes(' ? ') || value.length > 60
        ? [declareLifted('item', text, value), 'unchecked((list[index] = item));']
        : [`unchecked((list[index] = ${value}));`]),
    ];
  }

  #getElement(module: AsModule, element: Type, pointer: string): string[] {
    const { lines } = this.#printer.print(lowerMemory(element, [], 0), this.#context(module));
    const text = lines.join('\n');
    return [
      ...(/\bvalue\b/.test(text) ? ['const value = unchecked(list[index]);'] : []),
      ...(/\bat\b/.test(text) ? [place(pointer, element)] : []),
      ...lines,
    ];
  }

  #context(module: AsModule): PrintContext {
    const taken = 'at index item key keys length list map pointer value values'.split(' ');
    return { module, scope: new NameScope(taken) };
  }
}

/** A statement that ends the guest where a list has another length than its type says. */
export function lengthCheck(list: string, length: number): string {
  return `assert(${list}.length == ${length}, 'this list must have ${length} elements');`;
}

interface Named {
  readonly name: string;
  readonly text: string;
}

function forEach(length: string, body: readonly string[]): string[] {
  return [`for (let index = 0; index < ${length}; index++) {`, ...indent(body), '}'];
}

function place(pointer: string, element: Type): string {
  return `const at = ${pointer} + ${scaled('usize(index)', layoutOf(element).size)};`;
}
