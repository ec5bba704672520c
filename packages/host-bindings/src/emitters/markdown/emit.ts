import type { World } from '../../model/index.js';
import { sanitize } from '../../printer/index.js';
import type { GeneratedFile } from '../../printer/index.js';
import { indexBlocks } from './index-page.js';
import { interfaceBlocks } from './interface-page.js';
import { INDEX, Reference } from './reference.js';

/** Reference pages of worlds for people, in GitHub's Markdown: an index, and a page an interface. */
export function emitMarkdown(worlds: readonly World[]): GeneratedFile[] {
  const reference = new Reference(worlds);
  const index = renderPage(`${INDEX}.md`, reference.packages.join(', '), indexBlocks(reference));
  const pages = reference.pages.map((page) => {
    const { name } = page.found.key;
    const source = name.includes('/') ? name : page.world.id;
    return renderPage(page.file, source, interfaceBlocks(reference, page));
  });
  return [index, ...pages];
}

function renderPage(
  path: string,
  source: string,
  blocks: readonly (readonly string[])[],
): GeneratedFile {
  const banner = `<!-- Emitted by host-bindings from ${sanitize(source)} (--target markdown); do not edit. -->`;
  const filled = [[banner], ...blocks].filter((lines) => lines.length > 0);
  return { path, text: `${filled.map((lines) => lines.join('\n')).join('\n\n')}\n` };
}
