import { invalidWit } from './diagnostics.js';
import type { Docs } from './docs.js';
import type { WitSource } from './source.js';
import { TokenReader } from './token-reader.js';
import type { Token } from './tokenize.js';

/** What a scan finds in one source beside doc comments. */
export interface ScannedSource {
  /** The source. */
  readonly source: WitSource;
  /** Its tokens. */
  readonly tokens: readonly Token[];
  /** Name and version of the package whose header it has, as they are written: `wajs:platform@0.1.0`. */
  readonly header: string | undefined;
  /** Where the header statement begins and ends. */
  readonly headerSpan: readonly [number, number] | undefined;
  /** Where the packages in braces begin and end. */
  readonly packages: readonly (readonly [number, number])[];
  /** Worlds that it declares. */
  readonly worlds: readonly ScannedWorld[];
  /** Uses of plain names of interfaces and worlds, outside of those. */
  readonly fileNames: readonly FileName[];
}

/** A plain name of an interface or a world, where a `use` at the top of the file may give or mean it. */
export interface FileName {
  /** The name. */
  readonly name: string;
  /** `path`: given by the path of such a `use`; `as`: given by its `as`; `use`: used. */
  readonly kind: 'path' | 'as' | 'use';
  /** Where the name, or the path, ends. */
  readonly at: number;
}

/** A world that a source declares. */
export interface ScannedWorld {
  /** Its name. */
  readonly name: string;
  /** Its name with that of its package: `wajs:platform/function@0.1.0`. */
  readonly id: string;
  /** Whether it is in a nested package. */
  readonly isNested: boolean;
}

/** What `scanSource` works on. */
export interface ScanOptions {
  /** The source. */
  readonly source: WitSource;
  /** Its tokens. */
  readonly tokens: readonly Token[];
  /** Name of its package, where another file of it has the header. */
  readonly packageName: string | undefined;
  /** Where its doc comments go. */
  readonly docs: Docs;
}

/** What stands in the parentheses of a gate: `version = 1.0.0`, or a text. */
const gates: ReadonlyMap<string, 'version' | 'feature' | 'text'> = new Map([
  ['since', 'version'],
  ['unstable', 'feature'],
  ['deprecated', 'version'],
  ['external-id', 'text'],
]);

/** Name of the package of a source; the version of an interface comes from it. */
interface Package {
  readonly name: string;
  readonly version: string;
}

/** Finds the package header of a source, without looking at the rest. */
export function findHeader(
  tokens: readonly Token[],
): { name: string; written: string; span: [number, number] } | undefined {
  const start = tokens.findIndex((token) => token.text === 'package' && !token.escaped);
  if (start !== 0) return undefined;
  const end = tokens.findIndex((token) => token.text === ';' || token.text === '{');
  if (end < 0 || tokens[end]!.text !== ';') return undefined;
  const parts = tokens.slice(1, end);
  const name = parts.map((token) => token.text).join('');
  const written = parts.map((token) => (token.escaped ? `%${token.text}` : token.text)).join('');
  return { name, written, span: [tokens[0]!.at, tokens[end]!.end] };
}

/**
 * Reads a source for its doc comments and for faults of syntax, which wasm-tools reports without a
 * place. Whether names and types fit together is wasm-tools' matter.
 * @throws Diagnostic `wit-syntax` at the first token that cannot stand where it stands.
 */
export function scanSource({ source, tokens, packageName, docs }: ScanOptions): ScannedSource {
  const scanner = new Scanner(source, tokens, docs);
  return scanner.file(packageName);
}

class Scanner extends TokenReader {
  readonly #docs: Docs;
  readonly #worlds: ScannedWorld[] = [];
  readonly #packages: [number, number][] = [];
  readonly #fileNames: FileName[] = [];
  #names = new Set<string>();
  #nested = false;

  constructor(source: WitSource, tokens: readonly Token[], docs: Docs) {
    super(source, tokens);
    this.#docs = docs;
  }

