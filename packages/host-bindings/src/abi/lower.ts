import { resolveType } from '../model/index.js';
import type { Type, TypeDeclaration } from '../model/index.js';
import { elementsOf } from './elements.js';
import { flatten } from './flatten.js';
import type { Block, CoreSlot, Instruction, PathStep, SetCore } from './instructions.js';
import { casesLayout, casesOf, fieldOffsets, flagsSize, flagWords } from './layout.js';
import { isCompound } from './lift.js';
import { PRIMITIVE_MEMORY, unsignedKind } from './scalars.js';

type Path = readonly PathStep[];

/** Lowers the value at a path to core values. Declared records and variants are lowered by a call. */
export function lowerFlat(type: Type, path: Path, slots: readonly CoreSlot[]): Block {
  const resolved = resolveType(type);
  // A list of a fixed length has a function of its own only in memory.
  if (resolved.kind !== 'named' || !isCompound(resolved)) {
    return lowerFlatBody(resolved, path, slots);
  }
  const types = flatten(resolved);
  if (types.length === 0) return [];
  const clears: Instruction[] = [];
  const coercions: Instruction[] = [];
  for (const [index, from] of types.entries()) {
    const { index: slot, type: to } = slots[index]!;
    if (from === to) continue;
    // A case may leave the slot alone: what is coerced then must be a zero of the narrower type.
    clears.push({ op: 'constant', value: 0 }, { op: 'set-core', index: slot, from, to: from });
    coercions.push({ op: 'coerce-core', index: slot, from, to });
  }
  const call: Instruction = { op: 'call-lower', type: resolved, path, index: slots[0]!.index };
  return [...clears, call, ...coercions];
}

/** Lowers the value at a path to core values, its own parts written out. */
export function lowerFlatBody(type: Type, path: Path, slots: readonly CoreSlot[]): Block {
  const resolved = resolveType(type);
  const value: Instruction = { op: 'value', path };
  const target = (index: number): SetCore => {
    const { index: slot, type: to } = slots[index]!;
    return { index: slot, from: flatten(resolved)[index]!, to };
  };
  const set = (index: number): Instruction => ({ op: 'set-core', ...target(index) });
  const setPair = (): Instruction => ({ op: 'set-pair', pointer: target(0), length: target(1) });
  switch (resolved.kind) {
    case 'primitive': {
      const { name } = resolved;
      if (name === 'string') return [value, { op: 'lower-string' }, setPair()];
      return [value, { op: 'lower-scalar', name }, set(0)];
    }
    case 'list': {
      const elements = elementsOf(resolved.element);
      return [value, { op: 'lower-list', type: resolved, ...elements }, setPair()];
    }
    case 'own':
    case 'borrow': {
      const { kind: mode, resource } = resolved;
      return [value, { op: 'lower-handle', mode, resource }, set(0)];
    }
    case 'tuple':
      return lowerFlatParts(
        resolved.items.map((item, index) => ({
          type: item,
          path: [...path, { kind: 'item', index }],
        })),
        slots,
      );
    case 'option':
    case 'result':
      return lowerFlatCases(resolved, path, slots);
    case 'named': {
      const { declaration } = resolved;
      const { body } = declaration;
      if (body.kind === 'record') {
        return lowerFlatParts(
          body.fields.map((one) => ({
            type: one.type,
            path: [...path, field(one.name, declaration)],
          })),
          slots,
        );
      }
      if (body.kind === 'flags') {
        const words = flagWords(body.labels.length);
        const sets = words.map((_, index) => set(index)).toReversed();
        return [value, { op: 'lower-flags', declaration, words: words.length }, ...sets];
      }
      if (body.kind === 'enum') return [value, { op: 'lower-enum', declaration }, set(0)];
      return lowerFlatCases(resolved, path, slots);
    }
    case 'map':
      return [value, { op: 'lower-map', type: resolved }, setPair()];
    case 'fixed-list': {
      const { element, length } = resolved;
      const count = flatten(resolved).length === 0 ? 0 : length;
      const parts = Array.from({ length: count }, (_, index): Part => {
        return { type: element, path: [...path, { kind: 'element', index }] };
      });
      return [{ op: 'check-length', path, length }, ...lowerFlatParts(parts, slots)];
    }
    case 'stream':
    case 'future':
      return [value, { op: 'lower-channel', type: resolved }, set(0)];
    case 'error-context':
      return [value, { op: 'lower-error-context' }, set(0)];
  }
}

/** Lowers the value at a path into memory. What `isCompound` is lowered by a call. */
export function lowerMemory(type: Type, path: Path, offset: number): Block {
  const resolved = resolveType(type);
  if (isCompound(resolved)) {
    return [{ op: 'call-store', type: resolved, path, offset }];
  }
  return lowerMemoryBody(resolved, path, offset);
}

