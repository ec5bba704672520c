/** The part of asc's API that the build uses. Its own types pull in all of the compiler. */
export interface Compiler {
  main(
    args: readonly string[],
    options: CompilerOptions,
  ): Promise<{ readonly error: Error | null }>;
}

/** Options of the compiler's API. */
export interface CompilerOptions {
  readonly stdout: { write(chunk: unknown): void };
  readonly stderr: { write(chunk: unknown): void };
  readonly readFile: (name: string, baseDir: string) => Promise<string | null>;
  readonly writeFile: (name: string, contents: Uint8Array | string) => void;
  readonly listFiles: (folder: string, baseDir: string) => readonly string[];
  readonly transforms: readonly Transform[];
  readonly reportDiagnostic: (diagnostic: CompilerDiagnostic) => void;
}

/** What the compiler has to say of a program. */
export interface CompilerDiagnostic {
  readonly message: string;
  readonly code: number;
  /** 2 is a warning, 3 an error. */
  readonly category: number;
  readonly range: {
    readonly start: number;
    readonly end: number;
    readonly source: { readonly normalizedPath: string } | null;
  } | null;
}

/** A step between those of the compiler. */
export interface Transform {
  afterParse?(parser: Parser): void;
  afterCompile?(module: CompiledModule): void;
}

/** The parsed program. */
export interface Parser {
  readonly sources: readonly Source[];
  parseFile(text: string, path: string, isEntry: boolean): void;
}

/** A parsed file. */
export interface Source {
  /** Path without extension; those of packages begin with `~lib/`. */
  readonly internalPath: string;
  /** Path with extension. */
  readonly normalizedPath: string;
  readonly text: string;
  readonly statements: readonly Statement[];
}

/** A statement at the top of a file or of a namespace, or a member of a class. */
export interface Statement {
  readonly kind?: number;
  readonly flags?: number;
  readonly name?: { readonly text: string };
  readonly decorators?:
    | readonly {
        readonly name: { readonly text?: string };
        readonly args: readonly { value?: unknown }[] | null;
      }[]
    | null;
  /** What is in a namespace or a class. */
  readonly members?: Statement[] | null;
  /** The class that a class extends. */
  readonly extendsType?: {
    readonly name: { readonly identifier: { readonly text: string } };
  } | null;
  /** The type of a field. */
  readonly type?: { readonly range: { readonly start: number; readonly end: number } } | null;
  readonly declarations?:
    | readonly {
        readonly name: { readonly text: string };
        /** The name that is imported. */
        readonly foreignName?: { readonly text: string };
        flags: number;
      }[]
    | null;
  /** The file or package that is named in an import or export, as it is written. */
  readonly path?: { readonly value: string } | null;
  /** The same, by the compiler's path without extension. */
  readonly internalPath?: string | null;
}

/** What the compiler reads text with. */
export interface SyntaxTools {
  readonly Source: new (kind: number, path: string, text: string) => object;
  readonly Tokenizer: new (source: object) => object;
  readonly Parser: new () => {
    parseClassMember(tokenizer: object, owner: Statement): Statement | null;
  };
}

/** The compiled module, by the API of binaryen that the compiler hands out. */
export interface CompiledModule {
  getNumExports(): number;
  getExportByIndex(index: number): number;
  addFunctionExport(internalName: string, externalName: string): number;
  removeExport(externalName: string): void;
  getNumFunctions(): number;
  getFunctionByIndex(index: number): number;
  runPasses(passes: readonly string[]): void;
}

/** The compiler, and the part of binaryen's API that is no method of a module. */
export interface LoadedCompiler {
  readonly asc: Compiler;
  readonly binaryen: Binaryen;
  readonly syntax: SyntaxTools;
}

/** The part of binaryen's API that is no method of a module. */
export interface Binaryen {
  getExportInfo(reference: number): { readonly name: string; readonly value: string };
  /** `module` and `base` are empty where the function is no import. */
  getFunctionInfo(reference: number): { readonly module: string; readonly base: string };
  /** Arguments are the whole process's. */
  setPassArgument(name: string, value: string): void;
  clearPassArguments(): void;
}

/** Names by which TypeScript does not follow: the compiler's own types declare globals. */
const MODULES: readonly string[] = [
  'assemblyscript/asc',
  'assemblyscript/binaryen',
  'assemblyscript',
];

let loaded: Promise<LoadedCompiler> | undefined;

/** Loads the compiler once in a process: its start takes longer than a small program. */
export function loadCompiler(): Promise<LoadedCompiler> {
  loaded ??= Promise.all(MODULES.map((name) => import(name) as Promise<unknown>)).then(
    ([asc, binaryen, syntax]) => ({
      asc: asc as Compiler,
      binaryen: (binaryen as { default: Binaryen }).default,
      syntax: syntax as SyntaxTools,
    }),
  );
  return loaded;
}
