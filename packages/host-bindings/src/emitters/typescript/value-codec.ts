import { resolveDeclaration, resolveType } from '../../model/index.js';
import type { Type, TypeDeclaration } from '../../model/index.js';
import { indent, NameScope, quote } from '../../printer/index.js';
import { enumCases } from './enum-cases.js';
import { flagBits, flagMembers, flagWords, wordName } from './flags-text.js';
import { fieldName } from './member-names.js';
import type { Module, Project } from './project.js';
import {
  branch,
  choice,
  declareConstant,
  loop,
  returnObject,
  returnSides,
  switchOnTag,
} from './statements.js';
import { usesName } from './uses-name.js';
import { isExported, isOption, listVerb, numberOf, typeText } from './type-text.js';

/** Name of the value that stands for a resource type, which the guest has or, where not, the host. */
export type ResourceValueName = (typeName: string, isOfGuest: boolean) => string;

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
        if (number !== undefined) return `reader.${listVerb(number)}()`;
        return this.#call(module, 'read', resolved, 'reader');
      }
      case 'fixed-list': {
        const number = numberOf(resolved.element);
        if (number !== undefined) return `reader.${listVerb(number)}(${resolved.length})`;
        return this.#call(module, 'read', resolved, 'reader');
      }
      case 'option': {
        const some = this.readExpression(module, resolved.some);
        return isOption(resolved.some) || some.startsWith('[') || some.includes(' ? ')
          ? this.#call(module, 'read', resolved, 'reader')
          : `reader.bool() ? ${some} : undefined`;
      }
      case 'result':
      case 'map':
        return this.#call(module, 'read', resolved, 'reader');
      case 'tuple':
        return `[${resolved.items.map((item) => this.readExpression(module, item)).join(', ')}]`;
      case 'own':
      case 'borrow': {
        const value = this.#resource(module, resolved.resource);
        return `reader.${handleVerb(resolved)}(${value})`;
      }
      case 'named':
        return this.#call(module, 'read', resolved, 'reader');
      case 'stream':
      case 'future':
        return `${this.#channel(module, 'read', resolved.kind)}(reader, ${this.#project.helper(module, 'channel', resolved)})`;
      case 'error-context': {
        const create = module.script.value('ErrorContext', this.#project.options.codegen);
        return `new ${create}(reader.string())`;
      }
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
        if (number !== undefined) return [`writer.${listVerb(number)}(${value});`];
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
        const resource = this.#resource(module, resolved.resource);
        return [`writer.${handleVerb(resolved)}(${resource}, ${value});`];
      }
      case 'named':
        return [`${this.#call(module, 'write', resolved, 'writer', value)};`];
      case 'fixed-list': {
        const { element, length } = resolved;
        const number = numberOf(element);
        if (number !== undefined) return [`writer.${listVerb(number)}(${value}, ${length});`];
        const checkLength = module.script.value('checkLength', this.#project.options.codegen);
        const inner = scope.child();
        const item = inner.add('item');
        return loop(
          `for (const ${item} of ${checkLength}(${value}, ${length}))`,
          this.writeStatements(module, element, item, inner),
        );
      }
      case 'map': {
        const inner = scope.child();
        const [key, item] = [inner.add('key'), inner.add('item')];
        return [
          `writer.count(${value}.size);`,
          ...loop(`for (const [${key}, ${item}] of ${value})`, [
            ...this.writeStatements(module, resolved.key, key, inner),
            ...this.writeStatements(module, resolved.value, item, inner),
          ]),
        ];
      }
      case 'stream':
      case 'future': {
        const channel = this.#project.helper(module, 'channel', resolved);
        return [`${this.#channel(module, 'write', resolved.kind)}(writer, ${channel}, ${value});`];
      }
      case 'error-context':
        return [`writer.string(${value}.debugMessage);`];
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
    const body = this.#readBody(module, resolved, result);
    const parameter = usesName(body, 'reader') ? 'reader' : '_reader';
    return [
      ...docs,
      ...branch(
        `${isNamed ? 'export ' : ''}function ${name}(${parameter}: ${reader}): ${result}`,
        body,
      ),
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
    const body = this.#writeBody(module, declaration);
    // An empty record is written as nothing.
    const mark = body.length === 0 ? '_' : '';
    return [
      `/** Writes the type \`${declaration.name}\` in its value encoding. */`,
      ...branch(
        `export function ${name}(${mark}writer: ${writer}, ${mark}value: ${value}): void`,
        body,
      ),
    ];
  }

  #readBody(module: Module, type: Type, result: string): string[] {
    // A guest's function may be called `list`.
    const wanted = type.kind === 'map' ? 'map' : 'list';
    const local = module.script.names.has(wanted) ? `${wanted}_` : wanted;
    if (type.kind === 'list') {
      const element = this.readExpression(module, type.element);
      return [
        `const ${local}: ${result} = [];`,
        ...loop('for (let left = reader.count(); left > 0; left -= 1)', [
          `${local}.push(${element});`,
        ]),
        `return ${local};`,
      ];
    }
    if (type.kind === 'fixed-list') {
      const element = this.readExpression(module, type.element);
      const list = typeText(this.#project, module, { kind: 'list', element: type.element });
      return [
        `const ${local}: ${list} = [];`,
        ...loop(`for (let left = reader.fixed(${type.length}); left > 0; left -= 1)`, [
          `${local}.push(${element});`,
        ]),
        list === result ? `return ${local};` : `return ${local} as ${result};`,
      ];
    }
    if (type.kind === 'map') {
      const pair = [type.key, type.value].map((one) => this.readExpression(module, one));
      return [
        `const ${local} = new ${result}();`,
        ...loop('for (let left = reader.count(); left > 0; left -= 1)', [
          `${local}.set(${pair.join(', ')});`,
        ]),
        `return ${local};`,
      ];
    }
    if (type.kind === 'option' || type.kind === 'result') {
      const sides = type.kind === 'option' ? [undefined, type.some] : [type.ok, type.err];
      const values = sides.map((one) => one && this.readExpression(module, one));
      const test = type.kind === 'option' ? '!reader.bool()' : 'reader.discriminant(2) === 0';
      return returnSides(test, type, values);
    }
    if (type.kind !== 'named') throw new Error('type needs no reader; report this as a bug');
    const { body } = type.declaration;
    switch (body.kind) {
      case 'record':
        return returnObject(
          body.fields.map(
            (one) =>
              [
                fieldName(type.declaration, one.name),
                this.readExpression(module, one.type),
              ] as const,
          ),
        );
      case 'flags':
        return [
          ...flagWords(body.labels).map(
            (word, index) => `const ${wordName(index)} = reader.flags(${word.length});`,
          ),
          ...returnObject(flagMembers(body.labels)),
        ];
      case 'enum':
        return [
          `return ${enumCases(module, type.declaration)}[reader.discriminant(${body.cases.length})]!;`,
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
          this.writeStatements(
            module,
            one.type,
            `value.${fieldName(declaration, one.name)}`,
            scope,
          ),
        );
      case 'flags':
        return [
          ...flagBits(body.labels),
          ...flagWords(body.labels).map(
            (word, index) => `writer.flags(${wordName(index)}, ${word.length});`,
          ),
        ];
      case 'enum': {
        const caseIndex = module.script.value('caseIndex', this.#project.options.codegen);
        const cases = enumCases(module, declaration);
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

  #resource(module: Module, resource: TypeDeclaration): string {
    const isOfGuest = isExported(resource);
    return this.#project.valueName(module, resource, (name) =>
      this.#resourceValue(name, isOfGuest),
    );
  }

  #channel(module: Module, verb: 'read' | 'write', kind: 'stream' | 'future'): string {
    const name = `${verb}${kind === 'stream' ? 'Stream' : 'Future'}`;
    return module.script.value(name, this.#project.options.codegen);
  }

  #call(module: Module, verb: 'read' | 'write', type: Type, ...args: string[]): string {
    return `${this.#project.helper(module, verb, type)}(${args.join(', ')})`;
  }
}

/** What readers and writers call a handle: those of resources that the guest itself has are other ones. */
function handleVerb({ kind, resource }: Extract<Type, { kind: 'own' | 'borrow' }>): string {
  if (!isExported(resource)) return kind;
  return kind === 'own' ? 'exportedOwn' : 'exportedBorrow';
}
