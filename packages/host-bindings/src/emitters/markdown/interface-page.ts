import { isUse, resolveType, ROOT, skipUses, witSignatureLines } from '../../model/index.js';
import type { Func, Label, TypeDeclaration } from '../../model/index.js';
import { renderCellDocs, renderDocs, renderSentence } from './docs-text.js';
import type { PageItem } from './page-item.js';
import type { Page, Reference } from './reference.js';
import { renderDocumentedTable, renderTable } from './table.js';

/** What a column of descriptions is called. */
export const DESCRIPTION = 'what it is';

/** Blocks of the page of one interface, each a run of lines. */
export function interfaceBlocks(reference: Reference, page: Page): string[][] {
  const { found, world, title, items } = page;
  const name = found.key.name === ROOT || !found.key.name.includes('/') ? world.id : found.key.name;
  const sides = [sideText(reference, page, 'imports'), sideText(reference, page, 'exports')];
  return [
    [`# ${title}`],
    [`\`${name}\`, ${sides.filter((one) => one !== '').join('; ')}.`],
    // The world's own docs stand where the world is described.
    found.key.name === ROOT ? [] : renderDocs(found.docs),
    overview(reference, page),
    ...items.flatMap((item) => itemBlocks(reference, page, item)),
  ];
}

function sideText(reference: Reference, page: Page, side: 'imports' | 'exports'): string {
  const worlds = reference.worldsOf(page, side);
  if (worlds.length === 0) return '';
  const links = worlds.map((world) => `[${world.name}](${reference.worldTarget(world)})`);
  return `${side === 'imports' ? 'imported' : 'exported'} by ${links.join(', ')}`;
}

/** A table of everything that is declared, and of what other interfaces lend. */
function overview(reference: Reference, page: Page): string[] {
  const rows = page.items.flatMap((item) => {
    if (item.kind === 'section') return [];
    const docs = item.kind === 'type' ? item.declaration.docs : item.func.docs;
    return [[`[${item.heading}](#${page.anchors.get(item)!})`, renderSentence(docs)]];
  });
  const uses = page.found.types.filter(isUse).map((one) => useRow(reference, page, one));
  const all = [...uses, ...rows];
  return all.length === 0 ? [] : renderDocumentedTable(['name', DESCRIPTION], all);
}

function useRow(reference: Reference, page: Page, use: TypeDeclaration): string[] {
  const target = skipUses(use);
  const owner = reference.ownerOf(use);
  const alias = target.name === use.name ? '' : `\`${target.name}\` `;
  return [
    `[${use.name}](${reference.typeTarget(page, use)})`,
    `${alias === '' ? 'From' : `${alias}of`} [${owner.label}](${owner.file}). ${renderSentence(target.docs)}`.trim(),
  ];
}

function itemBlocks(reference: Reference, page: Page, item: PageItem): string[][] {
  const head = [`${'#'.repeat(item.level)} ${item.heading}`];
  switch (item.kind) {
    case 'section':
      return [head];
    case 'type':
      return [
        head,
        renderDocs(item.declaration.docs),
        ...bodyBlocks(reference, page, item.declaration),
      ];
    case 'function':
      return [head, ...functionBlocks(reference, page, item.func)];
  }
}

function bodyBlocks(reference: Reference, page: Page, { body }: TypeDeclaration): string[][] {
  switch (body.kind) {
    case 'record':
      return partBlocks(
        ['field', 'type', DESCRIPTION],
        body.fields.map((one) => ({ part: one, cells: [reference.typeText(page, one.type)] })),
      );
    case 'variant': {
      const carries = (type: (typeof body.cases)[number]['type']): string =>
        type === undefined ? '' : reference.typeText(page, type);
      return body.cases.some((one) => one.type !== undefined)
        ? partBlocks(
            ['case', 'carries', DESCRIPTION],
            body.cases.map((one) => ({ part: one, cells: [carries(one.type)] })),
          )
        : labelBlocks('case', body.cases);
    }
    case 'enum':
      return labelBlocks('case', body.cases);
    case 'flags':
      return labelBlocks('flag', body.labels);
    case 'alias':
      return [[`Another name of ${reference.typeText(page, body.target)}.`]];
    case 'resource':
      return [];
  }
}

function labelBlocks(word: string, labels: readonly Label[]): string[][] {
  return partBlocks(
    [word, DESCRIPTION],
    labels.map((part) => ({ part, cells: [] })),
  );
}

/** A table of a type's parts, and below it what their docs say beyond one paragraph. */
function partBlocks(
  head: readonly string[],
  parts: readonly { readonly part: Label; readonly cells: readonly string[] }[],
): string[][] {
  const docs = parts.map(({ part }) => renderCellDocs(part.docs));
  const rows = parts.map(({ part, cells }, index) => [
    `\`${part.name}\``,
    ...cells,
    docs[index]!.cell,
  ]);
  const rest = parts.flatMap(({ part }, index) =>
    docs[index]!.rest.length === 0 ? [] : [[`More on \`${part.name}\`:`], [...docs[index]!.rest]],
  );
  return [renderDocumentedTable(head, rows), ...rest];
}

function functionBlocks(reference: Reference, page: Page, func: Func): string[][] {
  const own = func.kind.kind === 'method' ? func.parameters.slice(1) : func.parameters;
  const parameters = own.map((one) => [`\`${one.name}\``, reference.typeText(page, one.type)]);
  return [
    ['```wit', ...witSignatureLines(func), '```'],
    renderDocs(func.docs),
    parameters.length === 0 ? [] : renderTable(['parameter', 'type'], parameters),
    [outcomeText(reference, page, func)],
  ];
}

/** What a function answers, and the error that it may answer instead. */
function outcomeText(reference: Reference, page: Page, { result }: Func): string {
  if (result === undefined) return 'Answers nothing.';
  const resolved = resolveType(result);
  if (resolved.kind !== 'result') return `Answers ${reference.typeText(page, result)}.`;
  const { ok, err } = resolved;
  const answer = ok === undefined ? 'nothing' : reference.typeText(page, ok);
  const error = err === undefined ? 'without saying why' : `with ${reference.typeText(page, err)}`;
  return `Answers ${answer}, or fails ${error}.`;
}
