import { fitLines } from './fit-lines.js';
import { layoutList, quote } from './layout.js';
import { renderDocComment, sanitize } from './doc-comment.js';

/** A file that an emitter made: where it goes below the output folder, and its text. */
export interface GeneratedFile {
  /** Path below the output folder, with forward slashes. */
  readonly path: string;
  /** Its text. */
  readonly text: string;
}

/** What the first lines of every emitted file say. */
export interface Banner {
  /** Name of the tool: `host-bindings`. */
  readonly tool: string;
  /** Where the file comes from: `wajs:platform/kv@0.1.0`. */
  readonly source: string;
  /** Options that shaped it: `--target ts-host`. */
  readonly options: string;
}

interface Import {
  readonly from: string;
  readonly name: string;
  readonly local: string;
  isType: boolean;
}

/** A file of TypeScript that is being written: imports are collected, sections come in order. */
export class ScriptFile {
  /** Path below the output folder. */
  readonly path: string;
  readonly #banner: Banner;
  readonly #names: NameScope;
  readonly #imports = new Map<string, Import>();
  readonly #sections: string[][] = [];
  #docs: readonly string[] = [];

  constructor(path: string, banner: Banner, names: NameScope) {
    this.path = path;
    this.#banner = banner;
    this.#names = names;
  }

  /** Names of the file's top level. */
  get names(): NameScope {
    return this.#names;
  }

  /** Imports a value and answers its name in this file. */
  value(name: string, from: string, fallback?: string): string {
    return this.#import(name, from, false, fallback);
  }

  /** Imports a type and answers its name in this file. */
  type(name: string, from: string, fallback?: string): string {
    return this.#import(name, from, true, fallback);
  }

  /** Says what the file is about, in a comment of its own at its top. */
  describe(docs: string): void {
    if (docs.trim() !== '') this.#docs = renderDocComment([docs, '@packageDocumentation']);
  }

  /** Adds lines, with an empty line before them. */
  add(lines: readonly string[]): void {
    if (lines.length > 0) this.#sections.push(fitLines(lines));
  }

  /** The file, imports resolved. */
  render(): GeneratedFile {
    const { tool, source, options } = this.#banner;
    const banner = [
      `// Emitted by ${sanitize(tool)} from ${sanitize(source)} (${sanitize(options)}); do not edit.`,
    ];
    const imports = this.#renderImports();
    const head = [banner, this.#docs, imports].filter((block) => block.length > 0);
    const blocks = [...head, ...this.#sections];
    return { path: this.path, text: `${blocks.map((block) => block.join('\n')).join('\n\n')}\n` };
  }

  #import(name: string, from: string, isType: boolean, fallback?: string): string {
    const key = `${from} ${name}`;
    let found = this.#imports.get(key);
    if (found === undefined) {
      const local = this.#names.has(name) && fallback !== undefined ? fallback : name;
      found = { from, name, local: this.#names.add(local), isType };
      this.#imports.set(key, found);
    }
    if (!isType) found.isType = false;
    return found.local;
  }

  #renderImports(): string[] {
    const lines: string[] = [];
    const modules = [...new Set([...this.#imports.values()].map((one) => one.from))];
    for (const from of modules.toSorted(byRelative)) {
      for (const isType of [false, true]) {
        const items = [...this.#imports.values()]
          .filter((one) => one.from === from && one.isType === isType)
          .map((one) => (one.local === one.name ? one.name : `${one.name} as ${one.local}`))
          .toSorted(byCodePoint);
        if (items.length === 0) continue;
        const before = isType ? 'import type {' : 'import {';
        const list = { before, items, after: `} from ${quote(from)};`, padded: true };
        for (const line of layoutList(list)) lines.push(line);
      }
    }
    return lines;
  }
}

/** Names that are taken in one scope. */
export class NameScope {
  /** Names, and how many were taken before each. */
  readonly #taken = new Map<string, number>();
  #outer: { readonly scope: NameScope; readonly size: number } | undefined;

  constructor(taken: Iterable<string> = []) {
    for (const name of taken) this.#take(name);
  }

  /** Whether a name is taken. */
  has(name: string): boolean {
    return this.#hasAmong(name, Infinity);
  }

  /** Takes a name, with underscores after it until it is free, and answers it. */
  add(name: string): string {
    let free = name;
    while (this.has(free)) free += '_';
    this.#take(free);
    return free;
  }

  /** Takes a name, with a number after it where it is taken, and answers it. */
  number(name: string): string {
    let free = name;
    for (let number = 2; this.has(free); number += 1) free = `${name}${number}`;
    this.#take(free);
    return free;
  }

  /** A scope inside this one: it knows the names that are taken now. */
  child(taken: Iterable<string> = []): NameScope {
    const inner = new NameScope(taken);
    inner.#outer = { scope: this, size: this.#taken.size };
    return inner;
  }

  #take(name: string): void {
    if (!this.#taken.has(name)) this.#taken.set(name, this.#taken.size);
  }

  /** Whether a name is among the first of this scope, or among those of the ones around it. */
  #hasAmong(name: string, size: number): boolean {
    const order = this.#taken.get(name);
    if (order !== undefined && order < size) return true;
    return this.#outer !== undefined && this.#outer.scope.#hasAmong(name, this.#outer.size);
  }
}

function byRelative(a: string, b: string): number {
  return Number(a.startsWith('./')) - Number(b.startsWith('./')) || byCodePoint(a, b);
}

function byCodePoint(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
