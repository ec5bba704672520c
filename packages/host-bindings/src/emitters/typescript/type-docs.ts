import { witDeclaration } from '../../model/index.js';
import type { TypeDeclaration } from '../../model/index.js';
import { renderDocComment } from '../../printer/index.js';

/** The doc comment of a declared type: its docs, a note of the target's, and how WIT declares it. */
export function typeDocs(declaration: TypeDeclaration, note = ''): string[] {
  const lines = witDeclaration(declaration);
  const wit = lines.length === 1 ? `WIT: \`${lines[0]!}\`` : ['```wit', ...lines, '```'].join('\n');
  return renderDocComment([declaration.docs, note, wit]);
}
