import { layoutOf, liftMemory, lowerMemory } from '../../abi/index.js';
import { partsOfBody, partsOfType, resolveDeclaration, witType } from '../../model/index.js';
import type { ChannelType, Type, TypeDeclaration } from '../../model/index.js';
import { indent, NameScope } from '../../printer/index.js';
import type { Module, Project } from '../typescript/project.js';
import { loop } from '../typescript/statements.js';
import { isExported, numberOf, TYPED_ARRAYS } from '../typescript/type-text.js';
import { guestParameter, memoryPrologue } from './abi-function.js';
import { AbiPrinter } from './abi-printer.js';

const LOCAL_NAMES = 'guest memory at start count value item'.split(' ');

/** The members of a channel's type that the direct carrier needs: which it is, and how its items lie in memory. */
export function abiChannelMembers(project: Project, module: Module, type: ChannelType): string[] {
  const wit = `wit: '${witType(type, fullName)}',`;
  const { element, kind } = type;
  if (element === undefined) {
    const load = kind === 'stream' ? 'load: (_guest, _at, count) => count,' : 'load() {},';
    return [wit, 'size: 0,', 'align: 1,', load, 'store() {},'];
  }
  const { size, align } = layoutOf(element);
  const items = kind === 'stream' ? streamItems : futureItem;
  return [wit, `size: ${size},`, `align: ${align},`, ...items(project, module, element)];
}

/**
 * The name of a type as no other type has it: one of an interface that is imported and exported is the
 * same, unless resources of the guest's own are in it.
 */
function fullName(declaration: TypeDeclaration): string {
  const resolved = resolveDeclaration(declaration);
  const { owner, name, body } = resolved;
  if (body.kind === 'alias') return witType(body.target, fullName);
  const isShared = owner.name.includes('/') && !holdsExported(resolved, new Set());
  return `${isShared ? '' : `${owner.direction} `}${owner.name}#${name}`;
}

function holdsExported(declaration: TypeDeclaration, seen: Set<TypeDeclaration>): boolean {
  const resolved = resolveDeclaration(declaration);
  if (seen.has(resolved)) return false;
  seen.add(resolved);
  if (resolved.body.kind === 'resource') return isExported(resolved);
  return partsOfBody(resolved.body).some((part) => typeHoldsExported(part, seen));
}

function typeHoldsExported(type: Type, seen: Set<TypeDeclaration>): boolean {
  if (type.kind === 'named') return holdsExported(type.declaration, seen);
  if (type.kind === 'own' || type.kind === 'borrow') return isExported(type.resource);
  return partsOfType(type).some((part) => typeHoldsExported(part, seen));
}

function streamItems(project: Project, module: Module, element: Type): string[] {
  const number = numberOf(element);
  if (number !== undefined) {
    const array = TYPED_ARRAYS[number];
    const load = number === 'u8' ? 'loadBytes(at, count)' : `loadList(${array}, at, count)`;
    return [
      `load: (guest, at, count) => guest.memory.${load},`,
      'store(guest, at, value) {',
      ...indent([`guest.memory.setList(${array}, at, value, value.length);`]),
      '},',
    ];
  }
  const { size } = layoutOf(element);
  const load = project.helper(module, 'load', { kind: 'list', element });
  const { lines } = new AbiPrinter(project).print(lowerMemory(element, [], 0), {
    module,
    base: 'at',
    root: 'item',
    scope: new NameScope(LOCAL_NAMES),
  });
  const body =
    size === 0
      ? []
      : ['let at = start;', ...loop('for (const item of value)', [...lines, `at += ${size};`])];
  const head =
    size === 0 ? 'store() {' : `store(${guestParameter(['guest', ...lines])}, start, value) {`;
  return [
    `load: (guest, at, count) => ${load}(guest, at, count),`,
    head,
    ...indent([...memoryPrologue(body), ...body]),
    '},',
  ];
}

function futureItem(project: Project, module: Module, element: Type): string[] {
  const printer = new AbiPrinter(project);
  const context = { module, base: 'at', scope: new NameScope(LOCAL_NAMES) };
  const value = [`return ${printer.expression(liftMemory(element, 0), context)};`];
  const { lines } = printer.print(lowerMemory(element, [], 0), context);
  return [...method('load', ['at'], value), ...method('store', ['at', 'value'], lines)];
}

function method(name: string, parameters: readonly string[], lines: readonly string[]): string[] {
  const body = [...memoryPrologue(lines), ...lines];
  const text = body.join('\n');
  const items = [guestParameter(body), ...parameters];
  while (items.length > 0 && !new RegExp(`\\b${items.at(-1)!}\\b`).test(text)) items.pop();
  return [`${name}(${items.join(', ')}) {`, ...indent(body), '},'];
}
