import { syntaxError } from './diagnostics.js';
import type { WitSource } from './source.js';

/** One token of WIT. */
export interface Token {
  /** `word`: a name or keyword, without `%`; `number`: also versions; `text`: in quotes; `end`: of the file. */
  readonly kind: 'word' | 'number' | 'text' | 'mark' | 'end';
  /** Its text. */
  readonly text: string;
  /** Whether the name was written with `%`, so is never a keyword. */
  readonly escaped: boolean;
  /** Where it begins. */
  readonly at: number;
  /** Where it ends. */
  readonly end: number;
  /** Doc comments right before it. */
  readonly docs: string;
}

/**
 * One token after any blanks, in one match, since most of the time goes into matching: a comment to the
 * end of its line, the start of a block comment, a word, a number, a text or a mark; nothing at anything
 * else. A version ends before `.{`, which starts the names of a `use`.
 */
const TOKEN =
  /[ \t\n]*(?:\r\n[ \t\n]*)*(?:(\/\/[^\n]*)|(\/\*)|(%?[A-Za-z][A-Za-z0-9-]*)|([0-9](?:[0-9A-Za-z+-]|\.(?!\{))*)|("(?:[^"\\\n]|\\.)*")|(->|[{}()<>:;,.=@/*_]))?/y;
/** Characters that stand nowhere in WIT, not even in comments: controls, overrides of direction, what Unicode discourages. */
const FORBIDDEN =
  /[^\P{Cc}\t\r\n]|[\u202A-\u202E\u2066-\u2069]|\u0149|\u0673|\u0F77|\u0F79|\u17A3|\u17A4|\u17B4|\u17B5/u;

/**
 * The tokens of a source, the last one being its end.
 * @throws Diagnostic `wit-syntax` for a character that no token begins with.
 */
export function tokenize(source: WitSource): Token[] {
  const { text } = source;
  const forbidden = text.search(FORBIDDEN);
  if (forbidden >= 0) throw unexpected(source, forbidden);
  const tokens: Token[] = [];
  let docs: string[] = [];
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  const push = (kind: Token['kind'], found: string, name = found): void => {
    const escaped = name !== found;
    const start = at - found.length;
    tokens.push({ kind, text: name, escaped, at: start, end: at, docs: docs.join('\n') });
    docs = [];
  };
  for (;;) {
    TOKEN.lastIndex = at;
    const [all, comment, block, word, number, quoted, mark] = TOKEN.exec(text)!;
    at += all.length;
    if (word !== undefined) {
      push('word', word, word.startsWith('%') ? word.slice(1) : word);
    } else if (mark !== undefined) {
      push('mark', mark);
    } else if (comment !== undefined) {
      if (comment.startsWith('///')) docs.push(comment.slice(3).replace(/^ /, '').trimEnd());
    } else if (number !== undefined) {
      push('number', number);
    } else if (quoted !== undefined) {
      push('text', quoted);
    } else if (block !== undefined) {
      const start = at - block.length;
      const end = endOfBlockComment(text, start);
      if (end === undefined)
        throw syntaxError({ source, at: start }, 'the end of this comment', '');
      const body = text.slice(start, end);
      if (body.startsWith('/**') && body.length > 4) docs.push(blockDocs(body));
      at = end;
    } else if (at < text.length) {
      throw unexpected(source, at);
    } else {
      push('end', '');
      return tokens;
    }
  }
}

function unexpected(source: WitSource, at: number): Error {
  return syntaxError({ source, at }, 'WIT', String.fromCodePoint(source.text.codePointAt(at)!));
}

/** Block comments nest. */
function endOfBlockComment(text: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < text.length;) {
    if (text.startsWith('/*', at)) {
      depth += 1;
      at += 2;
    } else if (text.startsWith('*/', at)) {
      depth -= 1;
      at += 2;
      if (depth === 0) return at;
    } else {
      at += 1;
    }
  }
  return undefined;
}

function blockDocs(comment: string): string {
  return comment
    .slice(3, -2)
    .split('\n')
    .map((line) => line.trim().replace(/^\* ?/, ''))
    .filter((line, index, lines) => line !== '' || (index > 0 && index < lines.length - 1))
    .join('\n');
}
