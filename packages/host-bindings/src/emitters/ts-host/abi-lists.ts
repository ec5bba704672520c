import {
  fieldOffsets,
  fieldsLayout,
  layoutOf,
  liftFlat,
  liftMemory,
  lowerMemory,
} from '../../abi/index.js';
import type { MapType } from '../../abi/index.js';
import type { Type } from '../../model/index.js';
import { NameScope } from '../../printer/index.js';
import type { Module, Project } from '../typescript/project.js';
import { loop, scaled } from '../typescript/statements.js';
import { typeText } from '../typescript/type-text.js';
import { abiFunction } from './abi-function.js';
import { AbiPrinter } from './abi-printer.js';
import type { PrintContext } from './print-context.js';

type ListType = Extract<Type, { kind: 'list' }>;
type FixedType = Extract<Type, { kind: 'fixed-list' }>;

/** A type whose elements lie one after the other. */
export type ElementsType = ListType | FixedType | MapType;

/** Whether a type has elements that lie one after the other. */
export function hasElements(type: Type): type is ElementsType {
  return type.kind === 'list' || type.kind === 'fixed-list' || type.kind === 'map';
}

const LOCAL_NAMES = 'guest memory at core list map key item left start'.split(' ');

/** Prints the functions that lift and lower lists and maps. */
export class AbiLists {
  readonly #project: Project;
  readonly #printer: AbiPrinter;

  constructor(project: Project) {
    this.#project = project;
    this.#printer = new AbiPrinter(project);
  }

  /** `loadX(guest, pointer, count)`, or `loadX(guest, start)` where the length is fixed. */
  load(module: Module, type: ElementsType, name: string): string[] {
    if (type.kind === 'map') return this.#loadMap(module, type, name);
    const { size, align } = layoutOf(type.element);
    const element = this.#printer.expression(liftMemory(type.element, 0), {
      ...this.#context(module),
      // What takes no room is nowhere.
      base: size === 0 ? '0' : 'at',
    });
    const list = typeText(this.#project, module, { kind: 'list', element: type.element });
    const isFixed = type.kind === 'fixed-list';
    const length = isFixed ? `memory.count(${type.length})` : 'count >>> 0';
    const elements = `memory.elements(pointer, count, ${align}, ${size})`;
    const begin = size === 0 ? `${elements};` : `let at = ${isFixed ? 'start' : elements};`;
    const result = typeText(this.#project, module, type);
    return abiFunction(this.#project, module, {
      docs: '',
      name,
      parameters: isFixed ? ['start: number'] : ['pointer: number', 'count: number'],
      result,
      lines: [
        ...(isFixed && size === 0 ? [] : [begin]),
        `const list: ${list} = [];`,
        ...loop(`for (let left = ${length}; left > 0; left -= 1)`, [
          `list.push(${element});`,
          ...(size === 0 ? [] : [`at += ${size};`]),
        ]),
        list === result ? 'return list;' : `return list as ${result};`,
      ],
    });
  }

  /** `storeX(guest, list)`, or `storeX(guest, start, list)` where the length is fixed. */
  store(module: Module, type: ElementsType, name: string): string[] {
    if (type.kind === 'map') return this.#storeMap(module, type, name);
    const { size, align } = layoutOf(type.element);
    const { lines } = this.#printer.print(lowerMemory(type.element, [], 0), {
      ...this.#context(module),
      root: 'item',
    });
    const list = typeText(this.#project, module, type);
    const body = (items: string): string[] => [
      'let at = start;',
      ...loop(`for (const item of ${items})`, [...lines, `at += ${size};`]),
    ];
    if (type.kind === 'fixed-list') {
      const check = `${this.#printer.runtime(module, 'checkLength')}(list, ${type.length})`;
      return abiFunction(this.#project, module, {
        docs: '',
        name,
        parameters: ['start: number', `list: ${list}`],
        result: 'void',
        lines: size === 0 ? [`${check};`] : body(check),
      });
    }
    return abiFunction(this.#project, module, {
      docs: '',
      name,
      parameters: [`list: ${list}`],
      result: 'number',
      lines: [
        `const start = memory.allocate(${scaled('list.length', size)}, ${align});`,
        ...(size === 0 ? [] : body('list')),
        'memory.length = list.length;',
        'return start;',
      ],
    });
  }

  /** `liftX(guest)`: a list of a fixed length whose elements take no core values. */
  liftEmpty(module: Module, type: FixedType, name: string): string[] {
    const result = typeText(this.#project, module, type);
    if (type.length === 0) {
      const isTyped = result.endsWith('Array');
      const lines = [`return ${isTyped ? `new ${result}(0)` : '[]'};`];
      return abiFunction(this.#project, module, { docs: '', name, parameters: [], result, lines });
    }
    const element = this.#printer.expression(liftFlat(type.element, []), this.#context(module));
    const list = typeText(this.#project, module, { kind: 'list', element: type.element });
    return abiFunction(this.#project, module, {
      docs: '',
      name,
      parameters: [],
      result,
      lines: [
        `const list: ${list} = [];`,
        ...loop(`for (let left = memory.count(${type.length}); left > 0; left -= 1)`, [
          `list.push(${element});`,
        ]),
        list === result ? 'return list;' : `return list as ${result};`,
      ],
    });
  }

  #loadMap(module: Module, type: MapType, name: string): string[] {
    const types = [type.key, type.value];
    const { size, align } = fieldsLayout(types);
    const context = this.#context(module);
    const pair = fieldOffsets(types).map((offset, index) =>
      this.#printer.expression(liftMemory(types[index]!, offset), context),
    );
    const result = typeText(this.#project, module, type);
    return abiFunction(this.#project, module, {
      docs: '',
      name,
      parameters: ['pointer: number', 'count: number'],
      result,
      lines: [
        `let at = memory.elements(pointer, count, ${align}, ${size});`,
        `const map = new ${result}();`,
        ...loop('for (let left = count >>> 0; left > 0; left -= 1)', [
          `map.set(${pair.join(', ')});`,
          `at += ${size};`,
        ]),
        'return map;',
      ],
    });
  }

  #storeMap(module: Module, type: MapType, name: string): string[] {
    const types = [type.key, type.value];
    const { size, align } = fieldsLayout(types);
    const context = this.#context(module);
    const lines = fieldOffsets(types).flatMap((offset, index) => {
      const root = index === 0 ? 'key' : 'item';
      return this.#printer.print(lowerMemory(types[index]!, [], offset), { ...context, root })
        .lines;
    });
    return abiFunction(this.#project, module, {
      docs: '',
      name,
      parameters: [`map: ${typeText(this.#project, module, type)}`],
      result: 'number',
      lines: [
        `const start = memory.allocate(${scaled('map.size', size)}, ${align});`,
        'let at = start;',
        ...loop('for (const [key, item] of map)', [...lines, `at += ${size};`]),
        'memory.length = map.size;',
        'return start;',
      ],
    });
  }

  #context(module: Module): PrintContext {
    return { module, base: 'at', scope: new NameScope(LOCAL_NAMES) };
  }
}
