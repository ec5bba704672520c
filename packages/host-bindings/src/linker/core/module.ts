/** A core WebAssembly module, parsed as far as merging needs. */
export interface Module {
  /** Function types, encoded as the type section has them. */
  readonly types: readonly FunctionType[];
  readonly imports: readonly ModuleImport[];
  /** Type index of each defined function. */
  readonly functions: readonly number[];
  readonly tables: readonly TableType[];
  readonly memories: readonly MemoryType[];
  readonly globals: readonly Global[];
  readonly exports: ReadonlyMap<string, ModuleExport>;
  readonly start: number | undefined;
  readonly elements: readonly ElementSegment[];
  readonly hasDataCount: boolean;
  readonly data: readonly DataSegment[];
  /** Bodies of the defined functions: locals and code, without the size. */
  readonly code: readonly Slice[];
}

/** A run of bytes within the module. */
export interface Slice {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** The four kinds of core item that modules share. */
export type CoreKind = 'func' | 'table' | 'memory' | 'global';

export interface FunctionType {
  readonly params: readonly number[];
  readonly results: readonly number[];
}

export interface ModuleImport {
  readonly module: string;
  readonly name: string;
  readonly kind: CoreKind;
  /** Type index of a function. */
  readonly type: number;
  /** Type of a global. */
  readonly global?: GlobalType;
}

export interface ModuleExport {
  readonly kind: CoreKind;
  readonly index: number;
}

export interface GlobalType {
  readonly type: number;
  readonly mutable: boolean;
}

export interface Global extends GlobalType {
  readonly init: Slice;
}

export interface TableType {
  readonly type: number;
  readonly minimum: number;
  readonly maximum: number | undefined;
}

/** Sizes in pages of 64 KiB. */
export interface MemoryType {
  readonly minimum: number;
  readonly maximum: number | undefined;
}

/** An element segment: functions for a table. */
export interface ElementSegment {
  readonly mode: 'active' | 'passive' | 'declared';
  readonly table: number;
  readonly offset: Slice | undefined;
  /** Function indices; -1 is a null reference. */
  readonly functions: readonly number[];
}

/** A data segment: bytes for the memory. */
export interface DataSegment {
  readonly offset: Slice | undefined;
  readonly bytes: Uint8Array;
}