  file(packageName: string | undefined): ScannedSource {
    const header = findHeader(this.tokens);
    const name = header?.name ?? packageName ?? '';
    if (header !== undefined) {
      this.#docs.add([name], this.token.docs);
      this.packageName();
      this.expect(';');
    }
    const own = splitPackage(name);
    while (this.token.kind !== 'end') this.#fileItem(own);
    return {
      source: this.source,
      tokens: this.tokens,
      header: header?.written,
      headerSpan: header?.span,
      packages: this.#packages,
      worlds: this.#worlds,
      fileNames: this.#fileNames,
    };
  }

  #fileItem(own: Package): void {
    const start = this.token;
    const docs = this.#documentation();
    if (this.is('package')) {
      if (this.#nested || this.token !== start) throw this.fault('"interface", "world" or "use"');
      const name = this.packageName();
      this.#docs.add([name], docs);
      this.expect('{');
      this.#nested = true;
      while (!this.takes('}')) this.#fileItem(splitPackage(name));
      this.#nested = false;
      this.#packages.push([start.at, this.last.end]);
    } else if (this.takes('use')) {
      this.#fileUse();
    } else if (this.takes('interface')) {
      const path = [qualify(own, this.name())];
      this.#declare(path, docs);
      this.#interfaceBody(path);
    } else if (this.takes('world')) {
      const name = this.name();
      const path = [qualify(own, name)];
      this.#worlds.push({ name, id: path[0]!, isNested: this.#nested });
      this.#declare(path, docs);
      this.expect('{');
      while (!this.takes('}')) this.#worldItem(path, own);
    } else {
      throw this.fault('"interface", "world", "use" or "package"');
    }
  }

