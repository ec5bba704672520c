import { freezeModel, packageOf, resolveDeclaration, ROOT } from '../model/index.js';
import type {
  Func,
  FuncKind,
  Interface,
  InterfaceKey,
  Type,
  TypeBody,
  TypeDeclaration,
  World,
} from '../model/index.js';
import type { Declaration, Extern, TypeDefinition, TypeRef } from './component-type.js';
import type { Docs } from './docs.js';

type FuncShape = Extract<TypeDefinition, { kind: 'func' }>;
type Shell = Extract<TypeDefinition, { kind: 'component' | 'instance' }>;

/** What an index of the type space stands for. A body waits for the export that names it. */
type Slot =
  | { readonly kind: 'type'; readonly type: Type }
  | { readonly kind: 'body'; readonly body: TypeBody }
  | { readonly kind: 'func'; readonly shape: FuncShape }
  | { readonly kind: 'shell'; readonly shell: Shell; readonly scope: Scope };

interface Scope {
  readonly parent: Scope | undefined;
  readonly types: Slot[];
  readonly instances: Interface[];
}

interface Collected {
  readonly types: TypeDeclaration[];
  readonly functions: Func[];
}

/** The model of an encoded world, with the doc comments of its source. */
export function buildWorld(encoded: TypeDefinition, docs: Docs): World {
  const outer = createScope(undefined);
  const named = declarationsOf(encoded).find((one) => one.kind === 'export');
  const shell = declarationsOf(encoded).find((one) => one.kind === 'type');
  if (named?.kind !== 'export' || shell?.kind !== 'type') throw fault('no world');
  const id = named.name;
  const world = new WorldBuilder(id, docs);
  world.walk(declarationsOf(shell.definition), createScope(outer));
  return freezeModel(world.finish());
}

class WorldBuilder {
  readonly #id: string;
  readonly #docs: Docs;
  readonly #found: Record<InterfaceKey['direction'], Interface[]> = { import: [], export: [] };
  readonly #root: Record<InterfaceKey['direction'], Collected> = {
    import: { types: [], functions: [] },
    export: { types: [], functions: [] },
  };

  constructor(id: string, docs: Docs) {
    this.#id = id;
    this.#docs = docs;
  }

  finish(): World {
    return {
      name: this.#id.slice(this.#id.indexOf('/') + 1).replace(/@.*$/, ''),
      id: this.#id,
      docs: this.#docs.of(this.#id),
      packageDocs: this.#docs.of(packageOf(this.#id)),
      imports: this.#withRoot('import'),
      exports: this.#withRoot('export'),
    };
  }

  walk(declarations: readonly Declaration[], scope: Scope): void {
    for (const declaration of declarations) {
      if (declaration.kind === 'import' || declaration.kind === 'export') {
        this.#extern(declaration.kind, declaration.name, declaration.extern, scope);
      } else {
        scope.types.push(readTypeDeclaration(declaration, scope));
      }
    }
  }

  #extern(direction: InterfaceKey['direction'], name: string, extern: Extern, scope: Scope): void {
    const docsOf = (member: readonly string[]): string => this.#docs.of(this.#id, ...member);
    const collected = this.#root[direction];
    switch (extern.kind) {
      case 'instance': {
        const built = this.#buildInterface({ direction, name }, slotAt(scope, extern.type));
        scope.instances.push(built);
        this.#found[direction].push(built);
        return;
      }
      case 'func':
        collected.functions.push(
          buildFunc(name, shapeOf(slotAt(scope, extern.type)), scope, collected, docsOf),
        );
        return;
      case 'type-equal':
      case 'resource':
        addType({ direction, name: ROOT }, name, extern, scope, collected, docsOf);
        return;
      case 'component':
        throw fault(`component "${name}" in a world`);
    }
  }

  #buildInterface(key: InterfaceKey, slot: Slot): Interface {
    if (slot.kind !== 'shell') throw fault('instance without a type');
    const scope = createScope(slot.scope);
    const collected: Collected = { types: [], functions: [] };
    // An interface that a world declares inline has a plain name, and its docs are the world's.
    const place = key.name.includes('/') ? [key.name] : [this.#id, key.name];
    const docsOf = (member: readonly string[]): string => this.#docs.of(...place, ...member);
    for (const declaration of slot.shell.declarations) {
      if (declaration.kind !== 'export') {
        scope.types.push(readTypeDeclaration(declaration, scope));
        continue;
      }
      const { name, extern } = declaration;
      if (extern.kind === 'func') {
        const shape = shapeOf(slotAt(scope, extern.type));
        collected.functions.push(buildFunc(name, shape, scope, collected, docsOf));
      } else {
        addType(key, name, extern, scope, collected, docsOf);
      }
    }
    return { key, docs: docsOf([]), ...collected };
  }

  #withRoot(direction: InterfaceKey['direction']): Interface[] {
    const { types, functions } = this.#root[direction];
    const found = this.#found[direction];
    if (types.length === 0 && functions.length === 0) return found;
    const key = { direction, name: ROOT };
    return [...found, { key, docs: this.#docs.of(this.#id), types, functions }];
  }
}

