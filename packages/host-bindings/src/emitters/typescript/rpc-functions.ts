import { resolveType, ROOT } from '../../model/index.js';
import type { Func, Interface, Type } from '../../model/index.js';
import { wrapSentence } from '../../printer/index.js';
import type { Module, Project } from './project.js';

/** Package of the contract, whose interfaces belong to one sandbox and its host. */
const contractPackage = 'wajs:platform/';

/** Which functions of an interface can be called over a network. */
export interface RpcFunctions {
  /** The module of the interface. */
  readonly module: Module;
  /** Functions whose values travel. */
  readonly travelling: readonly Func[];
  /** Functions that pass what belongs to one sandbox: handles, streams, futures. */
  readonly left: readonly Func[];
}

/** The interfaces of a project that can be called by RPC: each once, whichever directions it has. */
export function rpcFunctions(project: Project): RpcFunctions[] {
  const found = new Map<string, RpcFunctions>();
  for (const module of project.modules) {
    const { name } = module.interface.key;
    if (name === ROOT || name.startsWith(contractPackage) || found.has(name)) continue;
    const { functions } = module.interface;
    const travelling = functions.filter(travels);
    if (travelling.length === 0) continue;
    const left = functions.filter((one) => !travels(one));
    found.set(name, { module, travelling, left });
  }
  return [...found.values()];
}

/** Name by which a function is called over a network: `acme:money/rates@1.0.0#latest`. */
export function methodName({ key }: Interface, func: Func): string {
  return `${key.name}#${func.name}`;
}

/** What the docs of a client or a server say of the functions that it lacks. */
export function leftOutText(left: readonly Func[]): string {
  if (left.length === 0) return '';
  const names = left.map((one) => `\`${one.name}\``).join(', ');
  return wrapSentence(`Left out, because handles, streams and futures do not travel: ${names}.`);
}

function travels(func: Func): boolean {
  if (func.kind.kind !== 'free') return false;
  const types = func.parameters.map((one) => one.type);
  if (func.result !== undefined) types.push(func.result);
  return types.every((type) => isPlain(type));
}

/** Whether values of a type hold no handles. */
function isPlain(type: Type): boolean {
  const resolved = resolveType(type);
  switch (resolved.kind) {
    case 'primitive':
      return true;
    case 'list':
    case 'fixed-list':
      return isPlain(resolved.element);
    case 'map':
      return isPlain(resolved.key) && isPlain(resolved.value);
    case 'option':
      return isPlain(resolved.some);
    case 'result':
      return [resolved.ok, resolved.err].every((side) => side === undefined || isPlain(side));
    case 'tuple':
      return resolved.items.every((item) => isPlain(item));
    case 'named':
      return isPlainDeclaration(resolved);
    case 'own':
    case 'borrow':
    case 'stream':
    case 'future':
    case 'error-context':
      return false;
  }
}

function isPlainDeclaration({ declaration: { body } }: Extract<Type, { kind: 'named' }>): boolean {
  switch (body.kind) {
    case 'record':
      return body.fields.every((one) => isPlain(one.type));
    case 'variant':
      return body.cases.every((one) => one.type === undefined || isPlain(one.type));
    case 'alias':
      return isPlain(body.target);
    case 'enum':
    case 'flags':
      return true;
    case 'resource':
      return false;
  }
}
