/** A block of an author's Markdown. Texts are one line of inline Markdown. */
export type DocBlock =
  | { readonly kind: 'paragraph' | 'heading' | 'quote'; readonly text: string }
  | { readonly kind: 'tag'; readonly tag: Tag; readonly text: string }
  | {
      readonly kind: 'item';
      readonly marker: string;
      readonly level: number;
      readonly text: string;
    }
  | { readonly kind: 'code'; readonly language: string; readonly lines: readonly string[] }
  | { readonly kind: 'table'; readonly rows: readonly (readonly string[])[] };

/** A block tag that says how settled an item is. */
export type Tag = 'since' | 'deprecated' | 'experimental';

const TAG = /^\s{0,3}@(since|deprecated|experimental)(?:\s+(.*))?$/;
const FENCE = /^(\s*)(`{3,}(?=[^`]*$)|~{3,})\s*([\w+-]*)/;
const HEADING = /^\s{0,3}#{1,6}(?:\s+(.*?))?(?:\s#+)?\s*$/;
const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])(?:\s+(.*))?$/;
const QUOTE = /^\s{0,3}>\s?(.*)$/;
const RULE = /^\s{0,3}(?:(?:-\s*){3,}|(?:_\s*){3,}|(?:\*\s*){3,})$/;
const UNDERLINE = /^\s{0,3}(?:=+|-+)\s*$/;
const DELIMITERS = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;

/** Most blanks in a row: the patterns above take a time that grows with the square of their number. */
const MOST_BLANKS = 100;
const LONG_BLANK = new RegExp(`\\s{${MOST_BLANKS},}`, 'g');

/**
 * The blocks of a doc comment. It knows the blocks that people write; anything else is a paragraph. Each
 * block is whole: a code block that is never closed ends where the comment ends.
 */
export function parseDocs(docs: string): DocBlock[] {
  return new DocReader(docs.split('\n').map((line) => plainLine(line))).read();
}

class DocReader {
  readonly #lines: readonly string[];
  readonly #blocks: DocBlock[] = [];
  #indents: number[] = [];
  #open: string[] = [];
  #wrap: ((text: string) => DocBlock) | undefined;
  #at = 0;

  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  read(): DocBlock[] {
    while (this.#at < this.#lines.length) this.#line(this.#lines[this.#at]!);
    this.#close();
    return this.#blocks;
  }

  #line(line: string): void {
    const fence = FENCE.exec(line);
    if (fence !== null) {
      this.#fenced(fence);
      return;
    }
    const isStart = this.#open.length === 0;
    if (line.trim() === '') {
      this.#close();
    } else if (isStart && this.#indents.length === 0 && /^ {4}/.test(line)) {
      this.#indented();
      return;
    } else if (!isStart && UNDERLINE.test(line)) {
      this.#wrap = (text) => ({ kind: 'heading', text });
      this.#close();
    } else if (RULE.test(line)) {
      this.#close();
    } else if (isStart && line.includes('|') && DELIMITERS.test(this.#lines[this.#at + 1] ?? '')) {
      this.#table();
      return;
    } else {
      this.#text(line);
    }
    this.#at += 1;
  }

  #text(line: string): void {
    const heading = HEADING.exec(line);
    const item = ITEM.exec(line);
    const quote = QUOTE.exec(line);
    const tag = TAG.exec(line);
    if (tag !== null) {
      const name = tag[1] as Tag;
      this.#start(tag[2] ?? '', (all) => ({ kind: 'tag', tag: name, text: all }));
    } else if (heading !== null) {
      this.#start(heading[1] ?? '', (text) => ({ kind: 'heading', text }));
      this.#close();
    } else if (item !== null) {
      const [, blanks = '', marker = '', text = ''] = item;
      const level = this.#level(blanks.length);
      this.#start(text, (all) => ({ kind: 'item', marker: plainMarker(marker), level, text: all }));
    } else if (quote !== null) {
      this.#start(quote[1]!, (text) => ({ kind: 'quote', text }));
    } else {
      if (this.#open.length === 0) this.#indents = [];
      this.#open.push(line.trim());
    }
  }

  /** Begins a block, which goes on until it is closed. */
  #start(text: string, wrap: (text: string) => DocBlock): void {
    this.#close();
    this.#open = [text];
    this.#wrap = wrap;
  }

  #close(): void {
    const text = this.#open.join(' ').replace(/\s+/g, ' ').trim();
    const block = this.#wrap?.(text) ?? ({ kind: 'paragraph', text } as const);
    if (text !== '' || block.kind === 'tag') this.#blocks.push(block);
    this.#open = [];
    this.#wrap = undefined;
  }

  #level(indent: number): number {
    this.#indents = [...this.#indents.filter((one) => one < indent), indent];
    return this.#indents.length - 1;
  }

  #fenced([, blanks = '', fence = '', language = '']: RegExpExecArray): void {
    this.#close();
    const closing = new RegExp(`^\\s*${fence[0]}{${fence.length},}\\s*$`);
    const lines: string[] = [];
    this.#at += 1;
    while (this.#at < this.#lines.length && !closing.test(this.#lines[this.#at]!)) {
      lines.push(withoutIndent(this.#lines[this.#at]!, blanks.length));
      this.#at += 1;
    }
    this.#at += 1;
    this.#indents = [];
    this.#blocks.push({ kind: 'code', language, lines });
  }

  #indented(): void {
    const lines: string[] = [];
    while (/^(?: {4}|\s*$)/.test(this.#lines[this.#at] ?? 'end')) {
      lines.push(withoutIndent(this.#lines[this.#at]!, 4));
      this.#at += 1;
    }
    while (lines.at(-1) === '') lines.pop();
    this.#blocks.push({ kind: 'code', language: '', lines });
  }

  #table(): void {
    const rows = [splitRow(this.#lines[this.#at]!)];
    this.#at += 2;
    while ((this.#lines[this.#at] ?? '').includes('|')) {
      rows.push(splitRow(this.#lines[this.#at]!));
      this.#at += 1;
    }
    this.#indents = [];
    this.#blocks.push({ kind: 'table', rows });
  }
}

/** A line without what a terminal or a reader of bidirectional text would be misled by. */
function plainLine(line: string): string {
  return line
    .replace(/\t/g, '    ')
    .replace(LONG_BLANK, (blanks) => blanks.slice(0, MOST_BLANKS))
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '')
    .trimEnd();
}

/** Long numbers would move what belongs to the item further in than the page's indentation does. */
function plainMarker(marker: string): string {
  if (!/^\d/.test(marker)) return '-';
  return marker.length <= 3 ? marker : '1.';
}

function withoutIndent(line: string, most: number): string {
  const blanks = /^ */.exec(line)![0].length;
  return line.slice(Math.min(blanks, most));
}

function splitRow(line: string): string[] {
  const inner = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replace(/\\\|/g, '|'));
}