function createScope(parent: Scope | undefined): Scope {
  return { parent, types: [], instances: [] };
}

function addType(
  owner: InterfaceKey,
  name: string,
  extern: Extern,
  scope: Scope,
  collected: Collected,
  docsOf: (member: readonly string[]) => string,
): void {
  let body: TypeBody;
  if (extern.kind === 'resource') {
    body = { kind: 'resource' };
  } else if (extern.kind === 'type-equal') {
    const slot = slotAt(scope, extern.type);
    body =
      slot.kind === 'body'
        ? documented(slot.body, name, docsOf)
        : { kind: 'alias', target: typeOf(slot) };
  } else {
    throw fault(`"${name}" is no type`);
  }
  const declaration: TypeDeclaration = { name, owner, docs: docsOf([name]), body };
  collected.types.push(declaration);
  scope.types.push({ kind: 'type', type: { kind: 'named', declaration } });
}

/** A body with the doc comments of its fields, cases or labels. */
function documented(
  body: TypeBody,
  name: string,
  docsOf: (member: readonly string[]) => string,
): TypeBody {
  const add = <T extends { readonly name: string }>(part: T): T => ({
    ...part,
    docs: docsOf([name, part.name]),
  });
  switch (body.kind) {
    case 'record':
      return { ...body, fields: body.fields.map(add) };
    case 'variant':
      return { ...body, cases: body.cases.map(add) };
    case 'enum':
      return { ...body, cases: body.cases.map(add) };
    case 'flags':
      return { ...body, labels: body.labels.map(add) };
    case 'alias':
    case 'resource':
      return body;
  }
}

function buildFunc(
  name: string,
  shape: FuncShape,
  scope: Scope,
  collected: Collected,
  docsOf: (member: readonly string[]) => string,
): Func {
  const kind = funcKind(name, collected);
  const member =
    kind.kind === 'free'
      ? [name]
      : [kind.resource.name, kind.kind === 'constructor' ? 'constructor' : kind.name];
  return {
    name,
    kind,
    async: shape.async,
    docs: docsOf(member),
    parameters: shape.parameters.map((one) => ({ name: one.name, type: refType(one.type, scope) })),
    result: shape.result === undefined ? undefined : refType(shape.result, scope),
  };
}

function funcKind(name: string, collected: Collected): FuncKind {
  const marked = /^\[(?:async )?(method|static|constructor)\]([^.]+)(?:\.(.+))?$/.exec(name);
  if (marked === null) return { kind: 'free', name };
  const resource = collected.types.find((one) => one.name === marked[2]);
  if (resource === undefined) throw fault(`"${name}" has no resource`);
  const kind = marked[1] as 'method' | 'static' | 'constructor';
  return { kind, name: marked[3] ?? 'create', resource: resolveDeclaration(resource) };
}

