import MarkdownIt from 'markdown-it';
import type { Token } from 'markdown-it';

/** What a Markdown reader makes of a page. */
export interface ReadPage {
  /** Texts of its headings, with their levels. */
  readonly headings: readonly { readonly level: number; readonly text: string }[];
  /** Anchors of its headings, by GitHub's rule. */
  readonly anchors: readonly string[];
  /** Targets of its links and images. */
  readonly targets: readonly string[];
  /** How many images it has. */
  readonly images: number;
  /** Raw HTML in it. */
  readonly html: readonly string[];
  /** Numbers of cells in the rows of each table. */
  readonly tables: readonly (readonly number[])[];
  /** Texts of its code blocks. */
  readonly code: readonly string[];
}

/** Reads a page as a reader does that lets everything through: raw HTML, and links to whatever. */
export function readPage(text: string): ReadPage {
  const reader = new MarkdownIt({ html: true });
  reader.validateLink = () => true;
  const tokens = reader.parse(text, {}).flatMap((token) => [token, ...(token.children ?? [])]);
  const headings = tokens.flatMap((token, index) =>
    token.type === 'heading_open'
      ? [{ level: Number(token.tag.slice(1)), text: plainText(tokens[index + 1]!) }]
      : [],
  );
  return {
    headings,
    anchors: anchorsOf(headings.map((one) => one.text)),
    targets: tokens.flatMap((token) => token.attrGet('href') ?? token.attrGet('src') ?? []),
    images: tokens.filter((token) => token.type === 'image').length,
    html: tokens.filter((token) => token.type.startsWith('html')).map((token) => token.content),
    tables: tablesOf(tokens),
    code: tokens.filter((token) => token.type === 'fence').map((token) => token.content),
  };
}

function plainText(token: Token): string {
  return (token.children ?? []).map((one) => one.content).join('');
}

function anchorsOf(headings: readonly string[]): string[] {
  const anchors: string[] = [];
  for (const heading of headings) {
    const base = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-');
    let anchor = base;
    for (let number = 1; anchors.includes(anchor); number += 1) anchor = `${base}-${number}`;
    anchors.push(anchor);
  }
  return anchors;
}

function tablesOf(tokens: readonly Token[]): number[][] {
  const tables: number[][] = [];
  for (const token of tokens) {
    if (token.type === 'table_open') tables.push([]);
    if (token.type === 'tr_open') tables.at(-1)!.push(0);
    if (token.type === 'th_open' || token.type === 'td_open') {
      const rows = tables.at(-1)!;
      rows[rows.length - 1]! += 1;
    }
  }
  return tables;
}
