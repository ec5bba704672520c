import type { ScannedSource } from './scan-source.js';
import type { Place } from './source.js';
import type { Token } from './tokenize.js';

/** The start of the package. */
export function startOf(scanned: readonly ScannedSource[]): Place | undefined {
  const own = scanned.find((one) => one.source.dependency === undefined);
  return own && { source: own.source, at: 0 };
}

/** Where a name is declared: the first word that stands in such a place. */
export function findWord(name: string, scanned: readonly ScannedSource[]): Place | undefined {
  for (const { source, tokens } of scanned) {
    const index = tokens.findIndex((one, at) => one.text === name && isName(tokens, at));
    if (index >= 0) return { source, at: tokens[index]!.at };
  }
  return undefined;
}

/** Whether a word stands where only the name of something that is declared can stand. */
function isName(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1]?.text ?? '';
  const after = tokens[at + 1]?.text ?? '';
  const isMember = /^[{,(;}]$/.test(before) && /^[:,}(]$/.test(after);
  return !tokens[at]!.escaped && (isDeclared(tokens, at) || isMember);
}

/** Whether a word stands behind one that declares a type, an interface or a world, or names a type anew. */
export function isDeclared(tokens: readonly Token[], at: number): boolean {
  return isType(tokens, at) || /^(?:interface|world)$/.test(tokens[at - 1]?.text ?? '');
}

/** Whether a word stands behind one that declares a type, or names it anew. */
export function isType(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1]?.text ?? '';
  return /^(?:record|variant|enum|flags|resource|type|as)$/.test(before);
}
