import { Diagnostic } from '@org/host-bindings/generator';
import type { CompilerDiagnostic } from './compiler.js';
import { jsonFault } from './json-fault.js';
import { readOwn } from './own-files.js';
import { programHint } from './program-hints.js';

/** How files of a program are read and named. */
export interface ProgramFiles {
  /** The text of a file, by the compiler's path. */
  readonly read: (path: string) => Promise<string | null>;
  /** Its path for a person. */
  readonly show: (path: string) => string;
}

/** Categories of what the compiler says. */
const WARNING = 2;
/**
 * Says that a class is no export of the module, which it need not be. The compiler's option
 * `--disableWarning` holds for what it prints alone.
 */
const NO_EXPORT = 235;
const ERROR = 3;

/** Most errors beside the first that are listed. */
const MOST_LISTED = 9;

/** What the build's own first file cannot pass on. `entry` is the author's, without its extension. */
export async function signatureFault(
  reason: string,
  entry: string,
  files: ProgramFiles,
): Promise<Diagnostic> {
  const path = `${entry}.ts`;
  const before = (await files.read(path))?.split(/^export function (?:handle|call)\b/m);
  const line =
    before !== undefined && before.length > 1 ? before[0]!.split('\n').length : undefined;
  return new Diagnostic({
    code: 'handler-signature',
    message: `what the program exports cannot be served: ${reason.replaceAll(/~lib\/[^'\s]*\//g, '')}`,
    file: files.show(path),
    line,
    hint: 'write "export function handle(request: Request, context: Context): Response", or "export function call(method: string, payload: Uint8Array, context: RpcContext): Result<Uint8Array>"',
  });
}

/** The first error as a diagnostic, with its place; further ones are listed below its frame. */
export async function programFault(
  cause: Error,
  said: readonly CompilerDiagnostic[],
  files: ProgramFiles,
): Promise<Diagnostic> {
  const [first, ...others] = said.filter(({ category }) => category === ERROR);
  if (first === undefined) {
    return new Diagnostic({
      code: 'assemblyscript',
      message: `the AssemblyScript compiler gave up: ${firstLine(cause.message)}`,
      hint: 'undo the last change to find what it cannot compile, and write that in another way',
      cause,
    });
  }
  const ofJson = await jsonFault(said, files);
  if (ofJson !== undefined) return ofJson;
  const place = await placeOf(first, files);
  const listed = await Promise.all(
    others.slice(0, MOST_LISTED).map(async (one) => {
      const { file, line, column } = await placeOf(one, files);
      return `${line === undefined ? '' : `${file}:${line}:${column}: `}${inWords(one.message)}`;
    }),
  );
  const more = others.length - listed.length;
  if (more > 0) listed.push(`and ${more} more`);
  const frame = [place.frame, ...(listed.length > 0 ? ['also:', ...listed] : [])];
  return new Diagnostic({
    code: `assemblyscript-${first.code}`,
    message: inWords(first.message),
    file: place.file,
    line: place.line,
    column: place.column,
    frame: frame.every((one) => one === undefined) ? undefined : frame.filter(Boolean).join('\n'),
    hint: programHint({
      code: first.code,
      message: inWords(first.message),
      line: place.source ?? '',
      exported: await exportedNames(),
    }),
    cause,
  });
}

/** Warnings, each as text for a person. */
export function programWarnings(
  said: readonly CompilerDiagnostic[],
  files: ProgramFiles,
): Promise<string[]> {
  return Promise.all(
    said
      .filter(({ category, code }) => category === WARNING && code !== NO_EXPORT)
      .map(async (one) => {
        const { file, line, column, frame } = await placeOf(one, files);
        const place = line === undefined ? '' : `${file}:${line}:${column}: `;
        return `${place}warning: ${inWords(one.message)}${frame === undefined ? '' : `\n${frame}`}`;
      }),
  );
}

interface Place {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly frame?: string;
  /** The line itself. */
  readonly source?: string;
}

async function placeOf(
  { range }: CompilerDiagnostic,
  { read, show }: ProgramFiles,
): Promise<Place> {
  const path = range?.source?.normalizedPath;
  if (range === null || path === undefined) return {};
  // Files of the language's own library are no files of anybody's.
  if (path.startsWith('~lib/')) return {};
  const text = await read(path);
  if (text === null) return { file: show(path) };
  const before = text.slice(0, range.start).split('\n');
  const [line, column] = [before.length, before.at(-1)!.length + 1];
  const source = text.split('\n')[line - 1]!.trimEnd();
  const length = Math.max(1, Math.min(range.end - range.start, source.length - column + 1));
  const number = String(line);
  const frame = [
    `${number} | ${source}`,
    `${' '.repeat(number.length)} | ${source.slice(0, column - 1).replaceAll(/[^\t]/g, ' ')}${'^'.repeat(length)}`,
  ];
  return { file: show(path), line, column, frame: frame.join('\n'), source };
}

function firstLine(text: string): string {
  return text.split('\n')[0]!;
}

/** A message with types as the author writes them: without the path of the file that declares them. */
function inWords(message: string): string {
  return message.replace(/^User-defined: '(.*)'$/, '$1').replaceAll(/~lib\/[\w@./-]*\/(?=\w)/g, '');
}

/** Names that the SDK exports. */
async function exportedNames(): Promise<ReadonlySet<string>> {
  const text = (await readOwn('node_modules/@org/assemblyscript-sdk/assembly/index.ts')) ?? '';
  const lists = text.matchAll(/^export \{([^}]*)\}/gm);
  return new Set([...lists].flatMap(([, names]) => names!.split(',').map((name) => name.trim())));
}
