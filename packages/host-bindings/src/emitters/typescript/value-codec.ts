import { resolveDeclaration, resolveType } from '../../model/index.js';
import type { Type, TypeDeclaration } from '../../model/index.js';
import { indent, layoutList, NameScope, quote } from '../../printer/index.js';
import { casesName } from './declare-types.js';
import { memberName } from './names.js';
import type { Module, Project } from './project.js';
import { isOption, numberOf, typeText } from './type-text.js';

/** Name of the value that stands for a resource type: a ResourceType on the host, a class in a guest. */
export type ResourceValueName = (typeName: string) => string;

/**
 * Prints how values are read and written in the value encoding of the ring. Host and guest have the
 * same verbs, so both ends are printed here.
 */
export class ValueCodec {
  readonly #project: Project;
  readonly #resourceValue: ResourceValueName;

  constructor(project: Project, resourceValue: ResourceValueName) {
    this.#project = project;
    this.#resourceValue = resourceValue;
  }

  /** An expression that reads a value of a type from `reader`. */
  readExpression(module: Module, type: Type): string {
    const resolved = resolveType(type);
    switch (resolved.kind) {
      case 'primitive':
        return `reader.${resolved.name}()`;
      case 'list': {
        const number = numberOf(resolved.element);
        if (number !== undefined) return `reader.${number === 'u8' ? 'bytes' : `${number}s`}()`;
        return this.#call(module, 'read', resolved, 'reader');
      }
      case 'option': {
        const some = this.readExpression(module, resolved.some);
        return isOption(resolved.some)
          ? `reader.bool() ? { tag: 'some', val: ${some} } : { tag: 'none' }`
          : `reader.bool() ? ${parenthesize(some)} : undefined`;
      }
      case 'result':
        return this.#call(module, 'read', resolved, 'reader');
      case 'tuple':
        return `[${resolved.items.map((item) => this.readExpression(module, item)).join(', ')}]`;
      case 'own':
      case 'borrow': {
        const value = this.#project.valueName(module, resolved.resource, this.#resourceValue);
        return `reader.${resolved.kind}(${value})`;
      }
      case 'named':
        return this.#call(module, 'read', resolved, 'reader');
      case 'fixed-list':
      case 'map':
      case 'stream':
      case 'future':
      case 'error-context':
        throw new Error(`${resolved.kind} reached the emitter; report this as a bug`);
    }
  }

