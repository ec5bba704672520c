/** Names of the types that have no parts. */
export const PRIMITIVES = [
  'bool',
  'u8',
  's8',
  'u16',
  's16',
  'u32',
  's32',
  'u64',
  's64',
  'f32',
  'f64',
  'char',
  'string',
] as const;

/** A type that has no parts. */
export type PrimitiveName = (typeof PRIMITIVES)[number];

/** Numbers: what a list of becomes a typed array. */
export type NumberName = Exclude<PrimitiveName, 'bool' | 'char' | 'string'>;

/** A type as it is used: inline, or the name of a declared one. */
export type Type =
  | { readonly kind: 'primitive'; readonly name: PrimitiveName }
  | { readonly kind: 'list'; readonly element: Type }
  | { readonly kind: 'fixed-list'; readonly element: Type; readonly length: number }
  | { readonly kind: 'map'; readonly key: Type; readonly value: Type }
  | { readonly kind: 'option'; readonly some: Type }
  | { readonly kind: 'result'; readonly ok: Type | undefined; readonly err: Type | undefined }
  | { readonly kind: 'tuple'; readonly items: readonly Type[] }
  | { readonly kind: 'own'; readonly resource: TypeDeclaration }
  | { readonly kind: 'borrow'; readonly resource: TypeDeclaration }
  | { readonly kind: 'stream'; readonly element: Type | undefined }
  | { readonly kind: 'future'; readonly element: Type | undefined }
  | { readonly kind: 'error-context' }
  | { readonly kind: 'named'; readonly declaration: TypeDeclaration };

/** A type whose values move from one side to the other over time. */
export type ChannelType = Extract<Type, { kind: 'stream' | 'future' }>;

/** A type with a name. Two are the same when they are the same object. */
export interface TypeDeclaration {
  /** Name in WIT. */
  readonly name: string;
  /** Key of the interface that declares it. */
  readonly owner: InterfaceKey;
  /** Doc comment, without its marks; empty where there is none. */
  readonly docs: string;
  /** What it is. */
  readonly body: TypeBody;
}

/** What a declared type is. */
export type TypeBody =
  | { readonly kind: 'record'; readonly fields: readonly Field[] }
  | { readonly kind: 'variant'; readonly cases: readonly Case[] }
  | { readonly kind: 'enum'; readonly cases: readonly Label[] }
  | { readonly kind: 'flags'; readonly labels: readonly Label[] }
  | { readonly kind: 'alias'; readonly target: Type }
  | { readonly kind: 'resource' };

/** A name inside a type. */
export interface Label {
  /** Name in WIT. */
  readonly name: string;
  /** Doc comment, without its marks; empty where there is none. */
  readonly docs: string;
}

/** A field of a record. */
export interface Field extends Label {
  /** Its type. */
  readonly type: Type;
}

/** A case of a variant. */
export interface Case extends Label {
  /** What the case carries, where it carries something. */
  readonly type: Type | undefined;
}

/** Whether an interface is imported or exported, and its name: what tells interfaces of a world apart. */
export interface InterfaceKey {
  /** From the guest's view. */
  readonly direction: 'import' | 'export';
  /** `wajs:platform/kv@0.1.0`; a plain name where the world declares it inline; `$root` for the world's own. */
  readonly name: string;
}
