import { syntaxError, tooDeep } from './diagnostics.js';
import type { WitSource } from './source.js';
import type { Token } from './tokenize.js';

/** Most levels of types inside types; wasm itself takes no more. */
const MOST_LEVELS = 100;

/** Most characters of a version, as npm has it: the pattern below needs stack for each of its parts. */
const MOST_VERSION = 256;

/** What semver.org says. */
const VERSION =
  /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-(?:0|[1-9]\d*|\d*[A-Za-z-][\dA-Za-z-]*)(?:\.(?:0|[1-9]\d*|\d*[A-Za-z-][\dA-Za-z-]*))*)?(?:\+[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*)?$/;

/** Goes through the tokens of a source: what stands here, and what can be read of it. */
export class TokenReader {
  protected readonly source: WitSource;
  protected readonly tokens: readonly Token[];
  #at = 0;

  constructor(source: WitSource, tokens: readonly Token[]) {
    this.source = source;
    this.tokens = tokens;
  }

  protected type(depth = 0): void {
    if (this.takes('_')) return;
    if (this.token.kind !== 'word') throw this.fault('a type');
    if (depth > MOST_LEVELS) throw tooDeep({ source: this.source, at: this.token.at }, MOST_LEVELS);
    const isList = this.is('list');
    this.next();
    if (!this.takes('<')) return;
    if (isList) {
      this.type(depth + 1);
      if (this.takes(',')) this.length();
      this.expect('>');
    } else {
      this.list('>', () => this.type(depth + 1));
    }
  }

  /** Of a list. */
  protected length(): void {
    const { kind, text } = this.token;
    if (kind !== 'number' || !/^\d+$/.test(text) || Number(text) > 0xffff_ffff) {
      throw this.fault('a length of 32 bits');
    }
    this.next();
  }

  /** Whether what stands here is `namespace:package/...`, not `name: type`. */
  protected isPathAhead(): boolean {
    const third = this.peek(2);
    return third.kind === 'word' && ['/', ':'].includes(this.peek(3).text);
  }

  /** A path, as text: `kv`, `wajs:platform/kv@0.1.0`. */
  protected usePath(): string {
    let path = this.name();
    while (this.is(':') || this.is('/')) path += this.next().text + this.name();
    if (this.takes('@')) path += `@${this.version()}`;
    return path;
  }

  protected packageName(): string {
    this.expectWord('package');
    let name = this.name();
    if (!this.is(':')) throw this.fault('":"');
    while (this.is(':') || this.is('/')) name += this.next().text + this.name();
    if (this.takes('@')) name += `@${this.version()}`;
    return name;
  }

  protected version(): string {
    const { text } = this.token;
    if (text.length > MOST_VERSION || !VERSION.test(text)) {
      throw this.fault('a version such as "1.0.0"');
    }
    return this.next().text;
  }

  /** A text in quotes. */
  protected text(): string {
    if (this.token.kind !== 'text') throw this.fault('a text in quotes');
    return this.next().text;
  }

  protected list(close: string, item: () => void): void {
    while (!this.takes(close)) {
      item();
      if (this.takes(',')) continue;
      this.expect(close);
      return;
    }
  }

  protected name(): string {
    if (this.token.kind !== 'word') throw this.fault('a name');
    return this.next().text;
  }

  protected expectWord(text: string): void {
    if (!this.takes(text)) throw this.fault(`"${text}"`);
  }

  protected expect(text: string): void {
    if (!this.takes(text)) throw this.fault(`"${text}"`);
  }

  protected takes(text: string): boolean {
    if (!this.is(text)) return false;
    this.#at += 1;
    return true;
  }

  protected is(text: string): boolean {
    return this.token.text === text && !this.token.escaped && this.token.kind !== 'end';
  }

  protected next(): Token {
    const token = this.token;
    this.#at += 1;
    return token;
  }

  protected peek(ahead: number): Token {
    return this.tokens[Math.min(this.#at + ahead, this.tokens.length - 1)]!;
  }

  protected get token(): Token {
    return this.peek(0);
  }

  /** The token before. */
  protected get last(): Token {
    return this.tokens[this.#at - 1]!;
  }

  protected fault(expected: string): Error {
    return this.faultAt(this.token, expected);
  }

  protected faultAt({ at, text }: Token, expected: string): Error {
    return syntaxError({ source: this.source, at }, expected, text);
  }
}
