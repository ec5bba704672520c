/**
 * What a host needs to know of a linked module: how to answer its imports, and how to call its
 * exports. It travels inside the module, in the custom section {@link planSection}.
 */
export interface Plan {
  /** Imports in the module's order. */
  readonly imports: readonly PlanImport[];
  /** Lifted functions. */
  readonly exports: readonly PlanExport[];
  /** Resources that the component itself defines. */
  readonly resources: readonly PlanResource[];
  /** Names of the exported mutable globals that an image keeps. */
  readonly globals: readonly string[];
  /** Pages of 64 KiB that the memory begins with. */
  readonly memoryPages: number;
  /** Whether `start` has to be called after instantiation. */
  readonly start: boolean;
  /**
   * Set where the guest can call its host while it allocates or frees memory for a call, which it must not
   * (component-model CanonicalABI.md, `may_leave`).
   */
  readonly leavesEarly?: boolean;
  /** Whether loops count fuel. */
  readonly fuel: boolean;
  /**
   * Set where the guest's own code can be suspended (see `asyncifyExports`): the export that allocates
   * memory for its frames.
   */
  readonly asyncify?: string;
  /** Address at which the guest says why it aborts, where it does: see `abortExport`. */
  readonly abort?: number;
  /** Export of the stack pointer, where its lowest value is recorded in the export `stack-low`. */
  readonly stackPointer?: string;
  /** Set where stores are noted in the map at the start of the memory. */
  readonly tracksWrites?: boolean;
}

/** A function that the module imports, under `module` and `name`. */
export interface PlanImport {
  /** First part of the import's name. */
  readonly module: string;
  /** Second part of the import's name. */
  readonly name: string;
  /** Whether it answers an integer of 64 bits. */
  readonly isWide?: boolean;
  /**
   * What answers it: a function of an interface, a canonical function of the component model, a function
   * that the guest never calls, or the counter of fuel.
   */
  readonly meaning:
    | {
        readonly kind: 'lower';
        readonly interface: string;
        readonly function: string;
        readonly encoding: StringEncoding;
        /** Export that allocates for results. */
        readonly realloc?: string;
        /** Whether it answers the state of a call that may go on, instead of waiting for its result. */
        readonly isAsync?: boolean;
      }
    | {
        readonly kind: 'builtin';
        /** Name in the specification: `task.return`. */
        readonly name: string;
        readonly slot?: number;
        /** Whether it may answer that it is not done yet. */
        readonly isAsync?: boolean;
        /** Export that allocates for what it answers. */
        readonly realloc?: string;
        readonly resource?: ResourceName;
        /** Whether the resource is one of the component's own. */
        readonly isLocal?: boolean;
      }
    | { readonly kind: 'stub'; readonly interface: string; readonly function: string }
    | { readonly kind: 'fuel' };
}

/** What tells a resource from all others. */
export interface ResourceName {
  /** Interface that it is of; empty where none exports it. */
  readonly interface: string;
  /** Name in WIT. */
  readonly name: string;
}

/** A resource that the component defines. */
export interface PlanResource extends ResourceName {
  /** Core export that is called with the representation when an object is dropped. */
  readonly destructor?: string;
}

/** A lifted function and the core exports that it is made of. */
export interface PlanExport {
  /** Full name of the interface. */
  readonly interface: string;
  /** Name in WIT, with its mark. */
  readonly function: string;
  /** Core export that is called. */
  readonly core: string;
  /** Lifted with the asynchronous ABI: the result comes by task.return. */
  readonly async: boolean;
  /** How its strings are encoded. */
  readonly encoding: StringEncoding;
  /** Core export that allocates for arguments. */
  readonly realloc?: string;
  /** Core export that goes on with a function that has waited. */
  readonly callback?: string;
  /** Core export that frees a result once it is read. */
  readonly postReturn?: string;
}

/** How the guest encodes strings. */
export type StringEncoding = 'utf8' | 'utf16' | 'latin1+utf16';

/** Name of the custom section with the plan, as JSON. */
export const planSection = 'wajs-plan';

/**
 * Core export of a guest that says why it aborts: a constant with the address of six numbers of 32 bits,
 * which it writes before it traps. They are address and bytes of a message, address and bytes of a file's
 * name (both UTF-16), line and column.
 */
export const abortExport = 'wajsAbort';

/**
 * Core exports of a guest whose code Binaryen's pass "asyncify" has rewritten: they begin and end the
 * unwinding of its stack into memory, and the way back.
 */
export const asyncifyExports = {
  startUnwind: 'asyncify_start_unwind',
  stopUnwind: 'asyncify_stop_unwind',
  startRewind: 'asyncify_start_rewind',
  stopRewind: 'asyncify_stop_rewind',
} as const;

/** Names of what every linked module exports. */
export const linkedExports = {
  memory: 'memory',
  /** Pages below the virtual break. */
  pages: 'memory-pages',
  /** Pages that the break may reach. */
  limit: 'memory-limit',
  fuel: 'fuel',
  /** Lowest value that the stack pointer had. */
  stackLow: 'stack-low',
  start: 'start',
} as const;
