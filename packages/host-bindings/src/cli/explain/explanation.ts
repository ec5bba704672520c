/**
 * What `explain --json` prints. Keys are stable: later versions add some, and take none away. What is
 * not known is null. Sizes are bytes.
 */
export interface Explanation {
  /** File, as it was given. */
  readonly file: string;
  /** An artifact of `wajs build`, a component, or a core module that `linkComponent` wrote. */
  readonly kind: 'artifact' | 'component' | 'linked-module';
  /** Name of the function; only artifacts have one. */
  readonly name: string | null;
  /** Bytes of the file. */
  readonly size: number;
  /** The file by what its bytes are for; the parts of each level add up to the one above. */
  readonly parts: readonly ExplainedPart[];
  /** Version of the contract that it was built for: `wajs:platform@0.1.0`. */
  readonly contract: string | null;
  /** How calls travel; `none` where it neither makes nor takes any. Null where it cannot be linked. */
  readonly carrier: 'ring' | 'direct' | 'none' | null;
  /** sha256 of the engine: of the one that made an artifact, or of the linked module itself. */
  readonly engine: string | null;
  /**
   * What a host has to have and to grant for it, by name. Null for a linked module on the ring: it would
   * have to be run to say so, and only what is linked here is known to stop.
   */
  readonly capabilities: readonly Capability[] | null;
  /** Interfaces that it imports, with the functions that its code can reach. */
  readonly imports: readonly ExplainedInterface[];
  /** Imports of WASI: they are no capabilities, since no host grants them and none reaches anything. */
  readonly ambient: readonly AmbientInterface[];
  /** Interfaces that it exports. */
  readonly exports: readonly ExplainedInterface[];
  /** Memory that an instance begins with, and the most that it declares. */
  readonly memory: { readonly bytes: number; readonly maximum: number | null } | null;
  /** Entries of its tables. */
  readonly tables: readonly { readonly entries: number; readonly maximum: number | null }[] | null;
  /** Whether this version of the package can run it, and why not. */
  readonly runs: { readonly ok: boolean; readonly reason: string | null };
}

/** A part of the file. */
export interface ExplainedPart {
  /** `code`, `core module 0`, `custom "name"`, `bundle`. */
  readonly name: string;
  readonly bytes: number;
  /** Bytes once inflated; null where the part is not compressed. */
  readonly inflated: number | null;
  readonly parts: readonly ExplainedPart[];
}

/** Something that a host has to offer. */
export interface Capability {
  /** Name by which a policy grants it: `kv`, or the full name of an interface of your own. */
  readonly name: string;
  /** Full name of the interface. */
  readonly interface: string;
  /** `always`: every host has it. `policy`: it has to be granted. */
  readonly granted: 'always' | 'policy';
}

/** An interface with its functions. */
export interface ExplainedInterface {
  /** Full name; `$root` for what belongs to the world itself. */
  readonly interface: string;
  /** Names of functions in WIT; null where the file does not say. */
  readonly functions: readonly string[] | null;
}

/** An interface of WASI. */
export interface AmbientInterface {
  /** Full name. */
  readonly interface: string;
  /** Its functions that the code can reach. */
  readonly functions: readonly AmbientFunction[];
}

/** A function of WASI. */
export interface AmbientFunction {
  /** Name in WIT. */
  readonly name: string;
  /** What the guest finds behind it; null where calling it ends the instance. */
  readonly answer: string | null;
}
