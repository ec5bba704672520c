import { resolveDeclaration } from '../../model/index.js';
import type { Func, Interface, Label, TypeDeclaration } from '../../model/index.js';
import { NameScope } from '../../printer/index.js';
import { memberName, pascalCase } from './names.js';

const known = new WeakMap<readonly { readonly name: string }[], ReadonlyMap<string, string>>();

/** Names of the members of one object by WIT name, unique even where WIT names differ by case only. */
export function memberNames(
  items: readonly { readonly name: string }[],
): ReadonlyMap<string, string> {
  const found = known.get(items);
  if (found !== undefined) return found;
  const scope = new NameScope();
  const names = new Map(items.map(({ name }) => [name, scope.add(memberName(name))]));
  known.set(items, names);
  return names;
}

/** Name of the member that holds a field of a record, or a label of flags. */
export function fieldName(declaration: TypeDeclaration, name: string): string {
  const { body } = resolveDeclaration(declaration);
  const items: readonly Label[] =
    body.kind === 'record' ? body.fields : body.kind === 'flags' ? body.labels : [];
  return memberNames(items).get(name) ?? memberName(name);
}

/**
 * Name of the member that holds the makers of a resource, unique even where names differ by case only.
 */
export function resourceMember(found: Interface, resource: TypeDeclaration): string {
  return resourceMembers(found).get(resource.name) ?? memberName(resource.name);
}

const resources = new WeakMap<Interface, ReadonlyMap<string, string>>();

function resourceMembers(found: Interface): ReadonlyMap<string, string> {
  const names =
    resources.get(found) ?? memberNames(found.types.filter((one) => one.body.kind === 'resource'));
  resources.set(found, names);
  return names;
}

const functions = new WeakMap<Interface, ReadonlyMap<Func, string>>();

/**
 * Name of the member that a function is: of the interface, of its resource, or of the resource's makers.
 * A constructor is `create`.
 */
export function functionMember(found: Interface, func: Func): string {
  const names = functions.get(found) ?? nameFunctions(found);
  functions.set(found, names);
  return names.get(func) ?? memberName(func.kind.name);
}

/** What a function is called inside of names: `Get`, `BodyReaderRead`. */
export function functionLabel({ kind }: Func): string {
  const name = pascalCase(kind.name);
  return kind.kind === 'free' ? name : pascalCase(kind.resource.name) + name;
}

/** What classes have as functions: a static of the name would hide it. */
const OF_FUNCTIONS = new Set(['apply', 'bind', 'call']);

function nameFunctions(found: Interface): ReadonlyMap<Func, string> {
  // The makers of a resource lie beside the interface's own functions.
  const scopes = new Map([['', new NameScope(resourceMembers(found).values())]]);
  const names = new Map<Func, string>();
  // A static function may be called `create` as well.
  for (const func of found.functions.toSorted((a, b) => rankOf(a) - rankOf(b))) {
    const place = placeOf(func);
    const scope = scopes.get(place) ?? new NameScope();
    scopes.set(place, scope);
    const { kind, name } = func.kind;
    const isOfFunctions = kind === 'static' && OF_FUNCTIONS.has(name);
    names.set(func, scope.add(isOfFunctions ? `${name}_` : memberName(name)));
  }
  return names;
}

function placeOf({ kind }: Func): string {
  if (kind.kind === 'free') return '';
  return kind.kind === 'method' ? `method ${kind.resource.name}` : `maker ${kind.resource.name}`;
}

function rankOf({ kind }: Func): number {
  return kind.kind === 'constructor' ? 0 : 1;
}
