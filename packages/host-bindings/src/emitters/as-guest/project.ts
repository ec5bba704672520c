import { isSameKey, isUse, resolveDeclaration, skipUses } from '../../model/index.js';
import type { ChannelType, Interface, Type, TypeDeclaration, World } from '../../model/index.js';
import { NameScope, ScriptFile } from '../../printer/index.js';
import type { GeneratedFile } from '../../printer/index.js';
import { moduleNames } from '../naming/module-names.js';
import { pascalCase, shortName } from '../typescript/names.js';
import { shortLabel, typeKey, typeLabel } from '../typescript/type-label.js';
import type { ChannelPlan } from './channel-class.js';
import { findChannels } from './channel-place.js';
import type { ChannelPlace } from './channel-place.js';
import { MAX_TUPLE, tupleClass } from './tuple-class.js';
import { memberName, startName, TOP_LEVEL_NAMES, typeName } from './names.js';

/** What a helper function of emitted code does with values of a type. */
export type Verb = 'load' | 'store' | 'lift' | 'lower';

const VERBS: readonly Verb[] = ['load', 'store', 'lift', 'lower'];

/** Makes the lines of a helper function. */
export type HelperPrinter = (module: AsModule, type: Type, name: string) => string[];

interface Helper {
  readonly name: string;
  readonly order: string;
  lines: string[];
}

/** The emitted module of one interface. */
export interface AsModule {
  /** The interface. */
  readonly interface: Interface;
  /** The world by which it got here. */
  readonly world: World;
  /** Its file. */
  readonly script: ScriptFile;
  /** Specifier by which other modules import it. */
  readonly specifier: string;
  /** Names of the types that it declares, by WIT name. */
  readonly typeNames: ReadonlyMap<string, string>;
  /** Names of the enums of a variant's cases, by the variant's WIT name. */
  readonly tagNames: ReadonlyMap<string, string>;
  /** Names of its functions that stand at the top of the file, by WIT name. */
  readonly functionNames: ReadonlyMap<string, string>;
  /** Names of those that begin a call, by WIT name. */
  readonly startNames: ReadonlyMap<string, string>;
  /** Its helper functions, by verb and type. */
  readonly helpers: Map<string, Helper>;
}

/** Makes the sections that declare a channel's classes. */
export type ChannelPrinter = (module: AsModule, plan: ChannelPlan) => readonly string[][];

/** All modules that are emitted together, and the names by which they know each other. */
export class AsProject {
  readonly #channels: AsModule;
  readonly #tuples: AsModule;
  readonly #tupleNames = new Map<number, string>();
  readonly #channelNames = new Map<string, string>();
  readonly #printChannel: ChannelPrinter;
  /** The modules, in order: imports first. */
  readonly modules: readonly AsModule[];
  /** Module that emitted code imports. */
  readonly codegen: string;
  readonly #printers: Readonly<Record<Verb, HelperPrinter>>;
  #places: ReadonlyMap<string, ChannelPlace> | undefined;

  constructor(
    worlds: readonly World[],
    codegen: string,
    printers: Readonly<Record<Verb, HelperPrinter>>,
    printChannel: ChannelPrinter,
  ) {
    this.codegen = codegen;
    this.#printers = printers;
    this.#printChannel = printChannel;
    const interfaces = new Map<string, { found: Interface; world: World }>();
    for (const world of worlds) {
      for (const found of [...world.imports, ...world.exports]) {
        const { direction, name } = found.key;
        // What a world declares itself belongs to that world alone.
        const key = name.includes('/')
          ? `${direction} ${name}`
          : `${direction} ${name} ${world.id}`;
        if (!interfaces.has(key)) interfaces.set(key, { found, world });
      }
    }
    const names = moduleNames([...interfaces.values()]);
    this.modules = [...interfaces.values()].map(({ found, world }) =>
      createModule(found, world, names.get(found)!),
    );
    const taken = new Set(names.values());
    this.#channels = sharedModule('channels', worlds[0]!, taken);
    this.#tuples = sharedModule('tuples', worlds[0]!, taken);
  }

  /** Name of a declared type in a module, imported where another module declares it. */
  typeName(module: AsModule, declaration: TypeDeclaration): string {
    const target = skipUses(declaration);
    const owner = this.#owner(module, target);
    return this.#named(module, owner, owner.typeNames.get(target.name)!);
  }

  /** Name of the enum of a variant's cases in a module, imported where needed. */
  tagName(module: AsModule, declaration: TypeDeclaration): string {
    const target = resolveDeclaration(declaration);
    const owner = this.#owner(module, target);
    return this.#named(module, owner, owner.tagNames.get(target.name)!);
  }

  /**
   * Name of the class of a stream's or future's readable end in a module. The classes are in a file of
   * their own, so that interfaces that mention one type mean the same class.
   */
  channelName(module: AsModule, type: ChannelType): string {
    const owner = this.#channels;
    const key = typeKey(type);
    let name = this.#channelNames.get(key);
    if (name === undefined) {
      name = owner.script.names.add(typeLabel(type));
      const writer = owner.script.names.add(`${name}Writer`);
      this.#channelNames.set(key, name);
      this.#places ??= findChannels(this.modules.map((one) => one.interface));
      const place = this.#places.get(key);
      for (const lines of this.#printChannel(owner, { type, name, writer, place })) {
        owner.script.add(lines);
      }
    }
    return this.#named(module, owner, name);
  }

