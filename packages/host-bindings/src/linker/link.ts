import { evaluateComponent } from './component/evaluate.js';
import { parseComponent } from './component/parse-component.js';
import type { CoreItem, Linkage, Meaning, ResolvedOptions } from './component/linkage.js';
import type { CodeOrigins } from './core/code-origins.js';
import { emitModule, globalName } from './core/emit-module.js';
import { findAbort } from './core/find-abort.js';
import { findAsyncify } from './core/find-asyncify.js';
import { IndexSpaces } from './core/index-spaces.js';
import type { FunctionType } from './core/module.js';
import { type Defined, definedKey, Program, type Resolved } from './core/program.js';
import { reach, type Reached } from './core/reach.js';
import { LinkError } from './link-error.js';
import type { Plan, PlanExport, PlanImport, StringEncoding } from './plan.js';

/** Options of {@link linkComponent}. */
export interface LinkOptions {
  /** Count fuel at loop headers, so that the host can stop an endless loop. Default false. */
  readonly fuel?: boolean;
  /**
   * Record how far the stack has reached, so that a restore can leave out what it never touched.
   * Sound for a guest whose memory starts with its stack, and that writes below its stack pointer
   * by no more than LLVM's red zone: so for the engine, which is built here. Default false.
   */
  readonly trackStack?: boolean;
  /**
   * Note each page that is written to, so that a restore copies no others. Needs the first 4 KiB of the
   * memory for itself: for a guest whose memory starts with its stack, so for the engine. Default false.
   */
  readonly trackWrites?: boolean;
  /** Tell where the code of the linked module comes from, for traps to be mapped. Default false. */
  readonly origins?: boolean;
}

/** A component as one core module. */
export interface Linked {
  /** The module; it validates without any proposal that Node 20 lacks. */
  readonly module: Uint8Array;
  /** How to answer its imports, and to call its exports. */
  readonly plan: Plan;
  /** Where its code comes from, where that was asked for. */
  readonly origins?: CodeOrigins | undefined;
}

/**
 * Links a component into one core module.
 *
 * Accepts components made by componentize-qjs and components that wrap a single core module, as
 * wit-component makes them. Everything that cannot run is dropped, and `memory.grow` and
 * `memory.size` work on a virtual break, so that an instance can be restored to an image.
 *
 * @throws {LinkError} naming what cannot be linked.
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { linkComponent } from '@org/host-bindings/linker';
 *
 * const { module, plan } = linkComponent(await readFile('function.wasm'));
 * ```
 */
export function linkComponent(component: Uint8Array, options: LinkOptions = {}): Linked {
  const linkage = evaluateComponent(parseComponent(component));
  if (linkage.instances.length === 0)
    throw new LinkError('unsupported', 'the component holds no core module', {
      hint: 'build it from a guest; types alone cannot run',
    });
  const program = new Program(linkage);
  const names = new ExportNames(program);
  const exports: PlanExport[] = linkage.exports.map((item) => {
    // The "#" keeps a function of the world apart from the linker's own exports, such as "start".
    const base = `${item.interface}#${item.function}`;
    return {
      interface: item.interface,
      function: item.function,
      core: names.add(base, item.core),
      async: item.options.async,
      encoding: item.options.encoding ?? 'utf8',
      ...names.addOptions(base, item.options),
    };
  });
  const resources = linkage.resources.map(({ interface: owner, name, destructor }) => ({
    interface: owner,
    name,
    ...(destructor === undefined
      ? {}
      : { destructor: names.add(`${owner}#[dtor]${name}`, destructor) }),
  }));
  const starts = program.units.flatMap((unit) =>
    unit.module.start === undefined ? [] : [program.resolve(unit, 'func', unit.module.start)],
  );

  const asyncify = findAsyncify(program);
  for (const [name, func] of asyncify?.functions ?? []) names.entries.set(name, func);

  // Reallocs of imports are roots too, but which imports are reached is known only afterwards.
  const patching = { loops: options.fuel ?? false, stores: options.trackWrites ?? false };
  let reached = reach(program, [...names.roots, ...starts], patching);
  const before = names.roots.length;
  if (asyncify !== undefined) names.addAllocator(asyncify.realloc);
  for (const { meaning } of reached.hosts) {
    const realloc = meaning.kind === 'stub' ? undefined : meaning.options?.realloc;
    if (realloc !== undefined) names.addRealloc(realloc);
  }
  if (names.roots.length > before) reached = reach(program, [...names.roots, ...starts], patching);

  const shut = reach(program, names.allocating, { ...patching, known: reached });
  const encoding = findEncoding(linkage, reached);
  const imports = planImports(reached, names, { encoding, fuel: options.fuel ?? false });
  const memory = findMemory(program, reached);
  const units = program.units.filter((unit) => usesMemory(program, unit, memory));
  const spaces = new IndexSpaces(program, reached, imports.length);
  const stack = options.trackStack ? findStackPointer(program) : undefined;
  const mutable = spaces.globals.filter(
    (global) => global.unit.module.globals[global.index]!.mutable,
  );
  const stackIndex = mutable.findIndex(
    (global) => stack !== undefined && definedKey(global) === definedKey(stack),
  );
  const abort = findAbort(program);
  const plan: Plan = {
    imports: imports.map((item) => item.plan),
    exports: exports.map((item) => ({ ...item, encoding })),
    resources,
    globals: mutable.map((_, index) => globalName(index)),
    memoryPages: memory.unit.module.memories[memory.index]!.minimum,
    start: starts.length > 0,
    fuel: options.fuel ?? false,
    ...(shut.hosts.some(needsLeave) ? { leavesEarly: true } : {}),
    ...(stackIndex < 0 ? {} : { stackPointer: globalName(stackIndex) }),
    ...(abort === undefined ? {} : { abort }),
    ...(asyncify === undefined ? {} : { asyncify: names.addAllocator(asyncify.realloc) }),
    ...(patching.stores ? { tracksWrites: true } : {}),
  };
  assertOneAllocator(plan);
  return {
    plan,
    ...emitModule({
      program,
      reached,
      spaces,
      imports,
      memory: memory.unit.module.memories[memory.index]!,
      units,
      functionExports: new Map(
        [...names.entries].map(([name, resolved]) => [name, spaces.func(resolved)]),
      ),
      starts: starts.map((start) => spaces.func(start)),
      stack: stackIndex < 0 ? undefined : stack,
      plan,
      originsOf: options.origins === true ? memory.unit : undefined,
    }),
  };
}

