import { coreSignature } from '../../packages/host-bindings/src/abi/index.js';
import type * as Host from '../../packages/host-bindings/src/codegen-v1/index.js';
import type {
  CoreValue,
  ExportFunction,
  ExportInterface,
  ImportFunction,
  ImportInterface,
} from '../../packages/host-bindings/src/codegen-v1/index.js';
import { functionMember } from '../../packages/host-bindings/src/emitters/typescript/member-names.js';
import {
  camelCase,
  topLevelName,
} from '../../packages/host-bindings/src/emitters/typescript/names.js';
import { emit } from '../../packages/host-bindings/src/generator/index.js';
import type { Func, Interface, World } from '../../packages/host-bindings/src/generator/index.js';
import {
  outcome,
  readSubmissions,
  writeCompletions,
} from '../../packages/host-bindings/src/runtime/ring-entries.js';
import type * as Guest from '../../packages/wajs/src/guest/codegen-v1/index.js';
import { BumpGuest, CALL } from './bump-guest.js';
import { loadEmitted } from './emitted-module.js';

type Call = (...args: unknown[]) => unknown;
type Provider = Record<string, Call>;
type Namespace = Readonly<Record<string, unknown>>;

/** A function of a world that answers with its arguments, and the ways in which they can travel. */
export interface EchoFunction {
  /** For the test's title. */
  readonly title: string;
  /** The function. */
  readonly func: Func;
  /** Each way, by name: what it answers for arguments. */
  readonly ways: ReadonlyMap<string, (args: readonly unknown[]) => unknown>;
}

/** A world whose functions answer with their arguments, on both sides and on both carriers. */
export async function loadEchoWorld(world: World): Promise<EchoFunction[]> {
  const host = new EmittedWorld(world, 'ts-host', await loadEmitted<Namespace>(world, 'ts-host'));
  const guest = new EmittedWorld(
    world,
    'js-guest',
    await loadEmitted<Namespace>(world, 'js-guest'),
  );
  const hostCodegen = host.modules['codegen'] as typeof Host;
  const guestCodegen = guest.modules['codegen'] as typeof Guest;
  const handles = new hostCodegen.HandleTable();
  const imports: [ImportInterface<Provider>, Provider][] = [];

  connectRing({ host: hostCodegen, guest: guestCodegen, handles, imports });

  const found: EchoFunction[] = [];
  for (const one of [...world.imports, ...world.exports]) {
    if (one.functions.length === 0) continue;
    const provider = echoes(one);
    const { direction, name } = one.key;
    if (direction === 'import') {
      const module = guest.module(one);
      const target = Object.keys(module).find((key) => key.endsWith('Interface'))!;
      guestCodegen.requireImport(module[target] as Guest.Imported);
      imports.push([host.table(one) as ImportInterface<Provider>, provider]);
    } else {
      const module = guest.module(one);
      const serve = Object.keys(module).find((key) => /^serve[A-Z]/.test(key))!;
      (module[serve] as (implementation: Provider) => void)(provider);
    }
    const counterpart = [...world.imports, ...world.exports].find(
      // What a world declares inline is another interface on each side.
      ({ key }) => key.name === name && key.direction !== direction && name.includes('/'),
    );
    for (const [index, func] of one.functions.entries()) {
      const ways = new Map<string, (args: readonly unknown[]) => unknown>();
      if (direction === 'import') {
        const called = guest.functionOf(one, func);
        ways.set('ring, from the guest', (args) => called(...args));
      } else {
        const fn = host.table(one).functions[index] as ExportFunction;
        const entry = guestCodegen.describe().exports.indexOf(`${name}#${func.name}`);
        ways.set('ring, to the guest', async (args) => {
          const writer = new hostCodegen.ValueWriter(handles, 64, true);
          fn.encodeArguments(writer, ...(args as never[]));
          const output = await guestCodegen.callExport(entry, writer.finish(), writer.text);
          const bytes = output.finish();
          const reader = new hostCodegen.ValueReader(bytes, handles, undefined, output.text);
          return fn.decodeResult(reader);
        });
      }
      const other = counterpart?.functions.findIndex((each) => each.name === func.name) ?? -1;
      if (direction === 'import' && other >= 0) {
        const imported = host.table(one).functions[index] as ImportFunction<Provider>;
        const exported = host.table(counterpart!).functions[other] as ExportFunction;
        for (const encoding of ['utf8', 'utf16'] as const) {
          ways.set(`direct, ${encoding}`, (args) =>
            callDirect({ func, imported, exported, provider }, new BumpGuest(encoding), args),
          );
        }
      }
      found.push({ title: `${direction} ${name} ${func.name}`, func, ways });
    }
  }
  return found;
}

