import { COLUMNS } from './layout.js';

/**
 * Lines of a TSDoc comment. Nothing in the texts can end the comment or break a line of it.
 * Each part is a paragraph; parts that are empty are left out. No parts, no comment. What a part has from
 * its first block tag on goes to the end: tools take all that follows a tag for its text.
 */
export function renderDocComment(parts: readonly string[]): string[] {
  const split = parts.map((part) => splitAtTag(part));
  const isTagged = split.slice(0, -1).some((one) => one.tags !== '');
  const ordered = isTagged
    ? [...split.map((one) => one.text), ...split.map((one) => one.tags)]
    : parts;
  const paragraphs = ordered.filter((part) => part.trim() !== '');
  const lines = paragraphs.flatMap((part, index) => {
    const content = part.split('\n').map((line) => sanitize(line));
    return index === 0 ? content : ['', ...content];
  });
  if (lines.length === 0) return [];
  const [only] = lines;
  if (lines.length === 1 && only!.length <= 90) return [`/** ${only} */`];
  return ['/**', ...lines.map((line) => (line === '' ? ' *' : ` * ${line}`)), ' */'];
}

/** A sentence of the emitter's own, on lines that fit. */
export function wrapSentence(text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line !== '' && line.length + 1 + word.length > MOST_COLUMNS) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join('\n');
}

/** Most columns of a wrapped line: the mark of a comment and two levels fit before it. */
const MOST_COLUMNS = COLUMNS - 10;

/** A part of a comment, apart from what belongs to its block tags. Code in fences has none. */
function splitAtTag(part: string): { readonly text: string; readonly tags: string } {
  const lines = part.split('\n');
  let isCode = false;
  const first = lines.findIndex((line) => {
    if (/^\s*```/.test(line)) isCode = !isCode;
    return !isCode && /^\s*@[a-zA-Z]/.test(line);
  });
  if (first < 0) return { text: part, tags: '' };
  return {
    text: lines.slice(0, first).join('\n').trimEnd(),
    tags: lines.slice(first).join('\n'),
  };
}

/**
 * What compilers and bundlers take for orders, even in a doc comment: `@ts-expect-error`, `@jsxImportSource`,
 * `@__NO_SIDE_EFFECTS__`.
 */
const DIRECTIVE = /([@#])(?=ts-|jsx|__[A-Z])/gi;

/** A line of docs without what a comment, a compiler or a terminal would understand. */
export function sanitize(line: string): string {
  // What cannot be seen goes first: it may stand inside of what is looked for.
  return line
    .replace(/\t/g, ' ')
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '')
    .replace(/\*\//g, '*\\/')
    .replace(DIRECTIVE, '$1 ')
    .replace(/(source(?:Mapping)?URL)=/gi, '$1 =')
    .trimEnd();
}
