import { parseDocs } from './doc-blocks.js';
import type { DocBlock } from './doc-blocks.js';
import { renderInline } from './inline-text.js';
import { renderTable } from './table.js';

/** A doc comment in the one line of a cell, and what does not fit there. */
export interface CellDocs {
  /** Its first paragraph. */
  readonly cell: string;
  /** Lines of what follows. */
  readonly rest: readonly string[];
}

/**
 * A doc comment as lines of a page. It cannot break out of its place: it brings no headings, no HTML and
 * no link but to the web, and its code blocks are closed. The page's own headings are then its only
 * ones, so anchors do not change with what docs say.
 */
export function renderDocs(docs: string): string[] {
  return renderBlocks(parseDocs(docs));
}

/** A doc comment for a table. */
export function renderCellDocs(docs: string): CellDocs {
  const [first, ...rest] = parseDocs(docs);
  if (first?.kind !== 'paragraph') return { cell: '', rest: renderDocs(docs) };
  return { cell: renderInline(first.text), rest: renderBlocks(rest) };
}

/** The first sentence of a doc comment, without the line break; what is deprecated says so before it. */
export function renderSentence(docs: string): string {
  const blocks = parseDocs(docs);
  const isDeprecated = blocks.some((one) => one.kind === 'tag' && one.tag === 'deprecated');
  const mark = isDeprecated ? '**Deprecated.**' : '';
  const first = blocks.find((one) => one.kind === 'paragraph');
  if (first?.kind !== 'paragraph') return mark;
  // Points inside code, and of abbreviations, end no sentence.
  const sentence = /^(?:`[^`]*`|[^`])*?(?<!\b(?:e\.g|i\.e|vs|etc))[.!?](?=\s|$)/.exec(first.text);
  return `${mark} ${renderInline(sentence?.[0] ?? first.text)}`.trimStart();
}

const TAG_TEXTS = {
  since: 'Since',
  deprecated: '**Deprecated**',
  experimental: '**Experimental**',
};

function renderBlocks(blocks: readonly DocBlock[]): string[] {
  const lines: string[] = [];
  let markers: string[] = [];
  for (const block of blocks) {
    if (block.kind !== 'item') {
      if (lines.length > 0) lines.push('');
      markers = [];
      for (const line of renderBlock(block)) lines.push(line);
      continue;
    }
    const isNext = markers.length > 0 && isSameList(block.marker, markers[block.level]);
    if (lines.length > 0 && !isNext) lines.push('');
    markers = [...markers.slice(0, block.level), block.marker];
    // What is inside of an item begins where the item's text begins.
    const blank = markers.slice(0, -1).map((one) => ' '.repeat(one.length + 1));
    lines.push(`${blank.join('')}${block.marker} ${escapeStart(renderInline(block.text))}`);
  }
  return lines;
}

/** Whether two markers at one level are of one list: of numbers, or of bullets. */
function isSameList(marker: string, sibling = marker): boolean {
  return /\d/.test(marker) === /\d/.test(sibling);
}

function renderBlock(block: Exclude<DocBlock, { kind: 'item' }>): string[] {
  switch (block.kind) {
    case 'paragraph':
      return [escapeStart(renderInline(block.text))];
    case 'tag':
      return [`${TAG_TEXTS[block.tag]} ${renderInline(block.text)}`.trimEnd()];
    case 'heading':
      return [`**${renderInline(block.text)}**`];
    case 'quote':
      return [`> ${escapeStart(renderInline(block.text))}`];
    case 'code': {
      const longest = block.lines.reduce((most, line) => Math.max(most, longestRun(line)), 2);
      const fence = '`'.repeat(longest + 1);
      return [`${fence}${block.language}`, ...block.lines, fence];
    }
    case 'table': {
      const [head = [], ...rows] = block.rows.map((row) => row.map(renderInline));
      return renderTable(head, rows);
    }
  }
}

/** Text that would begin a block of another kind is told not to. */
function escapeStart(text: string): string {
  const escaped = text.replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2');
  const isBlock = /^(?:#{1,6}(?:\s|$)|>|[-+*](?:\s|$)|(?:[-_*]\s*){3,}$|~{3}|=+$)/.test(escaped);
  return isBlock ? `\\${escaped}` : escaped;
}

function longestRun(line: string): number {
  return (line.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 0);
}
