import { witDeclaration, witSignatureLines } from '../../model/index.js';
import type { Func, TypeDeclaration } from '../../model/index.js';
import { renderDocComment } from '../../printer/index.js';

/** The doc comment of a declared type: its docs, a note of the target's, and how WIT declares it. */
export function typeDocs(declaration: TypeDeclaration, note = ''): string[] {
  return renderDocComment([declaration.docs, note, witText(witDeclaration(declaration))]);
}

/** How WIT declares a function, as a paragraph of a doc comment. */
export function signatureText(func: Func): string {
  return witText(witSignatureLines(func));
}

function witText(lines: readonly string[]): string {
  return lines.length === 1 ? `WIT: \`${lines[0]!}\`` : ['```wit', ...lines, '```'].join('\n');
}