  /** Name of the class of tuples of so many items. Those of many items are in a file of their own. */
  tupleName(module: AsModule, count: number): string {
    if (count <= MAX_TUPLE) return this.runtime(module, `Tuple${count}`);
    const { script } = this.#tuples;
    let name = this.#tupleNames.get(count);
    if (name === undefined) {
      name = script.names.add(`Tuple${count}`);
      this.#tupleNames.set(count, name);
      script.add(tupleClass(name, count));
    }
    return this.#named(module, this.#tuples, name);
  }

  /** Name of something of the runtime module, imported. */
  runtime(module: AsModule, name: string): string {
    return module.script.value(name, this.codegen);
  }

  /** Name of the function that does `verb` for a type, made on first use. */
  helper(module: AsModule, verb: Verb, type: Type): string {
    const declaration =
      type.kind === 'named' ? type.declaration : type.kind === 'own' ? type.resource : undefined;
    const owner =
      declaration === undefined ? module : this.#owner(module, resolveDeclaration(declaration));
    return this.#named(module, owner, this.#ownHelper(owner, verb, type));
  }

  /** The finished files. */
  render(): GeneratedFile[] {
    const channels = this.#channelNames.size === 0 ? [] : [this.#channels];
    const tuples = this.#tupleNames.size === 0 ? [] : [this.#tuples];
    return [...this.modules, ...channels, ...tuples].map((module) => {
      const helpers = [...module.helpers.values()];
      for (const helper of helpers.toSorted((a, b) => (a.order < b.order ? -1 : 1))) {
        module.script.add(helper.lines);
      }
      return module.script.render();
    });
  }

  #named(module: AsModule, owner: AsModule, name: string): string {
    if (owner === module) return name;
    const fallback = `${name}Of${pascalCase(shortName(owner.interface.key.name))}`;
    return module.script.value(name, owner.specifier, fallback);
  }

  #ownHelper(owner: AsModule, verb: Verb, type: Type): string {
    const label = shortLabel(type);
    const key = `${verb} ${typeKey(type)}`;
    const known = owner.helpers.get(key);
    if (known !== undefined) return known.name;
    const name = owner.script.names.add(`${verb}${label}`);
    const index =
      type.kind === 'named'
        ? owner.interface.types.findIndex(
            (one) => one.name === resolveDeclaration(type.declaration).name,
          )
        : 999;
    const order = `${String(index).padStart(3, '0')} ${label} ${VERBS.indexOf(verb)} ${key}`;
    const helper: Helper = { name, order, lines: [] };
    owner.helpers.set(key, helper);
    helper.lines = this.#printers[verb](owner, type, name);
    return name;
  }

  #owner(module: AsModule, { owner }: TypeDeclaration): AsModule {
    if (isSameKey(owner, module.interface.key)) return module;
    const isOwner = (one: AsModule): boolean => isSameKey(one.interface.key, owner);
    return (
      this.modules.find((one) => isOwner(one) && one.world === module.world) ??
      this.modules.find(isOwner)!
    );
  }
}

/** A file of what modules share. */
function sharedModule(wanted: string, world: World, taken: ReadonlySet<string>): AsModule {
  let name = wanted;
  while (taken.has(name)) name = `world-${name}`;
  const key = { direction: 'import', name: `$${name}` } as const;
  return createModule({ key, docs: '', types: [], functions: [] }, world, name);
}

function createModule(found: Interface, world: World, name: string): AsModule {
  const names = new NameScope(TOP_LEVEL_NAMES);
  const typeNames = new Map<string, string>();
  const tagNames = new Map<string, string>();
  const own = found.types.filter((one) => !isUse(one));
  for (const one of own) typeNames.set(one.name, names.add(typeName(one.name)));
  for (const { name: variant, body } of own) {
    if (body.kind === 'variant') tagNames.set(variant, names.add(`${typeNames.get(variant)!}Tag`));
    if (body.kind === 'flags' && body.labels.length > 32) {
      tagNames.set(variant, names.add(`${typeNames.get(variant)!}Label`));
    }
  }
  const functionNames = new Map<string, string>();
  if (found.key.direction === 'import') {
    for (const { kind } of found.functions) {
      if (kind.kind === 'free') functionNames.set(kind.name, names.add(memberName(kind.name)));
    }
  }
  const startNames = new Map<string, string>();
  if (found.key.direction === 'import') {
    for (const { kind, async: isAsync } of found.functions) {
      if (kind.kind !== 'free' || !isAsync) continue;
      startNames.set(kind.name, names.add(startName(memberName(kind.name))));
    }
  }
  const inline = found.key.name.startsWith('$') ? world.id : `${world.id} ${found.key.name}`;
  const source = found.key.name.includes('/') ? found.key.name : inline;
  const banner = { tool: 'host-bindings', source, options: '--target as-guest' };
  return {
    interface: found,
    world,
    script: new ScriptFile(`${name}.ts`, banner, names),
    specifier: `./${name}`,
    typeNames,
    tagNames,
    functionNames,
    startNames,
    helpers: new Map(),
  };
}
