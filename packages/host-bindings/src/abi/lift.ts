import { resolveType } from '../model/index.js';
import type { Type } from '../model/index.js';
import { elementsOf } from './elements.js';
import { flatten, flattenCases } from './flatten.js';
import type { CoreType } from './flatten.js';
import type { Block, CoreSlot, Instruction } from './instructions.js';
import { casesLayout, casesOf, fieldOffsets, flagsSize, flagWords } from './layout.js';
import { PRIMITIVE_MEMORY, unsignedKind } from './scalars.js';

/** Slots for core values of these types, counted from `first`. */
export function slotsOf(types: readonly CoreType[], first = 0): CoreSlot[] {
  return types.map((type, index) => ({ index: first + index, type }));
}

/**
 * Lifts a value from core values. Declared records and variants are lifted by a call; so are lists of
 * a fixed length that take no core values, of which there can be any number of elements.
 */
export function liftFlat(type: Type, slots: readonly CoreSlot[]): Block {
  const resolved = resolveType(type);
  const isEmptyList = resolved.kind === 'fixed-list' && flatten(resolved).length === 0;
  const isCall = (resolved.kind === 'named' && isCompound(resolved)) || isEmptyList;
  if (!isCall) return liftFlatBody(resolved, slots);
  const types = flatten(resolved);
  const args = types.map((to, index) => getCore(slots[index]!, to));
  return [...args, { op: 'call-lift', type: resolved, count: types.length }];
}

/** Lifts a value from core values, its own parts written out. */
export function liftFlatBody(type: Type, slots: readonly CoreSlot[]): Block {
  const resolved = resolveType(type);
  const core = (index: number, to: CoreType): Instruction => getCore(slots[index]!, to);
  switch (resolved.kind) {
    case 'primitive': {
      const { name } = resolved;
      if (name === 'string') return [core(0, 'i32'), core(1, 'i32'), { op: 'lift-string' }];
      return [core(0, flatten(resolved)[0]!), { op: 'lift-scalar', name, from: 'core' }];
    }
    case 'list': {
      const elements = elementsOf(resolved.element);
      return [core(0, 'i32'), core(1, 'i32'), { op: 'lift-list', type: resolved, ...elements }];
    }
    case 'own':
    case 'borrow': {
      const { kind: mode, resource } = resolved;
      return [core(0, 'i32'), { op: 'lift-handle', mode, resource }];
    }
    case 'tuple':
      return [
        ...liftFlatParts(resolved.items, slots),
        { op: 'lift-tuple', count: resolved.items.length },
      ];
    case 'option':
    case 'result':
      return liftFlatCases(resolved, slots);
    case 'named': {
      const { declaration } = resolved;
      const { body } = declaration;
      if (body.kind === 'record') {
        const types = body.fields.map((one) => one.type);
        return [
          ...liftFlatParts(types, slots),
          { op: 'lift-record', declaration, count: types.length },
        ];
      }
      if (body.kind === 'flags') {
        const words = flagWords(body.labels.length).length;
        const cores = Array.from({ length: words }, (_, index) => core(index, 'i32'));
        return [...cores, { op: 'lift-flags', declaration, words }];
      }
      if (body.kind === 'enum') return [core(0, 'i32'), { op: 'lift-enum', declaration }];
      return liftFlatCases(resolved, slots);
    }
    case 'map':
      return [core(0, 'i32'), core(1, 'i32'), { op: 'lift-map', type: resolved }];
    case 'fixed-list': {
      const { element, length: count } = resolved;
      return [
        ...liftFlatParts(Array<Type>(count).fill(element), slots),
        { op: 'lift-fixed', count, ...elementsOf(element) },
      ];
    }
    case 'stream':
    case 'future':
      return [core(0, 'i32'), { op: 'lift-channel', type: resolved }];
    case 'error-context':
      return [core(0, 'i32'), { op: 'lift-error-context' }];
  }
}

/** Lifts a value from memory at an offset. What `isCompound` is lifted by a call. */
export function liftMemory(type: Type, offset: number): Block {
  const resolved = resolveType(type);
  if (isCompound(resolved)) {
    return [{ op: 'call-load', type: resolved, offset }];
  }
  return liftMemoryBody(resolved, offset);
}