/** Lowers the value at a path into memory, its own parts written out. */
export function lowerMemoryBody(type: Type, path: Path, offset: number): Block {
  const resolved = resolveType(type);
  const value: Instruction = { op: 'value', path };
  const pair: Instruction = { op: 'store-pair', offset };
  switch (resolved.kind) {
    case 'primitive': {
      const { name } = resolved;
      if (name === 'string') return [value, { op: 'lower-string' }, pair];
      const kind = PRIMITIVE_MEMORY[name];
      return [value, { op: 'lower-scalar', name }, { op: 'store', kind, offset }];
    }
    case 'list':
      return [value, { op: 'lower-list', type: resolved, ...elementsOf(resolved.element) }, pair];
    case 'own':
    case 'borrow': {
      const { kind: mode, resource } = resolved;
      return [value, { op: 'lower-handle', mode, resource }, { op: 'store', kind: 'u32', offset }];
    }
    case 'tuple':
      return lowerMemoryParts(
        resolved.items.map((item, index) => ({
          type: item,
          path: [...path, { kind: 'item', index }],
        })),
        offset,
      );
    case 'option':
    case 'result':
      return lowerMemoryCases(resolved, path, offset);
    case 'named': {
      const { declaration } = resolved;
      const { body } = declaration;
      if (body.kind === 'record') {
        return lowerMemoryParts(
          body.fields.map((one) => ({
            type: one.type,
            path: [...path, field(one.name, declaration)],
          })),
          offset,
        );
      }
      if (body.kind === 'flags') {
        const { length } = body.labels;
        const words = flagWords(length);
        const kind = unsignedKind(length > 32 ? 4 : flagsSize(length));
        const stores = words.map((_, index): Instruction => {
          return { op: 'store', kind, offset: offset + index * 4 };
        });
        const { length: count } = words;
        return [value, { op: 'lower-flags', declaration, words: count }, ...stores.toReversed()];
      }
      if (body.kind === 'enum') {
        const kind = unsignedKind(casesLayout(body.cases.map(() => undefined)).discriminant);
        return [value, { op: 'lower-enum', declaration }, { op: 'store', kind, offset }];
      }
      return lowerMemoryCases(resolved, path, offset);
    }
    case 'map':
      return [value, { op: 'lower-map', type: resolved }, pair];
    case 'fixed-list': {
      const { length } = resolved;
      const { number } = elementsOf(resolved.element);
      if (number === undefined) return [{ op: 'call-store', type: resolved, path, offset }];
      return [value, { op: 'store-list', number, offset, length }];
    }
    case 'stream':
    case 'future':
      return [value, { op: 'lower-channel', type: resolved }, { op: 'store', kind: 'u32', offset }];
    case 'error-context':
      return [value, { op: 'lower-error-context' }, { op: 'store', kind: 'u32', offset }];
  }
}

function lowerFlatCases(type: Type, path: Path, slots: readonly CoreSlot[]): Block {
  const blocks = casesOf(type)!.map((payload, index): Block => {
    const { index: slot, type: to } = slots[0]!;
    return [
      { op: 'constant', value: index },
      { op: 'set-core', index: slot, from: 'i32', to },
      ...(payload === undefined ? [] : lowerFlat(payload, payloadPath(type, path), slots.slice(1))),
    ];
  });
  return [{ op: 'lower-cases', type, path, blocks }];
}

function lowerMemoryCases(type: Type, path: Path, offset: number): Block {
  const payloads = casesOf(type)!;
  const layout = casesLayout(payloads);
  const kind = unsignedKind(layout.discriminant);
  const blocks = payloads.map((payload, index): Block => {
    const at = offset + layout.payload;
    return [
      { op: 'constant', value: index },
      { op: 'store', kind, offset },
      ...(payload === undefined ? [] : lowerMemory(payload, payloadPath(type, path), at)),
    ];
  });
  return [{ op: 'lower-cases', type, path, blocks }];
}

/** An option of no option is its own payload; every other case wraps it. */
function payloadPath(type: Type, path: Path): Path {
  const resolved = resolveType(type);
  const isBare = resolved.kind === 'option' && resolveType(resolved.some).kind !== 'option';
  return isBare ? path : [...path, { kind: 'payload' }];
}

interface Part {
  readonly type: Type;
  readonly path: Path;
}

function lowerFlatParts(parts: readonly Part[], slots: readonly CoreSlot[]): Instruction[] {
  let at = 0;
  return parts.flatMap(({ type, path }) => {
    const { length } = flatten(type);
    const own = slots.slice(at, at + length);
    at += length;
    return lowerFlat(type, path, own);
  });
}

function lowerMemoryParts(parts: readonly Part[], offset: number): Instruction[] {
  const offsets = fieldOffsets(parts.map((one) => one.type));
  return parts.flatMap(({ type, path }, index) =>
    lowerMemory(type, path, offset + offsets[index]!),
  );
}

function field(name: string, record: TypeDeclaration): PathStep {
  return { kind: 'field', name, record };
}