  /** A statement that reads a value of a type into a constant. */
  readStatement(module: Module, type: Type, name: string): string {
    const value = this.readExpression(module, type);
    return declareConstant(name, value, () => typeText(this.#project, module, type));
  }

  /** Statements that write a value of a type to `writer`. */
  writeStatements(module: Module, type: Type, value: string, scope: NameScope): string[] {
    const resolved = resolveType(type);
    switch (resolved.kind) {
      case 'primitive':
        return [`writer.${resolved.name}(${value});`];
      case 'list': {
        const number = numberOf(resolved.element);
        if (number !== undefined)
          return [`writer.${number === 'u8' ? 'bytes' : `${number}s`}(${value});`];
        const inner = scope.child();
        const item = inner.add('item');
        return [
          `writer.count(${value}.length);`,
          ...loop(
            `for (const ${item} of ${value})`,
            this.writeStatements(module, resolved.element, item, inner),
          ),
        ];
      }
      case 'option': {
        if (isOption(resolved.some)) {
          const some = this.writeStatements(module, resolved.some, `${value}.val`, scope);
          return choice(
            `${value}.tag === 'none'`,
            ['writer.bool(false);'],
            ['writer.bool(true);', ...some],
          );
        }
        const some = this.writeStatements(module, resolved.some, value, scope);
        return choice(
          `${value} === undefined`,
          ['writer.bool(false);'],
          ['writer.bool(true);', ...some],
        );
      }
      case 'result': {
        const write = (side: Type | undefined): string[] =>
          side === undefined ? [] : this.writeStatements(module, side, `${value}.val`, scope);
        return choice(
          `${value}.tag === 'ok'`,
          ['writer.discriminant(0);', ...write(resolved.ok)],
          ['writer.discriminant(1);', ...write(resolved.err)],
        );
      }
      case 'tuple':
        return resolved.items.flatMap((item, index) =>
          this.writeStatements(module, item, `${value}[${index}]`, scope),
        );
      case 'own':
      case 'borrow': {
        const resource = this.#project.valueName(module, resolved.resource, this.#resourceValue);
        return [`writer.${resolved.kind}(${resource}, ${value});`];
      }
      case 'named':
        return [`${this.#call(module, 'write', resolved, 'writer', value)};`];
      case 'fixed-list':
      case 'map':
      case 'stream':
      case 'future':
      case 'error-context':
        throw new Error(`${resolved.kind} reached the emitter; report this as a bug`);
    }
  }

  /** The function `name`, which reads a type. */
  printRead(module: Module, type: Type, name: string): string[] {
    const resolved = resolveType(type);
    const isNamed = resolved.kind === 'named';
    const reader = module.script.type('ValueReader', this.#project.options.codegen);
    const result = typeText(
      this.#project,
      module,
      isNamed ? { ...resolved, declaration: resolveDeclaration(resolved.declaration) } : type,
    );
    const docs = isNamed
      ? [`/** Reads the type \`${resolved.declaration.name}\` from its value encoding. */`]
      : [];
    return [
      ...docs,
      `${isNamed ? 'export ' : ''}function ${name}(reader: ${reader}): ${result} {`,
      ...indent(this.#readBody(module, resolved, result)),
      '}',
    ];
  }

  /** The function `name`, which writes a type. */
  printWrite(module: Module, type: Type, name: string): string[] {
    const resolved = resolveType(type);
    if (resolved.kind !== 'named')
      throw new Error('only named types have a writer; report this as a bug');
    const { declaration } = resolved;
    const writer = module.script.type('ValueWriter', this.#project.options.codegen);
    const value = typeText(this.#project, module, resolved);
    return [
      `/** Writes the type \`${declaration.name}\` in its value encoding. */`,
      `export function ${name}(writer: ${writer}, value: ${value}): void {`,
      ...indent(this.#writeBody(module, declaration)),
      '}',
    ];
  }

  #readBody(module: Module, type: Type, result: string): string[] {
    if (type.kind === 'list') {
      const element = this.readExpression(module, type.element);
      return [
        `const list: ${result} = [];`,
        ...loop('for (let left = reader.count(); left > 0; left -= 1)', [`list.push(${element});`]),
        'return list;',
      ];
    }
    if (type.kind === 'result') {
      const side = (tag: string, payload: Type | undefined): string[] =>
        returnObject([
          ['tag', `'${tag}'`],
          ...(payload === undefined
            ? []
            : [['val', this.readExpression(module, payload)] as const]),
        ]);
      return [
        ...branch('if (reader.discriminant(2) === 0)', side('ok', type.ok)),
        ...side('err', type.err),
      ];
    }
    if (type.kind !== 'named') throw new Error('type needs no reader; report this as a bug');
    const { body } = type.declaration;
    switch (body.kind) {
      case 'record':
        return returnObject(
          body.fields.map(
            (one) => [memberName(one.name), this.readExpression(module, one.type)] as const,
          ),
        );
      case 'flags':
        return [
          `const bits = reader.flags(${body.labels.length});`,
          ...returnObject(
            body.labels.map(
              (one, index) => [memberName(one.name), `(bits & ${bit(index)}) !== 0`] as const,
            ),
          ),
        ];
      case 'enum':
        return [
          `return ${this.#cases(module, type.declaration)}[reader.discriminant(${body.cases.length})]!;`,
        ];
      case 'variant': {
        const cases = body.cases.map((one) => ({
          ...one,
          lines: returnObject([
            ['tag', quote(one.name)],
            ...(one.type === undefined
              ? []
              : [['val', this.readExpression(module, one.type)] as const]),
          ]),
        }));
        if (cases.length === 1) return ['reader.discriminant(1);', ...cases[0]!.lines];
        return [
          `switch (reader.discriminant(${cases.length})) {`,
          ...indent(
            cases.flatMap((one, index) => [
              index === cases.length - 1 ? 'default:' : `case ${index}:`,
              ...indent(one.lines),
            ]),
          ),
          '}',
        ];
      }
      case 'alias':
      case 'resource':
        throw new Error(`a ${body.kind} needs no reader; report this as a bug`);
    }
  }

  #writeBody(module: Module, declaration: TypeDeclaration): string[] {
    const scope = new NameScope(['value', 'writer']);
    const { body } = declaration;
    switch (body.kind) {
      case 'record':
        return body.fields.flatMap((one) =>
          this.writeStatements(module, one.type, `value.${memberName(one.name)}`, scope),
        );
      case 'flags': {
        const { length } = body.labels;
        return [...flagBits(body.labels.map((one) => one.name)), `writer.flags(bits, ${length});`];
      }
      case 'enum': {
        const caseIndex = module.script.value('caseIndex', this.#project.options.codegen);
        const cases = this.#cases(module, declaration);
        return [`writer.discriminant(${caseIndex}(${cases}, value));`];
      }
      case 'variant': {
        const unknownCase = module.script.value('unknownCase', this.#project.options.codegen);
        return switchOnTag(
          body.cases.map((one, index) => ({
            tag: one.name,
            lines: [
              `writer.discriminant(${index});`,
              ...(one.type === undefined
                ? []
                : this.writeStatements(module, one.type, 'value.val', scope)),
            ],
          })),
          `throw ${unknownCase}(value);`,
        );
      }
      case 'alias':
      case 'resource':
        throw new Error(`a ${body.kind} needs no writer; report this as a bug`);
    }
  }

  #cases(module: Module, declaration: TypeDeclaration): string {
    return enumCases(module, declaration);
  }

  #call(module: Module, verb: 'read' | 'write', type: Type, ...args: string[]): string {
    return `${this.#project.helper(module, verb, type)}(${args.join(', ')})`;
  }
}

/** A constant, with its type where the compiler would find a wider one for the expression. */
export function declareConstant(name: string, value: string, type: () => string): string {
  const isWidened = /\btag: |(?:^|[ (])\[/.test(value);
  return `const ${name}${isWidened ? `: ${type()}` : ''} = ${value};`;
}

/** Name of the constant with the cases of an enum, declared on first use. */
export function enumCases(module: Module, declaration: TypeDeclaration): string {
  const { body } = declaration;
  if (body.kind !== 'enum')
    throw new Error(`"${declaration.name}" is no enum; report this as a bug`);
  const key = `cases ${declaration.name}`;
  const known = module.helpers.get(key);
  if (known !== undefined) return known.name;
  const name = module.script.names.add(casesName(module, declaration));
  const type = module.typeNames.get(declaration.name)!;
  const lines = layoutList({
    before: `const ${name}: readonly ${type}[] = [`,
    items: body.cases.map((one) => quote(one.name)),
    after: '];',
  });
  module.helpers.set(key, { name, order: '', lines });
  return name;
}

/** Statements that gather the members of the flags `value` in the number `bits`. */
export function flagBits(labels: readonly string[]): string[] {
  return [
    'let bits = 0;',
    ...labels.map((name, index) => `if (value.${memberName(name)}) bits |= ${bit(index)};`),
  ];
}

/** The number with one bit set. */
export function bit(index: number): string {
  return index < 31 ? String(2 ** index) : '-0x80000000';
}

/** A `switch` over the tag of `value`. */
export function switchOnTag(
  cases: readonly { readonly tag: string; readonly lines: readonly string[] }[],
  otherwise: string,
): string[] {
  return [
    'switch (value.tag) {',
    ...indent(cases.flatMap((one) => caseLines(one))),
    ...indent(['default:', ...indent([otherwise])]),
    '}',
  ];
}

function caseLines({ tag, lines }: { tag: string; lines: readonly string[] }): string[] {
  const body = indent([...lines, 'break;']);
  // A declaration inside a case needs a block around it.
  return lines.some((line) => line.startsWith('const '))
    ? [`case ${quote(tag)}: {`, ...body, '}']
    : [`case ${quote(tag)}:`, ...body];
}

/** `return { ... };` of an object with these members. */
export function returnObject(members: readonly (readonly [string, string])[]): string[] {
  const items = members.map(([name, value]) => (name === value ? name : `${name}: ${value}`));
  return layoutList({ before: 'return {', items, after: '};', padded: true, level: 2 });
}

/** A loop around statements. */
export function loop(head: string, lines: readonly string[]): string[] {
  return branch(head, lines);
}

/** A statement with a block. */
export function branch(head: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [`${head} {}`] : [`${head} {`, ...indent(lines), '}'];
}

/** An `if` with both sides. */
export function choice(test: string, yes: readonly string[], no: readonly string[]): string[] {
  return [`if (${test}) {`, ...indent(yes), '} else {', ...indent(no), '}'];
}

function parenthesize(expression: string): string {
  return expression.includes(' ? ') ? `(${expression})` : expression;
}
