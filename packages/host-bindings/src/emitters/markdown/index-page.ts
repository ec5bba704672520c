import { packageOf, ROOT } from '../../model/index.js';
import type { Interface, World } from '../../model/index.js';
import { renderDocs, renderSentence } from './docs-text.js';
import { DESCRIPTION } from './interface-page.js';
import type { Reference } from './reference.js';
import { renderDocumentedTable } from './table.js';

/** Blocks of the page that lists the worlds with what they import and export. */
export function indexBlocks(reference: Reference): string[][] {
  const rows = reference.worlds.map((world) => [
    `[${world.name}](#${reference.worldTarget(world).replace(/^.*#/, '')})`,
    renderSentence(world.docs),
  ]);
  return [
    [`# ${reference.title}`],
    ...reference.packages.map((name) => renderDocs(packageDocs(reference, name))),
    renderDocumentedTable(['world', DESCRIPTION], rows),
    ...reference.worlds.flatMap((world) => worldBlocks(reference, world)),
  ];
}

function packageDocs({ worlds }: Reference, name: string): string {
  return worlds.find(({ id }) => packageOf(id) === name)!.packageDocs;
}

function worldBlocks(reference: Reference, world: World): string[][] {
  return [
    [`## ${reference.worldTitle(world)}`],
    [`\`${world.id}\``],
    renderDocs(world.docs),
    ...sideBlocks(reference, 'It imports:', world.imports),
    ...sideBlocks(reference, 'It exports:', world.exports),
  ];
}

function sideBlocks(
  reference: Reference,
  head: string,
  interfaces: readonly Interface[],
): string[][] {
  if (interfaces.length === 0) return [];
  const rows = interfaces.map((found) => {
    const page = reference.pageOf(found);
    const own = 'What the world declares itself.';
    const docs = found.key.name === ROOT ? own : renderSentence(found.docs);
    return [`[${page.label}](${page.file})`, docs];
  });
  return [[head], renderDocumentedTable(['interface', DESCRIPTION], rows)];
}
