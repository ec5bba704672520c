import { Diagnostic } from '@org/host-bindings/generator';
import type { CompilerDiagnostic } from './compiler.js';
import type { ProgramFiles } from './program-fault.js';

/**
 * What to say where a program writes or reads a class as JSON that is not marked: the place of the class.
 * Undefined where the compiler complains of something else.
 */
export async function jsonFault(
  said: readonly CompilerDiagnostic[],
  { read, show }: ProgramFiles,
): Promise<Diagnostic | undefined> {
  const [, path = '', name] =
    said
      .map(({ message }) =>
        /^Type '([^'<]*\/)?(\w+)[^']*' is not assignable to type '[^']*\/ClassWithJson'/.exec(
          message,
        ),
      )
      .find((match) => match !== null) ?? [];
  if (name === undefined) return undefined;
  const file = `${path.slice(0, -1)}.ts`;
  const text = path === '' || path.startsWith('~lib/') ? null : await read(file);
  const before = text?.split(new RegExp(`\\bclass (?=${name}\\b)`));
  const lines = before !== undefined && before.length > 1 ? before[0]!.split('\n') : undefined;
  return new Diagnostic({
    code: 'json-class',
    message: `"${name}" cannot be written as JSON, or read from it: it is not marked @json`,
    file: text === null ? undefined : show(file),
    line: lines?.length,
    column: lines === undefined ? undefined : lines.at(-1)!.length + 1,
    hint:
      text === null
        ? 'use a text, a number, an array, a Map<string, T> or a class of your own in its place; @omit leaves a field out'
        : `write @json above "class ${name}", or @omit above the field that has it`,
  });
}
