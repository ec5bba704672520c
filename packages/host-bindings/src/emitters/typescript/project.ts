import { isSameKey, isUse, resolveDeclaration, ROOT, skipUses } from '../../model/index.js';
import type { Interface, InterfaceKey, Type, TypeDeclaration, World } from '../../model/index.js';
import { NameScope, ScriptFile } from '../../printer/index.js';
import type { GeneratedFile } from '../../printer/index.js';
import { moduleNames } from '../naming/module-names.js';
import { pascalCase, resourceName, shortName, TOP_LEVEL_NAMES } from './names.js';
import { channelTypeName } from './channel-type.js';
import { shortLabel, typeKey } from './type-label.js';

/** What shapes the emitted files. */
export interface ProjectOptions {
  /** Options that shape the files, as the command takes them; for the banner. */
  readonly flags: string;
  /** Module that emitted code imports: `@org/host-bindings/codegen-v1`. */
  readonly codegen: string;
}

/** What a helper of emitted code does with values of a type; `channel` is the constant that says how one crosses. */
export type Verb =
  | 'read'
  | 'write'
  | 'load'
  | 'store'
  | 'lift'
  | 'lower'
  | 'unpack'
  | 'pack'
  | 'channel';

const VERBS: readonly Verb[] = [
  'read',
  'write',
  'load',
  'store',
  'lift',
  'lower',
  'unpack',
  'pack',
  'channel',
];

/** Makes the lines of a helper function. */
export type HelperPrinter = (module: Module, type: Type, name: string) => string[];

interface Helper {
  readonly name: string;
  readonly order: string;
  lines: string[];
}

/** The emitted module of one interface. */
export interface Module {
  /** The interface. */
  readonly interface: Interface;
  /** The world by which it got here: types of an interface that a world declares are that world's. */
  readonly world: World;
  /** What people call the interface: its full name, or the world's where the world declares it. */
  readonly source: string;
  /** Its file. */
  readonly script: ScriptFile;
  /** Specifier by which other modules import it. */
  readonly specifier: string;
  /** Names of the types that it declares, by WIT name. */
  readonly typeNames: ReadonlyMap<string, string>;
  /** Its helper functions, by verb and type. */
  readonly helpers: Map<string, Helper>;
  /** The module of the interface, where this one only goes with it. */
  readonly home?: Module;
}

/** The options of a target as the command takes them. */
export function targetFlags(target: string, codegen: string | undefined): string {
  return `--target ${target}${codegen === undefined ? '' : ` --codegen ${codegen}`}`;
}

/** All modules that are emitted together, and the names by which they know each other. */
export class Project {
  /** The modules, in order: imports first. */
  readonly modules: readonly Module[];
  /** Options of this run. */
  readonly options: ProjectOptions;
  readonly #byKey: ReadonlyMap<string, Module>;
  readonly #companions: Module[] = [];
  readonly #specifiers: Set<string>;
  readonly #printers: Readonly<Partial<Record<Verb, HelperPrinter>>>;

  constructor(
    worlds: readonly World[],
    options: ProjectOptions,
    printers: Readonly<Partial<Record<Verb, HelperPrinter>>>,
  ) {
    this.options = options;
    this.#printers = printers;
    const interfaces = new Map<string, { found: Interface; world: World }>();
    for (const world of worlds) {
      for (const found of [...world.imports, ...world.exports]) {
        const key = keyOf(found.key, world);
        if (!interfaces.has(key)) interfaces.set(key, { found, world });
      }
    }
    const names = moduleNames([...interfaces.values()]);
    this.#byKey = new Map(
      [...interfaces].map(([key, { found, world }]) => {
        const name = names.get(found)!;
        return [key, createModule(found, world, name, options)];
      }),
    );
    this.modules = [...this.#byKey.values()];
    this.#specifiers = new Set(this.modules.map((one) => one.specifier));
  }

  /** Name of a declared type in a module, imported where another module declares it. */
  typeName(module: Module, declaration: TypeDeclaration): string {
    const target = skipUses(declaration);
    const owner = this.#owner(module, target);
    const name = owner.typeNames.get(target.name)!;
    if (owner === module) return name;
    const fallback = `${pascalCase(shortName(owner.interface.key.name))}${name}`;
    return module.script.type(name, owner.specifier, fallback);
  }

