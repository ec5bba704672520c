/** A link whose text has no brackets and whose target has no blanks. */
const LINK = /\[((?:[^[\]`\\]|`[^`]*`)*)\]\(([^\s()<>]+)\)/y;

/** Words between single stars. */
const EMPHASIS =
  /(?<![*\p{L}\p{N}])\*([\p{L}\p{N}](?:[\p{L}\p{N} ,;:'-]*[\p{L}\p{N}])?)\*(?![*\p{L}\p{N}])/uy;

const BACKTICKS = /`+/y;

/** Targets that lead out of the pages, and run nothing. */
const SAFE_TARGET = /^(?:https?:\/\/|mailto:)/i;

const PUNCTUATION = /[!-/:-@[-`{-~]/;

/**
 * One line of an author's Markdown as it may stand in a page: emphasis, code and links to the web stay,
 * raw HTML, images, link definitions and marks without a partner become plain text. What is meant as
 * code here is code for every Markdown reader: a run of backticks that nothing closes is escaped.
 */
export function renderInline(text: string): string {
  const runs = backtickRuns(text);
  let out = '';
  let at = 0;
  while (at < text.length) {
    const [piece, end] = text[at] === '`' ? backticksAt(text, at, runs) : pieceAt(text, at);
    out += piece;
    at = end;
  }
  return out.trim();
}

/** What stands at a place, ready for a page, and where the next piece begins. */
function pieceAt(text: string, at: number): readonly [string, number] {
  const mark = text[at]!;
  const next = text[at + 1] ?? '';
  switch (mark) {
    case '*':
      return starAt(text, at);
    case '[':
      return linkAt(text, at);
    case ']':
      return ['\\]', at + 1];
    case '<':
      return ['&lt;', at + 1];
    case '!':
      return [next === '[' ? '\\!' : '!', at + 1];
    case '\\':
      if (next === '<') return ['&lt;', at + 2];
      return PUNCTUATION.test(next) ? [`\\${next}`, at + 2] : ['\\\\', at + 1];
    default:
      return [mark, at + 1];
  }
}

/** Where runs of backticks begin, by their length, the last first. */
function backtickRuns(text: string): Map<number, number[]> {
  const runs = new Map<number, number[]>();
  for (const { 0: run, index } of [...text.matchAll(/`+/g)].toReversed()) {
    const starts = runs.get(run.length);
    if (starts === undefined) runs.set(run.length, [index]);
    else starts.push(index);
  }
  return runs;
}

function backticksAt(
  text: string,
  at: number,
  runs: ReadonlyMap<number, number[]>,
): readonly [string, number] {
  BACKTICKS.lastIndex = at;
  const { length } = BACKTICKS.exec(text)![0];
  const starts = runs.get(length) ?? [];
  // Those before are passed for good: places only grow.
  while (starts.length > 0 && starts.at(-1)! <= at) starts.pop();
  const found = starts.at(-1);
  if (found === undefined) return ['\\`'.repeat(length), at + length];
  return [text.slice(at, found + length), found + length];
}

/** Emphasis of words, as formatters write it. */
function starAt(text: string, at: number): readonly [string, number] {
  EMPHASIS.lastIndex = at;
  const found = EMPHASIS.exec(text);
  return found === null ? ['*', at + 1] : [`_${found[1]!}_`, at + found[0].length];
}

function linkAt(text: string, at: number): readonly [string, number] {
  LINK.lastIndex = at;
  const found = LINK.exec(text);
  if (found === null) return ['\\[', at + 1];
  const label = renderInline(found[1]!);
  const target = found[2]!;
  const end = at + found[0].length;
  // A link to a place of the author's own tree leads nowhere from here, and some run code.
  if (!SAFE_TARGET.test(target) || label === '') return [label, end];
  return [`[${label}](${target.replace(/[`\\|]/g, encodeURIComponent)})`, end];
}
