import type { Parser, Source, Statement, SyntaxTools, Transform } from './compiler.js';

/** Flags of members that are no fields of JSON: static, private and protected ones. */
const NO_FIELD = 32 | 512 | 1024;

/** What a member of a class is, by the compiler's numbers. */
const FIELD = 55;

/**
 * Gives each class that is marked `@json` what the SDK's JSON calls: `__WAJS_FITS` looks whether the value
 * of a key fits its field, `__WAJS_READ` reads it, both once a key; `__WAJS_WRITE` writes all fields. The
 * compiler leaves out those that are not used.
 */
export class JsonTransform implements Transform {
  readonly #tools: SyntaxTools;

  constructor(tools: SyntaxTools) {
    this.#tools = tools;
  }

  afterParse(parser: Parser): void {
    const classes = parser.sources.flatMap((source) =>
      classesOf(source.statements).map((one) => ({ source, one })),
    );
    const names = new Set(classes.map(({ one }) => one.name?.text));
    for (const { source, one } of classes) {
      const fields = (one.members ?? []).flatMap((member) => fieldOf(source, member));
      const hasParent = names.has(one.extendsType?.name.identifier.text);
      for (const text of methodTexts(fields, hasParent)) {
        one.members!.push(this.#parse(text, source, one));
      }
    }
  }

  #parse(text: string, { normalizedPath }: Source, owner: Statement): Statement {
    const { Parser: Reader, Source: Text, Tokenizer } = this.#tools;
    const tokenizer = new Tokenizer(new Text(0, normalizedPath, text));
    const member = new Reader().parseClassMember(tokenizer, owner);
    if (member === null) throw new Error(`"${text}" is no member of a class`);
    return member;
  }
}

/** The classes that are marked, those inside of namespaces too. */
function classesOf(statements: readonly Statement[]): Statement[] {
  return statements.flatMap((one) => {
    if (one.members && markOf(one, 'json') !== undefined) return [one];
    return one.decorators ? [] : classesOf(one.members ?? []);
  });
}

/** A field, its key in JSON, and the text of its type. */
interface Field {
  readonly name: string;
  readonly key: string;
  readonly type: string;
}

function fieldOf(source: Source, member: Statement): Field[] {
  const { kind, flags, type } = member;
  if (kind !== FIELD || ((flags ?? 0) & NO_FIELD) !== 0 || !type) return [];
  if (markOf(member, 'omit') !== undefined) return [];
  const name = member.name!.text;
  const alias = markOf(member, 'alias')?.args?.[0]?.value;
  return [
    {
      name,
      key: JSON.stringify(typeof alias === 'string' ? alias : name),
      type: source.text.slice(type.range.start, type.range.end),
    },
  ];
}

function methodTexts(fields: readonly Field[], hasParent: boolean): string[] {
  const fits = fields.map(
    ({ key, type }) => `if (guard.isKey(${key})) return guard.fits<${type}>();`,
  );
  const read = fields.map(
    ({ name, key, type }) =>
      `if (reader.isKey(${key})) { this.${name} = reader.read<${type}>(); return; }`,
  );
  const write = fields.map(({ name, key, type }) => `writer.field<${type}>(${key}, this.${name});`);
  // Fields of a class that this one extends are that one's.
  fits.push(hasParent ? 'return super.__WAJS_FITS(guard);' : 'return guard.takeValue();');
  read.push(hasParent ? 'super.__WAJS_READ(reader);' : 'reader.skip();');
  if (hasParent) write.unshift('super.__WAJS_WRITE(writer);');
  return [
    `__WAJS_FITS(guard: __WajsJsonGuard): bool { ${fits.join(' ')} }`,
    `__WAJS_READ(reader: __WajsJsonReader): void { ${read.join(' ')} }`,
    `__WAJS_WRITE(writer: __WajsJsonWriter): void { ${write.join(' ')} }`,
  ];
}

function markOf(
  member: Statement,
  name: string,
): NonNullable<Statement['decorators']>[number] | undefined {
  return member.decorators?.find((one) => one.name.text === name);
}
