import { resolveType } from '../model/index.js';
import type { PrimitiveName, Type, TypeDeclaration } from '../model/index.js';

/** Size and alignment of a type in linear memory, in bytes. Canonical ABI, "Alignment" and "Element Size". */
export interface Layout {
  /** Bytes. */
  readonly size: number;
  /** A power of two. */
  readonly align: number;
}

/** Layout of a type that is one of several cases. */
export interface CasesLayout extends Layout {
  /** Bytes of the case's number. */
  readonly discriminant: 1 | 2 | 4;
  /** Where the payload begins. */
  readonly payload: number;
}

const PRIMITIVE_SIZES: Readonly<Record<PrimitiveName, number>> = {
  bool: 1,
  u8: 1,
  s8: 1,
  u16: 2,
  s16: 2,
  u32: 4,
  s32: 4,
  u64: 8,
  s64: 8,
  f32: 4,
  f64: 8,
  char: 4,
  string: 8,
};

/** Layouts of declared types, since declarations that use each other would be walked again and again. */
const known = new WeakMap<TypeDeclaration, Layout>();

/** Layout of a type. */
export function layoutOf(type: Type): Layout {
  const resolved = resolveType(type);
  if (resolved.kind !== 'named') return layoutAnew(resolved);
  const { declaration } = resolved;
  const layout = known.get(declaration) ?? layoutAnew(resolved);
  known.set(declaration, layout);
  return layout;
}

function layoutAnew(resolved: Type): Layout {
  switch (resolved.kind) {
    case 'primitive': {
      const size = PRIMITIVE_SIZES[resolved.name];
      return { size, align: resolved.name === 'string' ? 4 : size };
    }
    case 'list':
    case 'map':
      return { size: 8, align: 4 };
    case 'own':
    case 'borrow':
    case 'stream':
    case 'future':
    case 'error-context':
      return { size: 4, align: 4 };
    case 'tuple':
      return fieldsLayout(resolved.items);
    case 'fixed-list': {
      const { size, align } = layoutOf(resolved.element);
      return { size: size * resolved.length, align };
    }
    case 'option':
    case 'result':
      return casesLayout(casesOf(resolved)!);
    case 'named': {
      const { body } = resolved.declaration;
      if (body.kind === 'record') return fieldsLayout(body.fields.map((one) => one.type));
      if (body.kind === 'variant') return casesLayout(body.cases.map((one) => one.type));
      if (body.kind === 'enum') return casesLayout(body.cases.map(() => undefined));
      if (body.kind === 'flags') {
        const { length } = body.labels;
        const size = flagsSize(length);
        return { size: size * flagWords(length).length, align: size };
      }
      throw new Error(`"${resolved.declaration.name}" has no layout; report this as a bug`);
    }
  }
}

/** Offsets of fields one after the other. */
export function fieldOffsets(types: readonly Type[]): number[] {
  let at = 0;
  return types.map((type) => {
    const { size, align } = layoutOf(type);
    const offset = alignTo(at, align);
    at = offset + size;
    return offset;
  });
}

/** Layout of fields one after the other. */
export function fieldsLayout(types: readonly Type[]): Layout {
  let align = 1;
  let end = 0;
  for (const [index, offset] of fieldOffsets(types).entries()) {
    const layout = layoutOf(types[index]!);
    align = Math.max(align, layout.align);
    end = offset + layout.size;
  }
  return { size: alignTo(end, align), align };
}

/** Layout of a type with these payloads. */
export function casesLayout(payloads: readonly (Type | undefined)[]): CasesLayout {
  const layouts = payloads.filter((one) => one !== undefined).map(layoutOf);
  const discriminant = discriminantSize(payloads.length);
  const payloadAlign = Math.max(1, ...layouts.map((one) => one.align));
  const align = Math.max(discriminant, payloadAlign);
  const payload = alignTo(discriminant, payloadAlign);
  const size = alignTo(payload + Math.max(0, ...layouts.map((one) => one.size)), align);
  return { size, align, discriminant, payload };
}

/** The payloads of a type with cases: option, result, variant, enum. Undefined for any other. */
export function casesOf(type: Type): readonly (Type | undefined)[] | undefined {
  const resolved = resolveType(type);
  if (resolved.kind === 'option') return [undefined, resolved.some];
  if (resolved.kind === 'result') return [resolved.ok, resolved.err];
  if (resolved.kind !== 'named') return undefined;
  const { body } = resolved.declaration;
  if (body.kind === 'variant') return body.cases.map((one) => one.type);
  return body.kind === 'enum' ? body.cases.map(() => undefined) : undefined;
}

/** Bytes of the number of a case. */
export function discriminantSize(cases: number): 1 | 2 | 4 {
  return cases <= 0x100 ? 1 : cases <= 0x10000 ? 2 : 4;
}

/** How many labels each word of flags with so many labels has: 32, but for the last one. */
export function flagWords(labels: number): number[] {
  return Array.from({ length: Math.ceil(labels / 32) }, (_, index) =>
    Math.min(32, labels - index * 32),
  );
}

/** Bytes of a word of flags with so many labels. */
export function flagsSize(labels: number): 1 | 2 | 4 {
  return labels <= 8 ? 1 : labels <= 16 ? 2 : 4;
}

function alignTo(offset: number, align: number): number {
  return Math.ceil(offset / align) * align;
}
