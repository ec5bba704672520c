import { fitLine } from './fit-line.js';
import { COLUMNS, indent } from './layout.js';

/**
 * Breaks the lines of a section that are too long. Where the head of a block does not fit before its
 * opening brace, the whole block moves to lines of its own.
 */
export function fitLines(lines: readonly string[]): string[] {
  const fitted: string[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index]!;
    const block = line.length > COLUMNS ? blockAt(lines, index) : undefined;
    if (block === undefined) {
      fitted.push(...fitLine(line));
      continue;
    }
    const blank = /^ */.exec(line)![0];
    fitted.push(line.slice(0, -2), ...fitLines(indent([`${blank}${line.slice(-1)}`, ...block])));
    index += block.length;
  }
  return fitted;
}

/** The lines of a block that is assigned, after its head, up to the one that closes it. */
function blockAt(lines: readonly string[], head: number): readonly string[] | undefined {
  const line = lines[head]!;
  if (!/ = [[{]$/.test(line)) return undefined;
  // Type arguments that have parts are broken instead, where the head alone does not fit.
  const isLong = line.length - 2 > COLUMNS;
  if (isLong && /<.*[^\w$<>].*>/.test(line)) return undefined;
  const blank = /^ */.exec(line)![0];
  const closing = lines.findIndex(
    (one, index) => index > head && one.startsWith(blank) && /^[\]}]/.test(one.slice(blank.length)),
  );
  return closing < 0 ? undefined : lines.slice(head + 1, closing + 1);
}