/** Gives each core function that the host calls an export name. */
class ExportNames {
  readonly entries = new Map<string, Resolved>();
  readonly #reallocs = new Map<string, string>();
  readonly #program: Program;

  constructor(program: Program) {
    this.#program = program;
  }

  get roots(): Resolved[] {
    return [...this.entries.values()];
  }

  /** What runs while the guest may call no host: it allocates, or frees what has travelled. */
  get allocating(): Resolved[] {
    return [...this.entries].flatMap(([name, resolved]) =>
      /^realloc-\d+$|#.*:post-return$/.test(name) ? [resolved] : [],
    );
  }

  add(name: string, item: CoreItem): string {
    this.entries.set(name, this.#defined(item));
    return name;
  }

  addRealloc(item: CoreItem): string {
    return this.addAllocator(this.#defined(item));
  }

  addAllocator(resolved: Defined): string {
    const key = definedKey(resolved);
    let name = this.#reallocs.get(key);
    if (name === undefined) {
      name = `realloc-${this.#reallocs.size}`;
      this.#reallocs.set(key, name);
      this.entries.set(name, resolved);
    }
    return name;
  }

  addOptions(
    base: string,
    options: ResolvedOptions,
  ): Pick<PlanExport, 'realloc' | 'callback' | 'postReturn'> {
    return {
      ...(options.realloc === undefined ? {} : { realloc: this.addRealloc(options.realloc) }),
      ...(options.callback === undefined
        ? {}
        : { callback: this.add(`${base}:callback`, options.callback) }),
      ...(options.postReturn === undefined
        ? {}
        : { postReturn: this.add(`${base}:post-return`, options.postReturn) }),
    };
  }

  #defined(item: CoreItem): Defined {
    const resolved = this.#program.resolveItem(item, 'func');
    if (resolved.kind !== 'defined')
      throw new LinkError('unsupported', 'the component exports a function of its host');
    return resolved;
  }
}

function planImports(
  reached: Reached,
  names: ExportNames,
  { encoding, fuel }: { readonly encoding: StringEncoding; readonly fuel: boolean },
): { plan: PlanImport; type: FunctionType }[] {
  const taken = new Map<string, number>();
  const imports = reached.hosts.map(({ meaning, type }) => {
    const module =
      meaning.kind === 'builtin' ? 'canon' : meaning.kind === 'stub' ? 'stub' : meaning.interface;
    const base = meaning.kind === 'builtin' ? meaning.name : meaning.function;
    const count = taken.get(`${module}#${base}`) ?? 0;
    taken.set(`${module}#${base}`, count + 1);
    const name = count === 0 ? base : `${base};${count}`;
    const isWide = type.results[0] === 0x7e;
    const plan = { module, name, meaning: planMeaning(meaning, names, encoding) };
    return { plan: isWide ? { ...plan, isWide } : plan, type };
  });
  if (fuel) {
    imports.push({
      plan: { module: 'host', name: 'out-of-fuel', meaning: { kind: 'fuel' } },
      type: { params: [], results: [0x7f] },
    });
  }
  return imports;
}

function planMeaning(
  meaning: Meaning,
  names: ExportNames,
  encoding: StringEncoding,
): PlanImport['meaning'] {
  if (meaning.kind === 'builtin' && meaning.local !== undefined) {
    const { interface: owner, name } = meaning.local;
    return {
      kind: 'builtin',
      name: meaning.name,
      resource: { interface: owner, name },
      isLocal: true,
    };
  }
  if (meaning.kind === 'builtin') {
    const { name, slot, resource, options } = meaning;
    return {
      kind: 'builtin',
      name,
      ...(slot === undefined ? {} : { slot }),
      ...(resource === undefined ? {} : { resource }),
      ...(options?.async === true ? { isAsync: true } : {}),
      ...(options?.realloc === undefined ? {} : { realloc: names.addRealloc(options.realloc) }),
    };
  }
  if (meaning.kind !== 'lower') return meaning;
  const { encoding: own, realloc, async: isAsync } = meaning.options;
  return {
    kind: 'lower',
    interface: meaning.interface,
    function: meaning.function,
    encoding: meaning.interface.startsWith('wasi:') ? (own ?? 'utf8') : encoding,
    ...(realloc === undefined ? {} : { realloc: names.addRealloc(realloc) }),
    ...(isAsync ? { isAsync } : {}),
  };
}

/** Whether a host function may be called only where the guest may leave (CanonicalABI.md, `may_leave`). */
function needsLeave({ meaning }: Reached['hosts'][number]): boolean {
  if (meaning.kind === 'stub') return false;
  return meaning.kind === 'lower'
    ? !meaning.interface.startsWith('wasi:')
    : !/^(?:context|backpressure)\./.test(meaning.name);
}

/** The one memory of everything that runs. */
function findMemory(program: Program, reached: Reached): Defined {
  let memory: Defined | undefined;
  for (const { defined } of reached.functions) {
    const { module, imported } = defined.unit;
    if (imported.memory.length + module.memories.length === 0) continue;
    const own = program.resolveDefined(defined.unit, 'memory', 0);
    if (memory !== undefined && definedKey(own) !== definedKey(memory)) {
      throw new LinkError('unsupported', 'the component runs over several memories', {
        hint: 'components that are composed of several guests are not linked',
      });
    }
    memory = own;
  }
  if (memory === undefined) throw new LinkError('unsupported', 'the component has no memory');
  return memory;
}

function usesMemory(program: Program, unit: Program['units'][number], memory: Defined): boolean {
  const { module, imported } = unit;
  if (imported.memory.length + module.memories.length === 0) return false;
  return definedKey(program.resolveDefined(unit, 'memory', 0)) === definedKey(memory);
}

/** The global that linkers name so; undefined where the guest hides it. */
function findStackPointer(program: Program): Defined | undefined {
  for (const unit of program.units) {
    const found = unit.module.exports.get('__stack_pointer');
    if (found?.kind === 'global') return program.resolveDefined(unit, 'global', found.index);
  }
  return undefined;
}

/**
 * The encoding of all strings: the host has one for each instance. Functions that take and answer no
 * strings name none.
 */
function findEncoding(linkage: Linkage, reached: Reached): StringEncoding {
  const named = [
    ...linkage.exports.map(({ options }) => options.encoding),
    ...reached.hosts.map(({ meaning }) =>
      meaning.kind === 'stub' || (meaning.kind === 'lower' && meaning.interface.startsWith('wasi:'))
        ? undefined
        : meaning.options?.encoding,
    ),
  ];
  const encodings = new Set(named.filter((one) => one !== undefined));
  const [encoding = 'utf8'] = encodings;
  if (encodings.size > 1 || encoding === 'latin1+utf16') {
    throw new LinkError(
      'unsupported',
      'the component uses several string encodings, or latin1+utf16',
      { hint: 'build the guest with utf8 or utf16 throughout' },
    );
  }
  return encoding;
}

/** The host has one allocator for each instance. */
function assertOneAllocator({ imports, exports }: Plan): void {
  const lowered = imports.flatMap(({ meaning }) =>
    meaning.kind === 'lower' && !meaning.interface.startsWith('wasi:') ? [meaning] : [],
  );
  const allocators = new Set(
    [...lowered, ...exports].flatMap(({ realloc }) => (realloc === undefined ? [] : [realloc])),
  );
  if (allocators.size > 1) {
    throw new LinkError('unsupported', 'the component has several allocators', {
      hint: 'build the guest without the adapter for WASI preview 1',
    });
  }
}
