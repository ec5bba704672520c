import { witSignature } from '../../generator/index.js';
import type { Func, GeneratedFile, World } from '../../generator/index.js';
import { grantName, isAlwaysGranted, isOfContract } from '../../runtime/index.js';
import { isWasi } from '../explain/capabilities.js';
import { sampleCall, type SampleCall } from './sample-call.js';

/** What a project is made of. */
export interface HostProject {
  /** Name of its package. */
  readonly name: string;
  /** Where the packages of wajs come from, by name: a version, or a tarball's path. */
  readonly dependencies: Readonly<Record<string, string>>;
  /** Full name of the world. */
  readonly worldId: string;
  /** Name of the world in WIT. */
  readonly worldName: string;
  /** Interfaces of the contract that the world imports, by the names that a policy grants. */
  readonly contract: readonly string[];
  /** Those of them that have to be granted. */
  readonly grants: readonly string[];
  /** Interfaces of the user's own, imported by the world. */
  readonly own: readonly OwnInterface[];
  /** Interfaces of the user's own that functions export: names and emitted constants. */
  readonly exported: readonly ExportedInterface[];
  /** The world's WIT; none where it is the contract's. */
  readonly sources: readonly GeneratedFile[];
  /** Emitted for the host; none where all is in the package. */
  readonly host: readonly GeneratedFile[];
  /** Emitted for the sample function, likewise. */
  readonly guest: readonly GeneratedFile[];
}

/** An interface that the project has a provider for. */
export interface OwnInterface {
  /** Full name. */
  readonly name: string;
  /** Name of its emitted module without an ending: `rates`. */
  readonly module: string;
  /** The emitted constant for `bindInterface`. */
  readonly constant: string;
  /** What the project's files call it: another name where that one is taken. */
  readonly local: string;
  /** The emitted base class. */
  readonly base: string;
  /** The provider's class. */
  readonly provider: string;
  /** Signatures of what the provider can offer. */
  readonly signatures: readonly string[];
  /** A call that the sample function makes: `latest('')`; undefined where none can be made up. */
  readonly call: SampleCall | undefined;
}

/** An interface that functions of the world serve. */
export interface ExportedInterface {
  /** Full name. */
  readonly name: string;
  /** Name of its emitted module without an ending. */
  readonly module: string;
  /** The emitted constant, for `session.bind`. */
  readonly constant: string;
}

/** What {@link planProject} works on. */
export interface ProjectInput extends Pick<
  HostProject,
  'name' | 'dependencies' | 'sources' | 'host' | 'guest'
> {
  readonly world: World;
}

/** Decides what a project for a world is made of. */
export function planProject({ world, host, guest, sources, ...rest }: ProjectInput): HostProject {
  const called = world.imports.filter((one) => one.functions.length > 0);
  const contract = called
    .filter((one) => isOfContract(one.key.name))
    .map((one) => grantName(one.key.name));
  const taken = new Set(TAKEN);
  const own = called.flatMap(({ key, functions }): OwnInterface[] => {
    if (isOfContract(key.name) || isWasi(key.name)) return [];
    const found = tablesOf(host).find((one) => one.name === key.name && one.base !== undefined);
    if (found?.base === undefined) return [];
    const { module, constant, base, type } = found;
    const text = guest.find((file) => file.path === `${module}.ts`)?.text ?? '';
    return [
      {
        name: key.name,
        module,
        constant,
        base,
        local: freeName(constant, 'Interface', taken),
        provider: freeName(`${type}Provider`, '_', taken),
        signatures: functions.flatMap(offerText),
        // One that is free, where there is one: it is what a provider overrides first.
        call: functions
          .toSorted((a, b) => Number(a.kind.kind !== 'free') - Number(b.kind.kind !== 'free'))
          .map((one) => sampleCall(one, text))
          .find((one) => one !== undefined),
      },
    ];
  });
  const exported = world.exports.flatMap(({ key, functions }): ExportedInterface[] => {
    if (functions.length === 0 || isOfContract(key.name)) return [];
    const { name } = key;
    const found = tablesOf(host).find((one) => one.name === name && one.base === undefined);
    return found === undefined ? [] : [{ name, module: found.module, constant: found.constant }];
  });
  const isOwn = own.length + exported.length > 0;
  return {
    ...rest,
    worldId: world.id,
    worldName: world.name,
    contract,
    grants: contract.filter((name) => !isAlwaysGranted(name)),
    own,
    exported,
    sources: isOwn ? sources : [],
    host: isOwn ? host : [],
    guest: isOwn ? guest : [],
  };
}

/** What a provider offers by a function; the methods of a resource are those of the objects it answers. */
function offerText(func: Func): string[] {
  const { kind } = func;
  if (kind.kind === 'method') return [];
  return [
    kind.kind === 'free' ? witSignature(func) : `${kind.resource.name}.${witSignature(func)}`,
  ];
}

/** Names that the project's files use themselves. */
const TAKEN =
  'after assert ask attempt before bindInterface calls config createHost file fn greeting host kv log logged name process providers readEngine request rpc run serve serving test visits'.split(
    ' ',
  );

function freeName(name: string, ending: string, taken: Set<string>): string {
  let free = name;
  while (taken.has(free)) free += ending;
  taken.add(free);
  return free;
}

/** The table of an interface in its emitted module. */
interface EmittedTable {
  readonly name: string;
  readonly module: string;
  readonly constant: string;
  /** The emitted type of its functions. */
  readonly type: string;
  /** The base class of its providers; undefined where it is exported. */
  readonly base: string | undefined;
}

/** The tables of all emitted modules. */
function tablesOf(host: readonly GeneratedFile[]): EmittedTable[] {
  return host.flatMap(({ path, text }) => {
    const module = path.replace(/\.ts$/, '');
    return [...text.matchAll(TABLE)].map(([, constant = '', type = '', name = '']) => {
      const pattern = new RegExp(`^export class (\\w+)\\s+implements ${type} \\{`, 'm');
      return { name, module, constant, type, base: pattern.exec(text)?.[1] };
    });
  });
}

/** The table of an interface, as the emitter writes it: constant, type, name. */
const TABLE = /^export const (\w+): \w+<(\w+)> = \{\s+name: '([^']+)',$/gm;