function readTypeDeclaration(declaration: Declaration, scope: Scope): Slot {
  switch (declaration.kind) {
    case 'type':
      return readSlot(declaration.definition, scope);
    case 'alias-outer': {
      let target = scope;
      for (let level = 0; level < declaration.levels; level += 1) {
        if (target.parent === undefined) throw fault('alias out of all scopes');
        target = target.parent;
      }
      return slotAt(target, declaration.type);
    }
    case 'alias-export': {
      const owner = scope.instances[declaration.instance];
      const found = owner?.types.find((one) => one.name === declaration.name);
      if (found === undefined) throw fault(`alias of the unknown "${declaration.name}"`);
      return { kind: 'type', type: { kind: 'named', declaration: found } };
    }
    case 'import':
    case 'export':
      throw fault(`"${declaration.name}" where a type should be`);
  }
}

function readSlot(definition: TypeDefinition, scope: Scope): Slot {
  const type = (ref: TypeRef): Type => refType(ref, scope);
  const maybe = (ref: TypeRef | undefined): Type | undefined =>
    ref === undefined ? undefined : refType(ref, scope);
  const label = (name: string) => ({ name, docs: '' });
  switch (definition.kind) {
    case 'value':
      return { kind: 'type', type: type(definition.ref) };
    case 'list':
      return { kind: 'type', type: { kind: 'list', element: type(definition.type) } };
    case 'fixed-list': {
      const { length } = definition;
      return {
        kind: 'type',
        type: { kind: 'fixed-list', element: type(definition.type), length },
      };
    }
    case 'map': {
      const { key, value } = definition;
      return { kind: 'type', type: { kind: 'map', key: type(key), value: type(value) } };
    }
    case 'option':
      return { kind: 'type', type: { kind: 'option', some: type(definition.type) } };
    case 'tuple':
      return { kind: 'type', type: { kind: 'tuple', items: definition.types.map(type) } };
    case 'result': {
      const { ok, err } = definition;
      return { kind: 'type', type: { kind: 'result', ok: maybe(ok), err: maybe(err) } };
    }
    case 'own':
    case 'borrow': {
      const target = typeOf(slotAt(scope, definition.resource));
      if (target.kind !== 'named') throw fault('handle of no resource');
      const resource = resolveDeclaration(target.declaration);
      return { kind: 'type', type: { kind: definition.kind, resource } };
    }
    case 'stream':
    case 'future': {
      const { kind } = definition;
      return { kind: 'type', type: { kind, element: maybe(definition.type) } };
    }
    case 'record': {
      const fields = definition.fields.map((one) => ({ ...label(one.name), type: type(one.type) }));
      return { kind: 'body', body: { kind: 'record', fields } };
    }
    case 'variant': {
      const cases = definition.cases.map((one) => ({ ...label(one.name), type: maybe(one.type) }));
      return { kind: 'body', body: { kind: 'variant', cases } };
    }
    case 'enum':
      return { kind: 'body', body: { kind: 'enum', cases: definition.names.map(label) } };
    case 'flags':
      return { kind: 'body', body: { kind: 'flags', labels: definition.names.map(label) } };
    case 'func':
      return { kind: 'func', shape: definition };
    case 'component':
    case 'instance':
      return { kind: 'shell', shell: definition, scope };
  }
}

function refType(ref: TypeRef, scope: Scope): Type {
  if (ref === 'error-context') return { kind: ref };
  if (typeof ref === 'string') return { kind: 'primitive', name: ref };
  return typeOf(slotAt(scope, ref));
}

function typeOf(slot: Slot): Type {
  if (slot.kind !== 'type') throw fault(`a ${slot.kind} where a type should be`);
  return slot.type;
}

function shapeOf(slot: Slot): FuncShape {
  if (slot.kind !== 'func') throw fault(`a ${slot.kind} where a function should be`);
  return slot.shape;
}

function slotAt(scope: Scope, index: number): Slot {
  const slot = scope.types[index];
  if (slot === undefined) throw fault(`type "${index}" is not declared`);
  return slot;
}

function declarationsOf(definition: TypeDefinition): readonly Declaration[] {
  return definition.kind === 'component' || definition.kind === 'instance'
    ? definition.declarations
    : [];
}

function fault(what: string): Error {
  return new Error(`component type is not as expected: ${what}; report this as a bug`);
}
