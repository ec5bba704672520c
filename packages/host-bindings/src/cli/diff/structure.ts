import type { Func, Type, TypeDeclaration } from '../../generator/index.js';

/**
 * Gives types a number each, such that two have the same one when they have the same structure:
 * whatever their names are, and whichever package they come from. One index serves both sides.
 */
export class StructureIndex {
  readonly #numbers = new Map<string, number>();
  readonly #declarations = new Map<TypeDeclaration, number>();

  /** Structure of a function: whether it may wait, names and types of its parameters, its result. */
  func({ async: isAsync, parameters, result }: Func): number {
    const parts = parameters.map((one) => `${one.name}:${this.type(one.type)}`);
    return this.#number(`func ${String(isAsync)} (${parts.join()}) ${this.#maybe(result)}`);
  }

  /** Structure of a type. */
  type(type: Type): number {
    switch (type.kind) {
      case 'primitive':
        return this.#number(type.name);
      case 'list':
        return this.#number(`list ${this.type(type.element)}`);
      case 'fixed-list':
        return this.#number(`list ${this.type(type.element)} ${type.length}`);
      case 'map':
        return this.#number(`map ${this.type(type.key)} ${this.type(type.value)}`);
      case 'option':
        return this.#number(`option ${this.type(type.some)}`);
      case 'result':
        return this.#number(`result ${this.#maybe(type.ok)} ${this.#maybe(type.err)}`);
      case 'tuple':
        return this.#number(`tuple ${type.items.map((one) => this.type(one)).join()}`);
      case 'own':
      case 'borrow':
        return this.#number(`${type.kind} ${this.declaration(type.resource)}`);
      case 'stream':
      case 'future':
        return this.#number(`${type.kind} ${this.#maybe(type.element)}`);
      case 'error-context':
        return this.#number(type.kind);
      case 'named':
        return this.declaration(type.declaration);
    }
  }

  /** Structure of a declared type. A resource is told apart by its name: it has no structure. */
  declaration(declaration: TypeDeclaration): number {
    const known = this.#declarations.get(declaration);
    if (known !== undefined) return known;
    const number = this.#body(declaration);
    this.#declarations.set(declaration, number);
    return number;
  }

  #body({ body, name, owner }: TypeDeclaration): number {
    switch (body.kind) {
      case 'alias':
        return this.type(body.target);
      case 'record': {
        const fields = body.fields.map((one) => `${one.name}:${this.type(one.type)}`);
        return this.#number(`record ${fields.join()}`);
      }
      case 'variant': {
        const cases = body.cases.map((one) => `${one.name}:${this.#maybe(one.type)}`);
        return this.#number(`variant ${cases.join()}`);
      }
      case 'enum':
        return this.#number(`enum ${body.cases.map((one) => one.name).join()}`);
      case 'flags':
        return this.#number(`flags ${body.labels.map((one) => one.name).join()}`);
      case 'resource':
        return this.#number(`resource ${withoutVersion(owner.name)}#${name}`);
    }
  }

  #maybe(type: Type | undefined): string {
    return type === undefined ? '_' : String(this.type(type));
  }

  #number(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(text, number);
    return number;
  }
}

/** The name of an interface without its version. */
export function withoutVersion(name: string): string {
  return name.replace(/@.*$/, '');
}
