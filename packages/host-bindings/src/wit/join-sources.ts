import { invalidWit } from './diagnostics.js';
import type { ScannedSource } from './scan-source.js';

/** Marks a name that a file of several gives to an interface for itself alone. */
const SUFFIX = '-in-file-';

/**
 * All sources as one text, since wasm-tools then needs no file system: the files of the package
 * under one header, those of each dependency as a nested package.
 * @throws Diagnostic where the files of a package have no header, or differ in it.
 */
export function joinSources(scanned: readonly ScannedSource[]): string {
  const groups = new Map<string | undefined, ScannedSource[]>([[undefined, []]]);
  for (const one of scanned) {
    const group = groups.get(one.source.dependency);
    if (group === undefined) groups.set(one.source.dependency, [one]);
    else group.push(one);
  }
  const parts: string[] = [];
  const nested: string[] = [];
  for (const [dependency, group] of groups) {
    if (group.length === 0) continue;
    const header = headerOf(group);
    const text = group
      .map((one, at) => ownText(one, group.length === 1 ? '' : `${SUFFIX}${at}`))
      .join('\n');
    if (dependency === undefined) parts.push(`package ${header};\n${text}`);
    else parts.push(`package ${header} {\n${text}\n}`);
    for (const { source, packages } of group) {
      for (const [start, end] of packages) nested.push(source.text.slice(start, end));
    }
  }
  // At a comment without even a blank, where docs may stand, wasm-tools traps.
  return [...parts, ...nested].join('\n').replaceAll('/**/', '/* */');
}

/** A message about joined text, as it is about the sources. */
export function withoutSuffixes(message: string): string {
  return message.replace(/-in-file-\d+/g, '');
}

function headerOf(group: readonly ScannedSource[]): string {
  const [first, ...others] = group.filter((one) => one.header !== undefined);
  if (first === undefined) {
    const start = { source: group[0]!.source, at: 0 };
    throw invalidWit('no `package` header in any file of this package', start);
  }
  const { header } = first;
  for (const other of others) {
    if (other.header === header) continue;
    const message = `the package \`${other.header}\` is \`${header}\` in another file of it`;
    throw invalidWit(message, { source: other.source, at: other.headerSpan![0] });
  }
  return header!;
}

/**
 * What a file declares in its package. A `use` at the top of a file gives a name within that file only:
 * the name gets a suffix of the file where several files are joined.
 */
function ownText(
  { source, headerSpan, packages, fileNames }: ScannedSource,
  suffix: string,
): string {
  const { text } = source;
  const cuts = headerSpan === undefined ? packages : [headerSpan, ...packages];
  const edits = cuts.map(([start, end]) => ({ start, end, text: '' }));
  if (suffix !== '') {
    const given = new Set(fileNames.filter((one) => one.kind !== 'use').map((one) => one.name));
    for (const { name, kind, at } of fileNames) {
      if (!given.has(name)) continue;
      edits.push({ start: at, end: at, text: kind === 'path' ? ` as %${name}${suffix}` : suffix });
    }
  }
  let joined = '';
  let done = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    joined += text.slice(done, edit.start) + edit.text;
    done = edit.end;
  }
  return (joined + text.slice(done)).replace(/^\uFEFF/, ' ');
}
