import type { InterfaceKey, Type, TypeDeclaration } from './types.js';

/** Name of the interface that holds what a world declares outside of any interface. */
export const ROOT = '$root';

/** Name of the package of a world or interface, by their full name: `wajs:platform@0.1.0`. */
export function packageOf(id: string): string {
  return id.replace(/\/[^@]*/, '');
}

/** What one guest may import and must export. */
export interface World {
  /** Name in WIT: `function`. */
  readonly name: string;
  /** Full name: `wajs:platform/function@0.1.0`. */
  readonly id: string;
  /** Doc comment, without its marks; empty where there is none. */
  readonly docs: string;
  /** Doc comment of its package, without its marks; empty where there is none. */
  readonly packageDocs: string;
  /** Imported interfaces, each after those that it uses. */
  readonly imports: readonly Interface[];
  /** Exported interfaces, each after those that it uses. */
  readonly exports: readonly Interface[];
}

/** One interface of a world. */
export interface Interface {
  /** Direction and name. */
  readonly key: InterfaceKey;
  /** Doc comment, without its marks; empty where there is none. */
  readonly docs: string;
  /** Types that it declares or takes over from others by `use`, in order. */
  readonly types: readonly TypeDeclaration[];
  /** Its functions, in the order in which wasm-tools lists them. */
  readonly functions: readonly Func[];
}

/** One function. */
export interface Func {
  /** Name in WIT with its mark: `get`, `[method]body-reader.read`. */
  readonly name: string;
  /** What kind of function it is. */
  readonly kind: FuncKind;
  /** Whether it may wait. */
  readonly async: boolean;
  /** Doc comment, without its marks; empty where there is none. */
  readonly docs: string;
  /** Parameters in order; the first one of a method is `self`. */
  readonly parameters: readonly Parameter[];
  /** What it answers, where it answers something. */
  readonly result: Type | undefined;
}

/** A function's place: free, or part of a resource. */
export type FuncKind =
  | { readonly kind: 'free'; readonly name: string }
  | {
      readonly kind: 'method' | 'static' | 'constructor';
      readonly name: string;
      readonly resource: TypeDeclaration;
    };

/** A parameter of a function. */
export interface Parameter {
  /** Name in WIT. */
  readonly name: string;
  /** Its type. */
  readonly type: Type;
}
