import { syntaxError, tooDeep } from './diagnostics.js';
import type { Docs } from './docs.js';
import type { WitSource } from './source.js';
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
  /** Worlds that it declares, outside nested packages. */
  readonly worlds: readonly string[];
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

/** Most levels of types inside types; wasm itself takes no more. */
const MOST_LEVELS = 100;

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

class Scanner {
  readonly #source: WitSource;
  readonly #docs: Docs;
  readonly #tokens: readonly Token[];
  readonly #worlds: string[] = [];
  #at = 0;
  #nested = false;

  constructor(source: WitSource, tokens: readonly Token[], docs: Docs) {
    this.#source = source;
    this.#tokens = tokens;
    this.#docs = docs;
  }

  file(packageName: string | undefined): ScannedSource {
    const header = findHeader(this.#tokens);
    const name = header?.name ?? packageName ?? '';
    if (header !== undefined) {
      this.#packageName();
      this.#expect(';');
    }
    const own = splitPackage(name);
    while (this.#token.kind !== 'end') this.#fileItem(own);
    return {
      source: this.#source,
      tokens: this.#tokens,
      header: header?.written,
      headerSpan: header?.span,
      worlds: this.#worlds,
    };
  }

  #fileItem(own: Package): void {
    const docs = this.#documentation();
    if (this.#is('package')) {
      const name = this.#packageName();
      this.#expect('{');
      this.#nested = true;
      while (!this.#takes('}')) this.#fileItem(splitPackage(name));
      this.#nested = false;
    } else if (this.#takes('use')) {
      this.#usePath();
      if (this.#takes('as')) this.#name();
      this.#expect(';');
    } else if (this.#takes('interface')) {
      const path = [qualify(own, this.#name())];
      this.#docs.add(path, docs);
      this.#interfaceBody(path);
    } else if (this.#takes('world')) {
      const name = this.#name();
      if (!this.#nested) this.#worlds.push(name);
      const path = [qualify(own, name)];
      this.#docs.add(path, docs);
      this.#expect('{');
      while (!this.#takes('}')) this.#worldItem(path, own);
    } else {
      throw this.#fault('"interface", "world", "use" or "package"');
    }
  }

  #interfaceBody(path: readonly string[]): void {
    this.#expect('{');
    while (!this.#takes('}')) {
      const docs = this.#documentation();
      if (!this.#typeItem(path, docs)) this.#namedFunction(path, docs);
    }
  }

  #worldItem(path: readonly string[], own: Package): void {
    const docs = this.#documentation();
    if (this.#takes('import') || this.#takes('export')) {
      const named = this.#peek(1).text === ':' && !this.#isPathAhead();
      if (!named) {
        this.#usePath();
        this.#expect(';');
        return;
      }
      const name = this.#name();
      this.#docs.add([...path, name], docs);
      this.#expect(':');
      if (this.#takes('interface')) {
        this.#interfaceBody([...path, name]);
      } else {
        if (this.#is('func') || this.#is('async')) this.#functionType();
        else this.#usePath();
        this.#expect(';');
      }
    } else if (this.#takes('include')) {
      const included = this.#usePath();
      this.#docs.include(path[0]!, included.includes('/') ? included : qualify(own, included));
      if (this.#takes('with')) {
        this.#expect('{');
        this.#list('}', () => {
          this.#name();
          this.#expectWord('as');
          this.#name();
        });
      } else {
        this.#expect(';');
      }
    } else if (!this.#typeItem(path, docs)) {
      throw this.#fault('"import", "export", "include", "use" or a type');
    }
  }

  /** A `use` or a declared type, where one begins here. */
  #typeItem(path: readonly string[], docs: string): boolean {
    if (this.#peek(1).text === ':' && !this.#is('use')) return false;
    if (this.#takes('use')) {
      this.#usePath();
      this.#expect('.');
      this.#expect('{');
      this.#list('}', () => {
        this.#name();
        if (this.#takes('as')) this.#name();
      });
      this.#expect(';');
      return true;
    }
    if (this.#takes('type')) {
      this.#docs.add([...path, this.#name()], docs);
      this.#expect('=');
      this.#type();
      this.#expect(';');
      return true;
    }
    if (this.#takes('resource')) {
      const inner = [...path, this.#name()];
      this.#docs.add(inner, docs);
      if (!this.#takes(';')) this.#resourceBody(inner);
      return true;
    }
    const keyword = (['record', 'variant', 'enum', 'flags'] as const).find((one) =>
      this.#takes(one),
    );
    if (keyword === undefined) return false;
    const inner = [...path, this.#name()];
    this.#docs.add(inner, docs);
    this.#expect('{');
    this.#list('}', () => {
      const memberDocs = this.#documentation();
      this.#docs.add([...inner, this.#name()], memberDocs);
      if (keyword === 'record') {
        this.#expect(':');
        this.#type();
      } else if (keyword === 'variant' && this.#takes('(')) {
        this.#type();
        this.#expect(')');
      }
    });
    return true;
  }

  #resourceBody(path: readonly string[]): void {
    this.#expect('{');
    while (!this.#takes('}')) {
      const docs = this.#documentation();
      if (this.#is('constructor') && this.#peek(1).text === '(') {
        this.#docs.add([...path, 'constructor'], docs);
        this.#next();
        this.#parameters();
        if (this.#takes('->')) this.#type();
        this.#expect(';');
      } else {
        this.#namedFunction(path, docs);
      }
    }
  }

  #namedFunction(path: readonly string[], docs: string): void {
    this.#docs.add([...path, this.#name()], docs);
    this.#expect(':');
    this.#takes('static');
    this.#functionType();
    this.#expect(';');
  }

  #functionType(): void {
    this.#takes('async');
    this.#expectWord('func');
    this.#parameters();
    if (this.#takes('->')) this.#type();
  }

  #parameters(): void {
    this.#expect('(');
    this.#list(')', () => {
      this.#documentation();
      this.#name();
      this.#expect(':');
      this.#type();
    });
  }

  #type(depth = 0): void {
    if (this.#takes('_')) return;
    if (this.#token.kind === 'number') {
      this.#next();
      return;
    }
    if (this.#token.kind !== 'word') throw this.#fault('a type');
    if (depth > MOST_LEVELS)
      throw tooDeep({ source: this.#source, at: this.#token.at }, MOST_LEVELS);
    this.#next();
    if (this.#takes('<')) this.#list('>', () => this.#type(depth + 1));
  }

  /** Whether what stands here is `namespace:package/...`, not `name: type`. */
  #isPathAhead(): boolean {
    const third = this.#peek(2);
    return third.kind === 'word' && ['/', ':'].includes(this.#peek(3).text);
  }

  /** A path, as text: `kv`, `wajs:platform/kv@0.1.0`. */
  #usePath(): string {
    let path = this.#name();
    while (this.#is(':') || this.#is('/')) path += this.#next().text + this.#name();
    if (this.#takes('@')) path += `@${this.#version()}`;
    return path;
  }

  #packageName(): string {
    this.#expectWord('package');
    let name = this.#name();
    if (!this.#is(':')) throw this.#fault('":"');
    while (this.#is(':') || this.#is('/')) name += this.#next().text + this.#name();
    if (this.#takes('@')) name += `@${this.#version()}`;
    return name;
  }

  #version(): string {
    if (this.#token.kind !== 'number') throw this.#fault('a version');
    return this.#next().text;
  }

  /** Doc comments before an item and before its gates, and the gates as block tags of TSDoc. */
  #documentation(): string {
    const parts = [this.#token.docs];
    const tags: string[] = [];
    while (this.#takes('@')) {
      tags.push(gateTag(this.#name(), this.#gateValue()));
      parts.push(this.#token.docs);
    }
    const docs = parts.filter((one) => one !== '').join('\n');
    // What the author says of it is worth more than a version.
    const more = tags.filter((tag) => !docs.includes(tag.split(' ', 1)[0]!));
    return [docs, more.join('\n')].filter((one) => one !== '').join('\n\n');
  }

  /** The value in the parentheses of a gate: of `(version = 0.1.0)`, the version. */
  #gateValue(): string {
    let value = '';
    if (!this.#takes('(')) return value;
    while (!this.#takes(')')) {
      if (this.#token.kind === 'end') throw this.#fault('")"');
      value = this.#next().text;
    }
    return value;
  }

  #list(close: string, item: () => void): void {
    while (!this.#takes(close)) {
      item();
      if (this.#takes(',')) continue;
      this.#expect(close);
      return;
    }
  }

  #name(): string {
    if (this.#token.kind !== 'word') throw this.#fault('a name');
    return this.#next().text;
  }

  #expectWord(text: string): void {
    if (!this.#takes(text)) throw this.#fault(`"${text}"`);
  }

  #expect(text: string): void {
    if (!this.#takes(text)) throw this.#fault(`"${text}"`);
  }

  #takes(text: string): boolean {
    if (!this.#is(text)) return false;
    this.#at += 1;
    return true;
  }

  #is(text: string): boolean {
    return this.#token.text === text && !this.#token.escaped && this.#token.kind !== 'end';
  }

  #next(): Token {
    const token = this.#token;
    this.#at += 1;
    return token;
  }

  #peek(ahead: number): Token {
    return this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)]!;
  }

  get #token(): Token {
    return this.#peek(0);
  }

  #fault(expected: string): Error {
    const { at, text } = this.#token;
    return syntaxError({ source: this.#source, at }, expected, text);
  }
}

/** A gate of WIT as a block tag, which editors and tools of documentation know. */
function gateTag(gate: string, value: string): string {
  if (gate === 'unstable') return `@experimental behind the feature \`${value}\``;
  return gate === 'deprecated' ? `@deprecated since ${value}` : `@${gate} ${value}`;
}

function splitPackage(id: string): Package {
  const at = id.indexOf('@');
  return at < 0 ? { name: id, version: '' } : { name: id.slice(0, at), version: id.slice(at) };
}

function qualify(own: Package, name: string): string {
  return `${own.name}/${name}${own.version}`;
}
