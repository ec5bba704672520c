import { ROOT } from '../../model/index.js';
import { LinkError } from '../link-error.js';
import {
  coreAt,
  coreItemAt,
  type Item,
  itemAt,
  moduleAt,
  namespaceAt,
  push,
  type Scope,
} from './scope.js';
import type {
  Argument,
  CanonOptions,
  Component,
  Definition,
  Sort,
  TypeDefinition,
} from './component.js';
import type {
  CoreInstance,
  CoreItem,
  CoreNamespace,
  LiftedExport,
  Linkage,
  LocalResource,
  Meaning,
  ResolvedOptions,
} from './linkage.js';

/**
 * Interfaces whose implementation inside the component is left out, so that calling them traps.
 * componentize-qjs carries a module loader that only `import()` of another file would reach, and
 * a bundle has no other files.
 */
const stubbedInterfaces: ReadonlySet<string> = new Set(['local:init/module-loader']);

/**
 * Evaluates a component's instantiation symbolically, at every nesting level.
 *
 * @throws {LinkError} naming what it does not know.
 */
export function evaluateComponent(component: Component): Linkage {
  const evaluation = new Evaluation();
  const exports = evaluation.run(component, undefined, undefined);
  nameResources(exports);
  const { instances, resources } = evaluation;
  return { instances, resources, exports: collectExports(exports) };
}

/** Tells resources after the first interface that exports them: others only take them over. */
function nameResources(exports: ReadonlyMap<string, Item>): void {
  for (const [interfaceName, instance] of exports) {
    if (instance.kind !== 'instance') continue;
    for (const [name, item] of instance.exports) {
      if (item.kind !== 'local resource' || item.resource.interface !== '') continue;
      item.resource.interface = interfaceName;
      item.resource.name = name;
    }
  }
}

function collectExports(exports: ReadonlyMap<string, Item>): LiftedExport[] {
  const lifted: LiftedExport[] = [];
  const add = (interfaceName: string, name: string, item: Item): void => {
    if (item.kind !== 'lifted func') return;
    lifted.push({
      interface: interfaceName,
      function: name,
      core: item.core,
      options: item.options,
    });
  };
  for (const [name, item] of exports) {
    if (item.kind === 'instance')
      for (const [inner, value] of item.exports) add(name, inner, value);
    else add('', name, item);
  }
  return lifted;
}

/** Instances of components, at all levels: nested ones can multiply. */
const maxInstances = 1000;

class Evaluation {
  readonly instances: CoreInstance[] = [];
  readonly resources: LocalResource[] = [];
  #started = 0;

