import { Application, Logger, LogLevel } from 'typedoc';
import ts from 'typescript';

/**
 * A set of modules that are compiled together.
 * @typedef {object} Program
 * @property {Readonly<Record<string, string>>} entries Declaration files by the name that users import.
 * @property {readonly string[]} lib Libraries of TypeScript that they may rely on.
 * @property {readonly string[]} types Ambient types that they may rely on.
 * @property {readonly string[]} [ambient] Files that declare more of them.
 * @property {boolean} [isAssemblyScript] Whether they are declarations of AssemblyScript, which brings
 *   a library of its own.
 */

/**
 * What TypeDoc makes of the public entries of packages.
 * @typedef {object} Documented
 * @property {readonly string[]} problems Symbols that are not documented, links that lead nowhere,
 *   errors of the compiler. Each one is a failure.
 * @property {number} entries How many entries were read.
 * @property {number} symbols How many public symbols they have.
 * @property {readonly Example[]} examples What the comments show.
 */

/**
 * One `@example`.
 * @typedef {object} Example
 * @property {string} entry Name of the entry.
 * @property {string} symbol Name of the symbol: `KvBucket.put`.
 * @property {string} code Its code.
 */

/**
 * Kinds of symbols that need a doc comment; parts of a signature are said in the comment of the whole.
 * @type {import('typedoc').ReflectionKind.KindString[]}
 */
const DOCUMENTED = [
  'Module',
  'Enum',
  'EnumMember',
  'Variable',
  'Function',
  'Class',
  'Interface',
  'Property',
  'Method',
  'Accessor',
  'TypeAlias',
];

/**
 * Options for declarations of AssemblyScript: they are read as its own `tsconfig.json` has editors read
 * them.
 * @type {import('typescript').CompilerOptions}
 */
const assemblyScript = {
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  noLib: true,
  skipLibCheck: true,
  experimentalDecorators: true,
};

/**
 * Reads public entries, and writes pages about them where a folder is given. They are read as users get
 * them: from the declaration files that are published.
 *
 * @param {readonly Program[]} programs
 * @param {{ out?: string }} [options]
 * @returns {Promise<Documented>}
 */
export async function documentEntries(programs, { out } = {}) {
  const app = await Application.bootstrap({
    name: 'wajs',
    readme: 'none',
    disableSources: true,
    excludeInternal: true,
    excludePrivate: true,
    // Docs quote the contract as WIT, which its highlighter does not know.
    ignoredHighlightLanguages: ['wit'],
    validation: { invalidLink: true, notDocumented: true, notExported: false },
    requiredToBeDocumented: DOCUMENTED,
    packagesRequiringDocumentation: [...new Set(programs.flatMap((one) => packagesOf(one)))],
    logLevel: LogLevel.Warn,
  });
  /** @type {string[]} */
  const problems = [];
  app.logger = new ProblemLog(problems);
  const points = programs.flatMap((one) => createPoints(one, problems));
  const project = app.converter.convert(points);
  app.validate(project);
  if (out !== undefined && problems.length === 0) await app.generateDocs(project, out);
  return {
    problems,
    entries: points.length,
    symbols: Object.keys(project.reflections).length,
    examples: Object.values(project.reflections).flatMap((one) => examplesOf(one)),
  };
}

/** Keeps what TypeDoc would print. */
class ProblemLog extends Logger {
  /** @param {string[]} problems */
  constructor(problems) {
    super();
    this.problems = problems;
  }

  /**
   * @override
   * @param {string} message
   * @param {LogLevel} level
   */
  log(message, level) {
    super.log(message, level);
    // What parts of a type literal are is said in the comment of what has the type.
    // Likewise the elements of a tuple.
    const isPart =
      /\.__type\.|\.Tuple\d+\.item\d+ /.test(message) && message.includes('documentation');
    if (level >= LogLevel.Warn && !isPart) this.problems.push(message);
  }
}

/**
 * The entries of a program as TypeDoc takes them.
 * @param {Program} one
 * @param {string[]} problems Gets what the compiler has to say.
 */
function createPoints({ entries, lib, types, ambient = [], isAssemblyScript = false }, problems) {
  const program = ts.createProgram({
    rootNames: [...Object.values(entries), ...ambient],
    options: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      types: [...types],
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      ...(isAssemblyScript ? assemblyScript : { lib: lib.map((name) => `lib.${name}.d.ts`) }),
    },
  });
  for (const { messageText, file } of ts.getPreEmitDiagnostics(program)) {
    problems.push(`${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
  }
  return Object.entries(entries).flatMap(([displayName, path]) => {
    const sourceFile = program.getSourceFile(path);
    if (sourceFile !== undefined) return [{ displayName, program, sourceFile }];
    problems.push(`"${path}" of ${displayName} is not there; run "npm run build"`);
    return [];
  });
}

/**
 * Names of the packages that a program's entries belong to: `@org/wajs` of `@org/wajs/build`.
 * @param {Program} one
 */
function packagesOf({ entries }) {
  return Object.keys(entries).map((name) => /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name);
}

/**
 * The examples in the comment of a symbol. Code that is not marked as code is code all the same.
 * @param {import('typedoc').Reflection} symbol
 * @returns {Example[]}
 */
function examplesOf(symbol) {
  const named = symbol.isSignature() ? symbol.parent : symbol;
  const name = named.getFullName().replace(/^[^.]*\.?/, '');
  let entry = symbol;
  while (entry.parent !== undefined && !entry.parent.isProject()) entry = entry.parent;
  return (symbol.comment?.getTags('@example') ?? []).flatMap((tag) => {
    const text = tag.content.map((part) => part.text).join('');
    return [...text.matchAll(/^```(?:ts|typescript)\n([^]*?)^```$/gm)].map(([, code = '']) => ({
      entry: entry.name,
      symbol: name,
      code,
    }));
  });
}
