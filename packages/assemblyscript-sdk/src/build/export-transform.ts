import type { Binaryen, CompiledModule, Parser, Source, Statement, Transform } from './compiler.js';

/** Names of exports that stay as they are. */
const KEPT = new Set(['memory', '_initialize', 'wajsAbort']);

/** File that is added to the program, and exports what the host calls. */
const EXPORTS_FILE = '__wit_exports.ts';

/** What takes the place of the language's own `abort`, as the compiler names it. */
export const ABORT = `${EXPORTS_FILE.slice(0, -3)}/witAbort`;

/**
 * Says why the program aborts, where the host finds it after the trap: address and bytes of the message
 * and of the file's name, line and column.
 */
const ABORT_LINES = `
export const wajsAbort: usize = memory.data(24, 4);
export function witAbort(message: string | null, file: string | null, line: u32, column: u32): void {
  if (message !== null) {
    store<usize>(wajsAbort, changetype<usize>(message));
    store<u32>(wajsAbort, <u32>message.length << 1, 4);
  }
  if (file !== null) {
    store<usize>(wajsAbort, changetype<usize>(file), 8);
    store<u32>(wajsAbort, <u32>file.length << 1, 12);
  }
  store<u32>(wajsAbort, line, 16);
  store<u32>(wajsAbort, column, 20);
  unreachable();
}`;

/** Flag of a declaration that is exported, of the compiler's syntax tree. */
const EXPORTED = 2;

/**
 * Exports what the host calls under its own name. AssemblyScript cannot spell `a:b/c#d`, so emitted
 * functions say theirs in `@exportAs("a:b/c#d")`: each is exported under a plain name first, and is
 * renamed once the module is compiled. Everything else that the program exports is left out.
 */
export class ExportTransform implements Transform {
  readonly #binaryen: Binaryen;
  readonly #names: string[] = [];
  readonly #wanted: (sources: readonly Source[]) => (name: string) => boolean;

  /** `wanted` answers what says which names are exported, once it has seen the program. */
  constructor(
    wanted: (sources: readonly Source[]) => (name: string) => boolean,
    binaryen: Binaryen,
  ) {
    this.#wanted = wanted;
    this.#binaryen = binaryen;
  }

  /** Names that were exported. */
  get names(): readonly string[] {
    return this.#names;
  }

  /** Adds a file that exports the marked functions, and makes the collector's count visible. */
  afterParse(parser: Parser): void {
    const lines: string[] = [ABORT_LINES];
    const isWanted = this.#wanted(parser.sources);
    for (const { internalPath, statements } of parser.sources) {
      if (internalPath === '~lib/rt/tcms') exportTotal(statements);
      const from = internalPath.startsWith('~lib/')
        ? internalPath.slice('~lib/'.length)
        : `./${internalPath}`;
      for (const statement of statements) {
        const name = exportedName(statement);
        if (name === undefined || !isWanted(name)) continue;
        const local = `wit${this.#names.length}`;
        lines.push(`export { ${statement.name!.text} as ${local} } from ${JSON.stringify(from)};`);
        this.#names.push(name);
      }
    }
    parser.parseFile(lines.join('\n'), EXPORTS_FILE, true);
  }

  /** Gives the functions their names, and takes all other exports away. */
  afterCompile(module: CompiledModule): void {
    const found = Array.from({ length: module.getNumExports() }, (_, index) =>
      this.#binaryen.getExportInfo(module.getExportByIndex(index)),
    ).map(({ name, value }) => ({ name, value }));
    for (const { name, value } of found) {
      if (KEPT.has(name)) continue;
      module.removeExport(name);
      const index = /^wit([0-9]+)$/.exec(name)?.[1];
      if (index !== undefined) module.addFunctionExport(value, this.#names[Number(index)]!);
    }
  }
}

/** What `@exportAs` says above a function. */
function exportedName({ decorators }: Statement): string | undefined {
  for (const { name, args } of decorators ?? []) {
    const value = args?.[0]?.value;
    if (name.text === 'exportAs' && typeof value === 'string') return value;
  }
  return undefined;
}

/** The variable that counts the bytes of all objects is private to the collector. */
function exportTotal(statements: readonly Statement[]): void {
  for (const { declarations } of statements) {
    for (const one of declarations ?? []) if (one.name.text === 'total') one.flags |= EXPORTED;
  }
}