  /** Evaluates one component; the root has no arguments, its imports stay imports. */
  run(
    component: Component,
    args: ReadonlyMap<string, Item> | undefined,
    outer: Scope | undefined,
  ): Map<string, Item> {
    if (++this.#started > maxInstances)
      throw new LinkError('unsupported', `the component makes over ${maxInstances} instances`, {
        hint: 'instantiate each component once',
      });
    const scope: Scope = { outer, core: new Map(), items: new Map() };
    const exports = new Map<string, Item>();
    for (const definition of component.definitions) this.#define(definition, scope, args, exports);
    return exports;
  }

  #define(
    definition: Definition,
    scope: Scope,
    args: ReadonlyMap<string, Item> | undefined,
    exports: Map<string, Item>,
  ): void {
    switch (definition.kind) {
      case 'core module':
        return push(scope.core, 'core module', definition.bytes);
      case 'core types':
        for (let count = 0; count < definition.count; count++)
          push(scope.core, 'core type', undefined);
        return;
      case 'core instantiate': {
        const bytes = moduleAt(scope, definition.module);
        const instance: CoreInstance = {
          id: this.instances.length,
          bytes,
          args: new Map(definition.args.map((arg) => [arg.name, namespaceAt(scope, arg.index)])),
        };
        this.instances.push(instance);
        return push(scope.core, 'core instance', { kind: 'module', instance });
      }
      case 'core bundle': {
        const items = new Map(
          definition.exports.map((item) => [item.name, coreItemAt(scope, item.sort, item.index)]),
        );
        return push(scope.core, 'core instance', { kind: 'bundle', items });
      }
      case 'component':
        return push(scope.items, 'component', {
          kind: 'component',
          component: definition.component,
          scope,
        });
      case 'instantiate':
        return push(scope.items, 'instance', this.#instantiate(definition, scope));
      case 'bundle': {
        const bundled = new Map(
          definition.exports
            .filter(isRuntimeItem)
            .map((item) => [item.name, itemAt(scope, item.sort, item.index)]),
        );
        return push(scope.items, 'instance', {
          kind: 'instance',
          exports: bundled,
          stubbed: false,
        });
      }
      case 'alias export':
        return this.#aliasExport(
          definition.sort,
          itemAt(scope, 'instance', definition.instance),
          definition.name,
          scope,
        );
      case 'alias core export': {
        const namespace = namespaceAt(scope, definition.instance);
        return push(scope.core, definition.sort, coreExport(namespace, definition.name));
      }
      case 'alias outer':
        return aliasOuter(definition, scope);
      case 'types':
        for (const type of definition.types) push(scope.items, 'type', this.#type(type, scope));
        return;
      case 'lift':
        return push(scope.items, 'func', {
          kind: 'lifted func',
          core: coreItemAt(scope, 'core func', definition.coreFunc),
          options: resolveOptions(definition.options, scope),
        });
      case 'lower':
        return push(scope.core, 'core func', {
          kind: 'canon',
          meaning: lower(itemAt(scope, 'func', definition.func), definition.options, scope),
        });
      case 'builtin':
        return push(scope.core, 'core func', {
          kind: 'canon',
          meaning: builtin(definition.builtin, scope),
        });
      case 'import':
        return this.#import(definition, scope, args);
      case 'export': {
        const item = itemAt(scope, definition.sort, definition.index);
        exports.set(definition.name, item);
        return push(scope.items, definition.sort, item);
      }
    }
  }

  #type(type: TypeDefinition, scope: Scope): Item {
    if (type.kind === 'other') return { kind: 'local type' };
    const destructor =
      type.destructor === undefined ? undefined : coreItemAt(scope, 'core func', type.destructor);
    const resource: LocalResource = {
      interface: '',
      name: String(this.resources.length),
      destructor,
    };
    this.resources.push(resource);
    return { kind: 'local resource', resource };
  }

  #instantiate(definition: Extract<Definition, { kind: 'instantiate' }>, scope: Scope): Item {
    const target = itemAt(scope, 'component', definition.component);
    if (target.kind !== 'component')
      throw new LinkError('unsupported', 'the component instantiates an imported component');
    const exportNames = target.component.definitions.flatMap((inner) =>
      inner.kind === 'export' ? [inner.name] : [],
    );
    if (exportNames.length > 0 && exportNames.every((name) => stubbedInterfaces.has(name))) {
      return {
        kind: 'instance',
        exports: new Map(
          exportNames.map((name) => [
            name,
            { kind: 'instance', exports: new Map(), stubbed: true },
          ]),
        ),
        stubbed: true,
      };
    }
    const args = new Map(
      definition.args.map((arg) => [arg.name, itemAt(scope, arg.sort, arg.index)]),
    );
    return {
      kind: 'instance',
      exports: this.run(target.component, args, target.scope),
      stubbed: false,
    };
  }

  #aliasExport(sort: Sort, instance: Item, name: string, scope: Scope): void {
    if (instance.kind === 'imported instance') {
      if (sort === 'func')
        return push(scope.items, sort, { kind: 'imported func', interface: instance.name, name });
      if (sort === 'type')
        return push(scope.items, sort, { kind: 'imported type', interface: instance.name, name });
      throw new LinkError(
        'unsupported',
        `the component takes a ${sort} "${name}" from "${instance.name}"`,
      );
    }
    if (instance.kind !== 'instance')
      throw new LinkError('invalid', `"${name}" is taken from something that is no instance`);
    const found = instance.exports.get(name);
    if (found !== undefined) return push(scope.items, sort, found);
    if (instance.stubbed && sort === 'func')
      return push(scope.items, sort, { kind: 'stubbed func', interface: '', name });
    if (sort === 'type') return push(scope.items, sort, { kind: 'local type' });
    throw new LinkError('invalid', `an instance has no export "${name}"`);
  }

  #import(
    definition: Extract<Definition, { kind: 'import' }>,
    scope: Scope,
    args: ReadonlyMap<string, Item> | undefined,
  ): void {
    const { name, sort } = definition;
    if (args !== undefined) {
      const given = args.get(name);
      if (given === undefined && sort !== 'type')
        throw new LinkError(
          'invalid',
          `nothing satisfies the import "${name}" of a nested component`,
        );
      return push(scope.items, sort, given ?? { kind: 'local type' });
    }
    if (sort === 'instance') return push(scope.items, sort, { kind: 'imported instance', name });
    if (sort === 'func')
      return push(scope.items, sort, { kind: 'imported func', interface: ROOT, name });
    if (sort === 'type')
      return push(scope.items, sort, { kind: 'imported type', interface: ROOT, name });
    throw new LinkError('unsupported', `the component imports a ${sort} "${name}"`);
  }
}

