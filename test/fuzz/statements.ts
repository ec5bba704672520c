import { parseSync } from 'oxc-parser';
import type { GeneratedFile } from '../../packages/host-bindings/src/generator/index.js';

/** Kinds of statement that emitted modules have at their top. */
const TOP_LEVEL = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'VariableDeclaration',
  'FunctionDeclaration',
  'ClassDeclaration',
  'TSInterfaceDeclaration',
  'TSTypeAliasDeclaration',
  // In AssemblyScript alone.
  'TSEnumDeclaration',
  'TSDeclareFunction',
]);
/** Decorators of AssemblyScript on lines of their own: TypeScript has none on functions and constants. */
const DECORATOR = /^ *@[A-Za-z]+(?:\('[^\n]*'\)|\(\n(?: +'[^\n]*',\n)+ *\))?$/gm;

/**
 * The statements of an emitted TypeScript file.
 * @throws Error where it does not parse, or holds a statement at its top that modules do not have.
 */
export function parseStatements({ path, text }: GeneratedFile): unknown[] {
  const { program, errors } = parseSync(path, text.replace(DECORATOR, ''), {
    lang: 'ts',
    sourceType: 'module',
  });
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]!.message}`);
  for (const { type } of program.body) {
    if (!TOP_LEVEL.has(type)) throw new Error(`${path} has a statement of the kind "${type}"`);
  }
  return program.body;
}

/** Text of a syntax tree without places, and without what things are called. */
function renderShape(tree: unknown): string {
  return JSON.stringify(tree, (key, value: unknown) => {
    if (key === 'start' || key === 'end' || key === 'range' || key === 'shorthand')
      return undefined;
    const isName = key === 'name' || key === 'value' || key === 'raw' || key === 'cooked';
    return isName && typeof value === 'string' ? '' : value;
  });
}

/** The code of emitted files, whatever their comments say and however it is laid out. */
export function codeOf(files: readonly GeneratedFile[]): string {
  return files.map(({ path, text }) => `${path}: ${withoutComments(text)}`).join('\n');
}

/** Emitted code has neither regular expressions nor templates: only strings can hold what looks like a comment. */
function withoutComments(text: string): string {
  return text.replace(/('(?:[^'\\\n]|\\.)*')|\/\/[^\n]*|\/\*[^]*?\*\//g, '$1').replace(/\s+/g, ' ');
}

/** The shape of the code of emitted files: what it does, whatever things are called in it. */
export function shapeOf(files: readonly GeneratedFile[]): string[] {
  return files
    .flatMap((file) => parseStatements(file))
    .filter((one) => (one as { type: string }).type !== 'ImportDeclaration')
    .map((one) => renderShape(one))
    .toSorted();
}
