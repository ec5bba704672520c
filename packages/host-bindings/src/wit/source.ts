/** Most characters of WIT that are read: all of WASI is a tenth of it. */
export const MOST_TEXT = 4 * 1024 * 1024;

/** One file of WIT text. */
export interface WitSource {
  /** Its name, as errors show it. */
  readonly file: string;
  /** Its text. */
  readonly text: string;
  /** Folder below `deps` that it belongs to; undefined for the package itself. */
  readonly dependency?: string | undefined;
}

/** A place in a source. */
export interface Place {
  /** The source. */
  readonly source: WitSource;
  /** Offset in its text. */
  readonly at: number;
}

/** File, line and column (both from 1) of a place, and the lines around it. */
export function describePlace({ source, at }: Place): {
  file: string;
  line: number;
  column: number;
  frame: string;
} {
  const before = source.text.slice(0, at);
  const line = before.split('\n').length;
  const column = at - (before.lastIndexOf('\n') + 1) + 1;
  return { file: source.file, line, column, frame: renderFrame(source.text, line, column) };
}

/** Most characters of a line that are shown. */
const MOST_COLUMNS = 120;

function renderFrame(text: string, line: number, column: number): string {
  const lines = text.split(/\r?\n/);
  const first = Math.max(1, line - 2);
  const width = String(line).length;
  // Of a long line, what is around the place.
  const start = column <= MOST_COLUMNS ? 0 : column - MOST_COLUMNS / 2;
  const part = (content: string, end: number): string => printable(content.slice(start, end));
  const shown = lines
    .slice(first - 1, line)
    .map(
      (content, index) =>
        `${String(first + index).padStart(width)} | ${part(content, start + MOST_COLUMNS)}`,
    );
  const mark = part(lines[line - 1] ?? '', column - 1).replace(/[^\t]/g, ' ');
  return [...shown, `${' '.repeat(width)} | ${mark}^`].join('\n');
}

/** Control characters as blanks, so that a source cannot steer the terminal. */
function printable(text: string): string {
  return text.replace(/[^\P{Cc}\t]|\p{Cf}|[\u2028\u2029]/gu, ' ');
}
