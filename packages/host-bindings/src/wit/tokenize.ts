import { syntaxError } from './diagnostics.js';
import type { WitSource } from './source.js';

/** One token of WIT. */
export interface Token {
  /** `word`: a name or keyword, without `%`; `number`: also versions; `end`: of the file. */
  readonly kind: 'word' | 'number' | 'mark' | 'end';
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

const BLANK = /[ \t\r\n]+/y;
const LINE_COMMENT = /\/\/[^\n]*/y;
const WORD = /%?[A-Za-z][A-Za-z0-9-]*/y;
// A version ends before `.{`, which starts the names of a `use`.
const NUMBER = /[0-9](?:[0-9A-Za-z+-]|\.(?!\{))*/y;
const MARK = /->|[{}()<>:;,.=@/*_]/y;

/**
 * The tokens of a source, the last one being its end.
 * @throws Diagnostic `wit-syntax` for a character that no token begins with.
 */
export function tokenize(source: WitSource): Token[] {
  const { text } = source;
  const tokens: Token[] = [];
  let docs: string[] = [];
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const push = (kind: Token['kind'], found: string, name = found): void => {
    const escaped = name !== found;
    tokens.push({ kind, text: name, escaped, at, end: at + found.length, docs: docs.join('\n') });
    docs = [];
    at += found.length;
  };
  while (at < text.length) {
    const blank = match(BLANK);
    if (blank !== undefined) {
      at += blank.length;
      continue;
    }
    if (text.startsWith('//', at)) {
      const comment = match(LINE_COMMENT)!;
      if (comment.startsWith('///')) docs.push(comment.slice(3).replace(/^ /, '').trimEnd());
      at += comment.length;
      continue;
    }
    if (text.startsWith('/*', at)) {
      const end = endOfBlockComment(text, at);
      if (end === undefined) throw syntaxError({ source, at }, 'the end of this comment', '');
      const comment = text.slice(at, end);
      if (comment.startsWith('/**') && comment.length > 4) docs.push(...blockDocs(comment));
      at = end;
      continue;
    }
    const word = match(WORD);
    if (word !== undefined) {
      push('word', word, word.replace(/^%/, ''));
      continue;
    }
    const number = match(NUMBER);
    if (number !== undefined) {
      push('number', number);
      continue;
    }
    const mark = match(MARK);
    if (mark === undefined) {
      throw syntaxError({ source, at }, 'WIT', String.fromCodePoint(text.codePointAt(at)!));
    }
    push('mark', mark);
  }
  push('end', '');
  return tokens;
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

function blockDocs(comment: string): string[] {
  return comment
    .slice(3, -2)
    .split('\n')
    .map((line) => line.trim().replace(/^\* ?/, ''))
    .filter((line, index, lines) => line !== '' || (index > 0 && index < lines.length - 1));
}