/** What `connectRing` connects. */
export interface RingEnds {
  readonly host: typeof Host;
  readonly guest: typeof Guest;
  readonly handles: Host.HandleTable;
  /** The imported interfaces with their providers, in the order in which the guest required them. */
  readonly imports: readonly (readonly [ImportInterface<never>, unknown])[];
}

/** Answers a guest's calls at once, as a runtime does where providers do not wait. */
export function connectRing({ host, guest, handles, imports }: RingEnds): void {
  guest.setRing({
    submit: (bytes, text) => {
      const batch = readSubmissions(bytes, text);
      return writeCompletions(
        batch.map(({ event, provider, payload, text: given }) => {
          const [table, answers] = imports[provider]!;
          const reader = new host.ValueReader(payload, handles, undefined, given);
          const fn = table.functions[reader.u32()]!;
          const writer = new host.ValueWriter(handles, 64, true);
          fn.encode(writer, fn.invoke(answers as never, reader, CALL));
          return { event, outcome: outcome.value, payload: writer.finish(), text: writer.text };
        }),
      );
    },
    read: () => new Uint8Array(),
    cancel: () => undefined,
  });
  guest.enterTask();
}

interface DirectCall {
  readonly func: Func;
  readonly imported: ImportFunction<Provider>;
  readonly exported: ExportFunction;
  readonly provider: Provider;
}

/** Lowers arguments as a host does, lifts them as a guest's call does, and the same with the result. */
async function callDirect(
  { func, imported, exported, provider }: DirectCall,
  guest: BumpGuest,
  args: readonly unknown[],
): Promise<unknown> {
  const call = imported.direct(guest, provider) as (...core: CoreValue[]) => unknown;
  const core = exported.lower(guest, ...(args as never[]));
  if (!coreSignature(func, 'import').indirectResult) {
    const result = (await call(...core)) as CoreValue | undefined;
    return exported.lift(guest, result === undefined ? [] : [result], false);
  }
  const pointer = guest.realloc(0, 0, 8, 65_536);
  await call(...core, pointer);
  return exported.lift(guest, [pointer], false);
}

/** An implementation of an interface, for either side, whose functions answer with their arguments. */
function echoes(found: Interface): Provider {
  return Object.fromEntries(
    found.functions.map((func) => {
      const { length } = func.parameters;
      const answer: Call = (...args) => (length === 1 ? args[0] : args.slice(0, length));
      return [functionMember(found, func), answer];
    }),
  );
}

/** Emitted modules of one target, found by interface. */
class EmittedWorld {
  readonly modules: Namespace;
  readonly #world: World;
  readonly #names = new Map<string, string>();

  constructor(world: World, target: 'ts-host' | 'js-guest', modules: Namespace) {
    this.#world = world;
    this.modules = modules;
    for (const { path, text } of emit({ worlds: [world], target })) {
      const source = / from (.*) \(--target/.exec(text.split('\n', 1)[0]!)![1]!;
      const direction = /: ImportInterface<|importInterface\(/.test(text) ? 'import' : 'export';
      const name = path
        .replace(/\.ts$/, '')
        .replace(/-(.)/g, (_, one: string) => one.toUpperCase());
      this.#names.set(`${direction} ${source}`, name);
    }
  }

  /** The module of an interface. */
  module({ key: { direction, name } }: Interface): Namespace {
    const { id } = this.#world;
    const source = name.includes('/') ? name : name === '$root' ? id : `${id} ${name}`;
    return this.modules[this.#names.get(`${direction} ${source}`)!] as Namespace;
  }

  /** The table that a host's module has of an interface. */
  table(found: Interface): ImportInterface<Provider> | ExportInterface<unknown> {
    const all = Object.values(this.module(found));
    return all.find(
      (one) => typeof one === 'object' && one !== null && 'functions' in one,
    ) as ImportInterface<Provider>;
  }

  /** The function that a guest's module has for a function of an interface. */
  functionOf(found: Interface, func: Func): Call {
    const module = this.module(found);
    const used = new Set<string>();
    for (const one of found.functions) {
      let name = topLevelName(camelCase(one.kind.name));
      while (used.has(name) || !Object.hasOwn(module, name)) name += '_';
      used.add(name);
      if (one === func) return module[name] as Call;
    }
    throw new Error(`"${func.name}" is not emitted`);
  }
}