function lower(func: Item, options: CanonOptions, scope: Scope): Meaning {
  if (func.kind === 'stubbed func')
    return { kind: 'stub', interface: func.interface, function: func.name };
  if (func.kind === 'lifted func') {
    throw new LinkError(
      'unsupported',
      'the component calls from one of its components into another',
      {
        hint: 'compose them into one core module before linking',
      },
    );
  }
  if (func.kind !== 'imported func')
    throw new LinkError('invalid', 'canon lower of something that is no function');
  return {
    kind: 'lower',
    interface: func.interface,
    function: func.name,
    options: resolveOptions(options, scope),
  };
}

function builtin(
  definition: Extract<Definition, { kind: 'builtin' }>['builtin'],
  scope: Scope,
): Meaning {
  const { name, type, slot, options } = definition;
  if (type === undefined || !name.startsWith('resource.')) {
    return {
      kind: 'builtin',
      name,
      ...(slot === undefined ? {} : { slot }),
      ...(options === undefined ? {} : { options: resolveOptions(options, scope) }),
    };
  }
  const resource = itemAt(scope, 'type', type);
  if (resource.kind === 'local resource') {
    return { kind: 'builtin', name, local: resource.resource };
  }
  if (resource.kind !== 'imported type') {
    throw new LinkError('invalid', `"${name}" of something that is no resource`);
  }
  return {
    kind: 'builtin',
    name,
    resource: { interface: resource.interface, name: resource.name },
  };
}

function resolveOptions(options: CanonOptions, scope: Scope): ResolvedOptions {
  const at = (sort: Sort, index: number | undefined): CoreItem | undefined =>
    index === undefined ? undefined : coreItemAt(scope, sort, index);
  const resolved = {
    encoding: options.encoding,
    async: options.async,
    memory: at('core memory', options.memory),
    realloc: at('core func', options.realloc),
    postReturn: at('core func', options.postReturn),
    callback: at('core func', options.callback),
  };
  return Object.fromEntries(
    Object.entries(resolved).filter(([, value]) => value !== undefined),
  ) as unknown as ResolvedOptions;
}

/** An item of a core instance by name; bundles are looked through. */
export function coreExport(namespace: CoreNamespace, name: string): CoreItem {
  if (namespace.kind === 'module') return { kind: 'export', instance: namespace.instance, name };
  const item = namespace.items.get(name);
  if (item === undefined) throw new LinkError('invalid', `a core instance has no export "${name}"`);
  return item;
}

function aliasOuter(definition: Extract<Definition, { kind: 'alias outer' }>, scope: Scope): void {
  let target = scope;
  for (let depth = 0; depth < definition.depth; depth++) {
    if (target.outer === undefined)
      throw new LinkError('invalid', 'an alias reaches outside the component');
    target = target.outer;
  }
  if (definition.sort.startsWith('core'))
    push(scope.core, definition.sort, coreAt(target, definition.sort, definition.index));
  else push(scope.items, definition.sort, itemAt(target, definition.sort, definition.index));
}

/** What of a bundle means something to core code: of types, those that are resources. */
function isRuntimeItem(argument: Argument): boolean {
  return argument.sort === 'func' || argument.sort === 'instance' || argument.sort === 'type';
}