  #fileUse(): void {
    const path = this.usePath();
    const { end } = this.last;
    if (this.takes('as')) this.#nameInFile(this.name(), 'as', this.last.end);
    else this.#nameInFile(path.replace(/@.*$/, '').replace(/^.*\//, ''), 'path', end);
    this.expect(';');
  }

  #nameInFile(name: string, kind: FileName['kind'], at: number): void {
    if (!this.#nested) this.#fileNames.push({ name, kind, at });
  }

  #interfaceBody(path: readonly string[]): void {
    const names = this.#names;
    // An interface in a world may have the name of another: one is imported, one exported.
    this.#names = new Set();
    this.expect('{');
    while (!this.takes('}')) {
      const docs = this.#documentation();
      if (!this.#typeItem(path, docs)) this.#namedFunction(path, docs);
    }
    this.#names = names;
  }

  #worldItem(path: readonly string[], own: Package): void {
    const docs = this.#documentation();
    if (this.takes('import') || this.takes('export')) {
      const named = this.peek(1).text === ':' && !this.isPathAhead();
      if (!named) {
        this.#itemPath();
        this.expect(';');
        return;
      }
      const name = this.name();
      this.#docs.add([...path, name], docs);
      this.expect(':');
      if (this.takes('interface')) {
        this.#interfaceBody([...path, name]);
      } else {
        if (this.is('func') || this.is('async')) this.#functionType([...path, name]);
        else this.#itemPath();
        this.expect(';');
      }
    } else if (this.takes('include')) {
      const included = this.#itemPath();
      this.#docs.include(path[0]!, included.includes('/') ? included : qualify(own, included));
      if (this.takes('with')) {
        this.expect('{');
        this.list('}', () => {
          this.name();
          this.expectWord('as');
          this.name();
        });
      } else {
        this.expect(';');
      }
    } else if (!this.#typeItem(path, docs)) {
      throw this.fault('"import", "export", "include", "use" or a type');
    }
  }

  /** A `use` or a declared type, where one begins here. */
  #typeItem(path: readonly string[], docs: string): boolean {
    if (this.peek(1).text === ':' && !this.is('use')) return false;
    if (this.takes('use')) {
      this.#itemPath();
      this.expect('.');
      this.expect('{');
      this.list('}', () => {
        let name = this.name();
        if (this.takes('as')) name = this.name();
        this.#declare([...path, name], '');
      });
      this.expect(';');
      return true;
    }
    if (this.takes('type')) {
      this.#declare([...path, this.name()], docs);
      this.expect('=');
      this.type();
      this.expect(';');
      return true;
    }
    if (this.takes('resource')) {
      const inner = [...path, this.name()];
      this.#declare(inner, docs);
      if (!this.takes(';')) this.#resourceBody(inner);
      return true;
    }
    const keyword = (['record', 'variant', 'enum', 'flags'] as const).find((one) =>
      this.takes(one),
    );
    if (keyword === undefined) return false;
    const inner = [...path, this.name()];
    this.#declare(inner, docs);
    this.expect('{');
    if ((keyword === 'variant' || keyword === 'enum') && this.is('}')) throw this.fault('a case');
    this.list('}', () => {
      const memberDocs = this.#documentation();
      this.#declare([...inner, this.name()], memberDocs);
      if (keyword === 'record') {
        this.expect(':');
        this.type();
      } else if (keyword === 'variant' && this.takes('(')) {
        this.type();
        this.expect(')');
      }
    });
    return true;
  }

  #resourceBody(path: readonly string[]): void {
    this.expect('{');
    while (!this.takes('}')) {
      const docs = this.#documentation();
      if (this.is('constructor') && this.peek(1).text === '(') {
        const inner = [...path, 'constructor'];
        this.#docs.add(inner, docs);
        this.next();
        this.#parameters(inner);
        if (this.takes('->')) this.type();
        this.expect(';');
      } else {
        this.#namedFunction(path, docs);
      }
    }
  }

  #namedFunction(path: readonly string[], docs: string): void {
    const inner = [...path, this.name()];
    this.#declare(inner, docs);
    this.expect(':');
    this.takes('static');
    this.#functionType(inner);
    this.expect(';');
  }

  #functionType(path: readonly string[]): void {
    this.takes('async');
    this.expectWord('func');
    this.#parameters(path);
    if (this.takes('->')) this.type();
  }

  #parameters(path: readonly string[]): void {
    this.expect('(');
    const names = new Set<string>();
    this.list(')', () => {
      this.#documentation();
      this.#takeName(names, [...path, this.name()]);
      this.expect(':');
      this.type();
    });
  }

  #declare(path: readonly string[], docs: string): void {
    this.#takeName(this.#names, path);
    this.#docs.add(path, docs);
  }

  /**
   * Takes the name that was just read. That no two are the same in one place, the encoding of a world
   * does not check.
   */
  #takeName(names: Set<string>, path: readonly string[]): void {
    const key = path.join(' ');
    if (names.has(key)) {
      const name = path.at(-1)!.replace(/^.*\//, '').replace(/@.*$/, '');
      const place = { source: this.source, at: this.last.at };
      throw invalidWit(`name \`${name}\` is defined more than once`, place);
    }
    names.add(key);
  }

  /** The path of an interface or a world that is used below the top of the file. */
  #itemPath(): string {
    const path = this.usePath();
    if (!path.includes('/')) this.#nameInFile(path, 'use', this.last.end);
    return path;
  }

  /** Doc comments before an item and before its gates, and the gates as block tags of TSDoc. */
  #documentation(): string {
    const parts = [this.token.docs];
    const tags: string[] = [];
    while (this.takes('@')) {
      tags.push(this.#gate());
      parts.push(this.token.docs);
    }
    const docs = parts.filter((one) => one !== '').join('\n');
    // What the author says of it is worth more than a version.
    const more = tags.filter((tag) => !docs.includes(tag.split(' ', 1)[0]!));
    return [docs, more.join('\n')].filter((one) => one !== '').join('\n\n');
  }

  /** A gate, as a block tag, which editors and tools of documentation know. */
  #gate(): string {
    const { token } = this;
    const kind = this.name();
    const word = gates.get(kind);
    if (word === undefined) throw this.faultAt(token, '"since", "unstable" or "deprecated"');
    this.expect('(');
    if (word !== 'text') {
      this.expectWord(word);
      this.expect('=');
    }
    const value = word === 'version' ? this.version() : word === 'text' ? this.text() : this.name();
    this.expect(')');
    if (kind === 'unstable') return `@experimental behind the feature \`${value}\``;
    return kind === 'deprecated' ? `@deprecated since ${value}` : `@${kind} ${value}`;
  }
}

function splitPackage(id: string): Package {
  const at = id.indexOf('@');
  return at < 0 ? { name: id, version: '' } : { name: id.slice(0, at), version: id.slice(at) };
}

function qualify(own: Package, name: string): string {
  return `${own.name}/${name}${own.version}`;
}
