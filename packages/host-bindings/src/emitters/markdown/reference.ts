import { packageOf, ROOT, skipUses, witType } from '../../model/index.js';
import type { Interface, Type, TypeDeclaration, World } from '../../model/index.js';
import { moduleNames } from '../naming/module-names.js';
import { Anchors } from './anchors.js';
import { listItems } from './page-item.js';
import type { PageItem } from './page-item.js';

/** Name of the page that lists the worlds, without its extension. */
export const INDEX = 'index';

/** The page of one interface, however many worlds have it, and on whichever side. */
export interface Page {
  /** The interface. */
  readonly found: Interface;
  /** First world that has it. */
  readonly world: World;
  /** Its file. */
  readonly file: string;
  /** Heading of the page. */
  readonly title: string;
  /** What other pages call it. */
  readonly label: string;
  /** Headings below the title. */
  readonly items: readonly PageItem[];
  /** Anchors of these headings. */
  readonly anchors: ReadonlyMap<PageItem, string>;
}

/** All pages of a reference, and the ways between them. */
export class Reference {
  /** The worlds, each once. */
  readonly worlds: readonly World[];
  /** The pages of interfaces. */
  readonly pages: readonly Page[];
  readonly #pageOf = new Map<Interface, Page>();
  readonly #ownerOf = new Map<TypeDeclaration, Page>();
  readonly #worldAnchors: ReadonlyMap<World, string>;

  constructor(worlds: readonly World[]) {
    this.worlds = [...new Map(worlds.map((world) => [world.id, world])).values()];
    const groups = this.#groups();
    const chosen = groups.map((group) => group.toSorted(byContent)[0]!);
    const files = moduleNames(chosen, [INDEX]);
    const shorts = chosen.map(({ found }) => shortName(found.key.name));
    this.pages = chosen.map(({ found, world }) => {
      const short = shortName(found.key.name);
      const isOnly = shorts.filter((one) => one === short).length === 1;
      const label = isOnly && short !== ROOT ? short : labelOf(found, world);
      const title = titleOf(found, world, isOnly ? short : found.key.name);
      const items = listItems(found);
      const anchors = anchorsOf(title, items);
      return { found, world, file: `${files.get(found)!}.md`, title, label, items, anchors };
    });
    for (const [index, group] of groups.entries()) {
      for (const { found } of group) {
        this.#pageOf.set(found, this.pages[index]!);
        for (const one of found.types) this.#ownerOf.set(one, this.pages[index]!);
      }
    }
    const anchors = new Anchors();
    anchors.add(this.title);
    this.#worldAnchors = new Map(
      this.worlds.map((world) => [world, anchors.add(this.worldTitle(world))]),
    );
  }

  /** Heading of the page that lists the worlds. */
  get title(): string {
    return this.packages.length === 1 ? `Reference of ${this.packages[0]!}` : 'Reference';
  }

  /** The packages of the worlds. */
  get packages(): string[] {
    return [...new Set(this.worlds.map(({ id }) => packageOf(id)))];
  }

  /** Heading of a world on that page. */
  worldTitle(world: World): string {
    const isOnly = this.worlds.filter((one) => one.name === world.name).length === 1;
    return `World ${isOnly ? world.name : world.id}`;
  }

  /** Where a world is described. */
  worldTarget(world: World): string {
    return `${INDEX}.md#${this.#worldAnchors.get(world)!}`;
  }

  /** The page of an interface of one of the worlds. */
  pageOf(found: Interface): Page {
    return this.#pageOf.get(found)!;
  }

  /** The page on which a type is declared. */
  ownerOf(declaration: TypeDeclaration): Page {
    return this.#ownerOf.get(skipUses(declaration))!;
  }

  /** Worlds that have a page's interface on one side. */
  worldsOf(page: Page, side: 'imports' | 'exports'): World[] {
    return this.worlds.filter((world) => world[side].some((one) => this.pageOf(one) === page));
  }

  /** Where a type is declared, seen from a page. */
  typeTarget(from: Page, declaration: TypeDeclaration): string {
    const owner = this.ownerOf(declaration);
    const { name } = skipUses(declaration);
    const item = owner.items.find((one) => one.kind === 'type' && one.declaration.name === name)!;
    return `${owner === from ? '' : owner.file}#${owner.anchors.get(item)!}`;
  }

  /** A type as code, with each name leading to its declaration. */
  typeText(from: Page, type: Type): string {
    const linked = witType(type, (one) => `\`[\`${one.name}\`](${this.typeTarget(from, one)})\``);
    // A name at either end leaves an empty piece of code.
    return `\`${linked}\``.replaceAll('``', '');
  }

  /** Interfaces that are the same on a page: a full name is one, what a world declares itself is its own. */
  #groups(): { found: Interface; world: World }[][] {
    const groups = new Map<string, { found: Interface; world: World }[]>();
    for (const world of this.worlds) {
      for (const found of [...world.imports, ...world.exports]) {
        const { direction, name } = found.key;
        const key = name.includes('/') ? name : `${direction} ${name} ${world.id}`;
        const group = groups.get(key);
        if (group === undefined) groups.set(key, [{ found, world }]);
        else group.push({ found, world });
      }
    }
    return [...groups.values()];
  }
}

// A world may have a part of an interface only; the fullest tells most.
function byContent(a: { found: Interface }, b: { found: Interface }): number {
  const size = ({ types, functions }: Interface): number => types.length + functions.length;
  return size(b.found) - size(a.found);
}

function anchorsOf(title: string, items: readonly PageItem[]): Map<PageItem, string> {
  const anchors = new Anchors();
  anchors.add(title);
  return new Map(items.map((item) => [item, anchors.add(item.heading)]));
}

function shortName(name: string): string {
  return name.replace(/^.*\//, '').replace(/@.*$/, '');
}

function titleOf({ key }: Interface, world: World, name: string): string {
  if (key.name === ROOT)
    return `${key.direction === 'import' ? 'Imports' : 'Exports'} of the world ${world.name}`;
  return key.name.includes('/')
    ? `Interface ${name}`
    : `Interface ${key.name} of the world ${world.name}`;
}

function labelOf({ key }: Interface, world: World): string {
  return key.name === ROOT ? `${world.name} itself` : key.name;
}
