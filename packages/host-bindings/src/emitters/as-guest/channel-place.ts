import { resolveType, ROOT } from '../../model/index.js';
import type { ChannelType, Interface, Type } from '../../model/index.js';
import { typeKey } from '../typescript/type-label.js';

/** Where wit-component finds the type of a channel's built-ins: in a function that mentions it. */
export interface ChannelPlace {
  /** Module of the core imports. */
  readonly module: string;
  /** Name of the function. */
  readonly function: string;
  /** Number of the type among the streams and futures that the function mentions. */
  readonly index: number;
}

/** The first function of some interfaces that mentions each channel's type, by the keys of the types. */
export function findChannels(interfaces: readonly Interface[]): ReadonlyMap<string, ChannelPlace> {
  const places = new Map<string, ChannelPlace>();
  for (const { key, functions } of interfaces) {
    const prefix = key.direction === 'export' ? '[export]' : '';
    const module = `${prefix}${key.name === ROOT ? '$root' : key.name}`;
    for (const { name, parameters, result } of functions) {
      const found = [...parameters.map((one) => one.type), result].flatMap(channelsIn);
      for (const [index, type] of found.entries()) {
        const text = typeKey(type);
        if (!places.has(text)) places.set(text, { module, function: name, index });
      }
    }
  }
  return places;
}

/** The streams and futures in a type, as wit-component counts them: what is inside comes first. */
export function channelsIn(type: Type | undefined): ChannelType[] {
  if (type === undefined) return [];
  const resolved = resolveType(type);
  switch (resolved.kind) {
    case 'stream':
    case 'future':
      return [...channelsIn(resolved.element), resolved];
    case 'list':
    case 'fixed-list':
      return channelsIn(resolved.element);
    case 'map':
      return [...channelsIn(resolved.key), ...channelsIn(resolved.value)];
    case 'option':
      return channelsIn(resolved.some);
    case 'result':
      return [...channelsIn(resolved.ok), ...channelsIn(resolved.err)];
    case 'tuple':
      return resolved.items.flatMap(channelsIn);
    case 'named': {
      const { body } = resolved.declaration;
      if (body.kind === 'record') return body.fields.flatMap((one) => channelsIn(one.type));
      return body.kind === 'variant' ? body.cases.flatMap((one) => channelsIn(one.type)) : [];
    }
    case 'primitive':
    case 'own':
    case 'borrow':
    case 'error-context':
      return [];
  }
}
