import type { GeneratedFile } from '../../packages/host-bindings/src/generator/index.js';

/** The part of the compiler that is used here. Its own types declare globals of AssemblyScript. */
interface Compiler {
  newOptions(): unknown;
  newProgram(options: unknown): Program;
  parse(program: Program, text: string, path: string, isEntry: boolean): void;
  nextDiagnostic(program: Program): object | null;
  formatDiagnostic(diagnostic: object, useColors: boolean, showContext: boolean): string;
}

interface Program {
  readonly sources: readonly {
    readonly internalPath: string;
    readonly statements: readonly { readonly kind: number }[];
  }[];
}

const compilerName: string = 'assemblyscript';
const compiler = (await import(compilerName)) as Compiler;

/**
 * The kinds of the statements of emitted AssemblyScript, file by file, by the language's own parser.
 * @throws Error where it does not parse.
 */
export function parseAs(files: readonly GeneratedFile[]): Record<string, number[]> {
  const program = compiler.newProgram(compiler.newOptions());
  for (const { path, text } of files) compiler.parse(program, text, path, true);
  const diagnostic = compiler.nextDiagnostic(program);
  if (diagnostic !== null) throw new Error(compiler.formatDiagnostic(diagnostic, false, true));
  return Object.fromEntries(
    program.sources.map(({ internalPath, statements }) => [
      internalPath,
      statements.map((one) => one.kind),
    ]),
  );
}