  /** Name of a value that stands for a declared type in a module, imported where needed. */
  valueName(
    module: Module,
    declaration: TypeDeclaration,
    name: (typeName: string) => string,
  ): string {
    const target = resolveDeclaration(declaration);
    const owner = this.#owner(module, target);
    const local = name(owner.typeNames.get(target.name)!);
    if (owner === module) return local;
    return module.script.value(
      local,
      owner.specifier,
      `${local}Of${pascalCase(shortName(owner.interface.key.name))}`,
    );
  }

  /** Name of the function that does `verb` for a type, made on first use. */
  helper(module: Module, verb: Verb, type: Type): string {
    const owner =
      type.kind === 'named' ? this.#owner(module, resolveDeclaration(type.declaration)) : module;
    const name = this.#ownHelper(owner, verb, type);
    if (owner === module) return name;
    const label = `${name}Of${pascalCase(shortName(owner.interface.key.name))}`;
    return module.script.value(name, owner.specifier, label);
  }

  /**
   * A module beside that of an interface, for what is made of its types: `rates-client` of `rates`.
   */
  companion(home: Module, suffix: string): Module {
    let name = `${home.specifier.slice(2, -3)}-${suffix}`;
    while (this.#specifiers.has(`./${name}.js`)) name += '-rpc';
    this.#specifiers.add(`./${name}.js`);
    const { source } = home;
    const options = `${this.options.flags} --rpc`;
    const banner = { tool: 'host-bindings', source, options };
    const module: Module = {
      interface: home.interface,
      world: home.world,
      source,
      script: new ScriptFile(`${name}.ts`, banner, new NameScope(TOP_LEVEL_NAMES)),
      specifier: `./${name}.js`,
      typeNames: new Map(),
      helpers: new Map(),
      home,
    };
    this.#companions.push(module);
    return module;
  }

  /** The finished files. */
  render(): GeneratedFile[] {
    return [...this.modules, ...this.#companions].map((module) => {
      const helpers = [...module.helpers.values()];
      for (const helper of helpers.toSorted((a, b) => (a.order < b.order ? -1 : 1))) {
        module.script.add(helper.lines);
      }
      return module.script.render();
    });
  }

  #ownHelper(owner: Module, verb: Verb, type: Type): string {
    const label = shortLabel(type);
    const key = `${verb} ${typeKey(type)}`;
    const known = owner.helpers.get(key);
    if (known !== undefined) return known.name;
    const name = owner.script.names.add(
      verb === 'channel' ? channelTypeName(label) : `${verb}${label}`,
    );
    const index =
      type.kind === 'named'
        ? owner.interface.types.findIndex(
            (one) => one.name === resolveDeclaration(type.declaration).name,
          )
        : 999;
    const order = `${String(index).padStart(3, '0')} ${label} ${VERBS.indexOf(verb)} ${key}`;
    const helper: Helper = { name, order, lines: [] };
    owner.helpers.set(key, helper);
    helper.lines = this.#printers[verb]!(owner, type, name);
    return name;
  }

  #owner(module: Module, declaration: TypeDeclaration): Module {
    const { owner } = declaration;
    if (isSameKey(owner, module.interface.key)) return module.home ?? module;
    const found =
      this.#byKey.get(keyOf(owner, module.world)) ??
      this.modules.find((one) => isSameKey(one.interface.key, owner));
    return found!;
  }
}

function createModule(
  found: Interface,
  world: World,
  name: string,
  options: ProjectOptions,
): Module {
  const names = new NameScope(TOP_LEVEL_NAMES);
  const typeNames = new Map<string, string>();
  for (const declaration of found.types) {
    if (isUse(declaration)) continue;
    const isResource = declaration.body.kind === 'resource';
    const wanted = (isResource ? resourceName : pascalCase)(declaration.name);
    typeNames.set(declaration.name, names.add(wanted));
  }
  const inline = found.key.name === ROOT ? world.id : `${world.id} ${found.key.name}`;
  const source = found.key.name.includes('/') ? found.key.name : inline;
  const banner = { tool: 'host-bindings', source, options: options.flags };
  return {
    interface: found,
    world,
    source,
    script: new ScriptFile(`${name}.ts`, banner, names),
    specifier: `./${name}.js`,
    typeNames,
    helpers: new Map(),
  };
}

function keyOf(key: InterfaceKey, world: World): string {
  // What a world declares itself belongs to that world alone.
  return key.name.includes('/') ? keyText(key) : `${keyText(key)} ${world.id}`;
}

function keyText(key: InterfaceKey): string {
  return `${key.direction} ${key.name}`;
}
