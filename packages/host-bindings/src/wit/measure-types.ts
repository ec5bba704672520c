import { partsOfBody, partsOfType } from '../model/index.js';
import type { Type, TypeBody, TypeDeclaration, World } from '../model/index.js';

/** How large a type is. */
interface Measure {
  /** Types that it is made of, each as often as it occurs. */
  readonly parts: number;
  /** Values in one of it that take room: a list of a fixed length has as many as it is long. */
  readonly values: number;
  /** Longest way from it to a type without parts. */
  readonly depth: number;
}

/** What {@link findOversized} found. */
export interface Oversized {
  /** WIT name of the declaration or function. */
  readonly name: string;
  /** Which of the limits it breaks. */
  readonly what: 'parts' | 'values' | 'levels';
  /** The limit. */
  readonly maximum: number;
}

/** Most parts of one type, counted through names; a type of twice the size of any in use is far below. */
const MOST_PARTS = 10_000;
/** Most values of one type: those of lists of a fixed length are no code, but offsets that have to fit. */
const MOST_VALUES = 1_000_000;
/** Most levels of types inside types, counted through names. */
const MOST_DEPTH = 100;

/**
 * The first declaration or function of a world whose types are too large to emit code for. A few lines
 * of WIT can name a type of millions of parts: nothing may walk such a type before this has.
 */
export function findOversized(world: World): Oversized | undefined {
  const measures = new Map<TypeDeclaration, Measure>();
  for (const found of [...world.imports, ...world.exports]) {
    for (const declaration of found.types) {
      const broken = check(declaration.name, [measureDeclaration(declaration, measures)]);
      if (broken !== undefined) return broken;
    }
    for (const func of found.functions) {
      const types = func.parameters.map((one) => one.type);
      if (func.result !== undefined) types.push(func.result);
      const broken = check(
        func.kind.name,
        types.map((type) => measureType(type, measures)),
      );
      if (broken !== undefined) return broken;
    }
  }
  return undefined;
}

function check(name: string, measures: readonly Measure[]): Oversized | undefined {
  const parts = measures.reduce((sum, one) => sum + one.parts, 0);
  if (parts > MOST_PARTS) return { name, what: 'parts', maximum: MOST_PARTS };
  const values = measures.reduce((sum, one) => sum + one.values, 0);
  if (values > MOST_VALUES) return { name, what: 'values', maximum: MOST_VALUES };
  const depth = greatest(measures);
  return depth > MOST_DEPTH ? { name, what: 'levels', maximum: MOST_DEPTH } : undefined;
}

function measureDeclaration(
  declaration: TypeDeclaration,
  known: Map<TypeDeclaration, Measure>,
): Measure {
  const found = known.get(declaration);
  if (found !== undefined) return found;
  const parts = partsOfBody(declaration.body).map((one) => measureType(one, known));
  const { body } = declaration;
  const isSum = body.kind === 'record' || body.kind === 'alias';
  const hasRoom = !isSum && !(body.kind === 'flags' && body.labels.length === 0);
  const own = join(parts, labelsOf(body), hasRoom ? 1 : 0);
  known.set(declaration, own);
  return own;
}

function measureType(type: Type, known: Map<TypeDeclaration, Measure>): Measure {
  if (type.kind === 'named') return measureDeclaration(type.declaration, known);
  const inside = partsOfType(type).map((one) => measureType(one, known));
  const isSum = type.kind === 'tuple' || type.kind === 'fixed-list';
  const one = join(inside, 1, isSum ? 0 : 1);
  if (type.kind !== 'fixed-list') return one;
  // Elements that take no room are written one by one.
  const parts = one.values === 0 ? one.parts * Math.max(1, type.length) : one.parts;
  return { parts, values: one.values * type.length, depth: one.depth };
}

function join(parts: readonly Measure[], own: number, values: number): Measure {
  return {
    parts: parts.reduce((sum, one) => sum + one.parts, own),
    values: parts.reduce((sum, one) => sum + one.values, values),
    depth: 1 + greatest(parts),
  };
}

/** The greatest depth of any number of types: too many for the arguments of one call. */
function greatest(measures: readonly Measure[]): number {
  return measures.reduce((most, one) => Math.max(most, one.depth), 0);
}

function labelsOf(body: TypeBody): number {
  return body.kind === 'enum' ? body.cases.length : body.kind === 'flags' ? body.labels.length : 1;
}