/** Lifts a value from memory at an offset, its own parts written out. */
export function liftMemoryBody(type: Type, offset: number): Block {
  const resolved = resolveType(type);
  switch (resolved.kind) {
    case 'primitive': {
      const { name } = resolved;
      if (name === 'string') return [...loadPair(offset), { op: 'lift-string' }];
      const kind = PRIMITIVE_MEMORY[name];
      return [
        { op: 'load', kind, offset },
        { op: 'lift-scalar', name, from: 'memory' },
      ];
    }
    case 'list':
      return [
        ...loadPair(offset),
        { op: 'lift-list', type: resolved, ...elementsOf(resolved.element) },
      ];
    case 'own':
    case 'borrow': {
      const { kind: mode, resource } = resolved;
      return [
        { op: 'load', kind: 'u32', offset },
        { op: 'lift-handle', mode, resource },
      ];
    }
    case 'tuple':
      return [
        ...liftMemoryParts(resolved.items, offset),
        { op: 'lift-tuple', count: resolved.items.length },
      ];
    case 'option':
    case 'result':
      return liftMemoryCases(resolved, offset);
    case 'named': {
      const { declaration } = resolved;
      const { body } = declaration;
      if (body.kind === 'record') {
        const types = body.fields.map((one) => one.type);
        return [
          ...liftMemoryParts(types, offset),
          { op: 'lift-record', declaration, count: types.length },
        ];
      }
      if (body.kind === 'flags') {
        const loads = flagLoads(body.labels.length, offset);
        return [...loads, { op: 'lift-flags', declaration, words: loads.length }];
      }
      if (body.kind === 'enum') {
        const kind = unsignedKind(casesLayout(body.cases.map(() => undefined)).discriminant);
        return [
          { op: 'load', kind, offset },
          { op: 'lift-enum', declaration },
        ];
      }
      return liftMemoryCases(resolved, offset);
    }
    case 'map':
      return [...loadPair(offset), { op: 'lift-map', type: resolved }];
    case 'fixed-list': {
      const elements = elementsOf(resolved.element);
      return [
        { op: 'address', offset },
        { op: 'constant', value: resolved.length },
        { op: 'lift-list', type: resolved, ...elements },
      ];
    }
    case 'stream':
    case 'future':
      return [
        { op: 'load', kind: 'u32', offset },
        { op: 'lift-channel', type: resolved },
      ];
    case 'error-context':
      return [{ op: 'load', kind: 'u32', offset }, { op: 'lift-error-context' }];
  }
}

/**
 * Whether a type is lifted and lowered by a function of its own: records, variants, and, where they are
 * in memory, lists of a fixed length whose elements are no numbers.
 */
export function isCompound(type: Type): boolean {
  if (type.kind === 'fixed-list') return elementsOf(type.element).number === undefined;
  if (type.kind !== 'named') return false;
  const { kind } = type.declaration.body;
  return kind === 'record' || kind === 'variant';
}

function liftFlatCases(type: Type, slots: readonly CoreSlot[]): Block {
  const payloads = casesOf(type)!;
  const joined = flattenCases(payloads);
  // A slot may be wider than this type's own join, where this type is itself a payload.
  const own = joined.map((_, index) => slots[index]!);
  const blocks = payloads.map((one) => (one === undefined ? [] : liftFlat(one, own.slice(1))));
  const source = { kind: 'core', slots: own } as const;
  return [getCore(own[0]!, 'i32'), { op: 'lift-cases', type, blocks, source }];
}

function liftMemoryCases(type: Type, offset: number): Block {
  const payloads = casesOf(type)!;
  const { discriminant, payload } = casesLayout(payloads);
  const blocks = payloads.map((one) =>
    one === undefined ? [] : liftMemory(one, offset + payload),
  );
  return [
    { op: 'load', kind: unsignedKind(discriminant), offset },
    { op: 'lift-cases', type, blocks, source: { kind: 'memory', offset } },
  ];
}

/** Lifts values from core values, one after the other. */
export function liftFlatParts(types: readonly Type[], slots: readonly CoreSlot[]): Instruction[] {
  let at = 0;
  return types.flatMap((type) => {
    const { length } = flatten(type);
    const own = slots.slice(at, at + length);
    at += length;
    return liftFlat(type, own);
  });
}

/** Lifts values from memory, laid out one after the other from an offset. */
export function liftMemoryParts(types: readonly Type[], offset: number): Instruction[] {
  const offsets = fieldOffsets(types);
  return types.flatMap((type, index) => liftMemory(type, offset + offsets[index]!));
}

function getCore({ index, type }: CoreSlot, to: CoreType): Instruction {
  return { op: 'get-core', index, from: type, to };
}

function flagLoads(labels: number, offset: number): Instruction[] {
  return flagWords(labels).map((own, index) => ({
    op: 'load',
    kind: unsignedKind(labels > 32 ? 4 : flagsSize(own)),
    offset: offset + index * 4,
  }));
}

function loadPair(offset: number): Instruction[] {
  return [
    { op: 'load', kind: 'u32', offset },
    { op: 'load', kind: 'u32', offset: offset + 4 },
  ];
}
