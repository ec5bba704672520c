import { ROOT } from '../../model/index.js';
import { ByteReader } from '../binary/byte-reader.js';
import { parseComponent } from '../component/parse-component.js';
import type { Module } from '../core/module.js';
import { parseModule } from '../core/parse-module.js';
import { LinkError } from '../link-error.js';
import { linkComponent } from '../link.js';
import { linkedExports, type Plan, planSection } from '../plan.js';
import { findSection, isComponent, measureParts, type Part } from './measure-parts.js';

/** What a WebAssembly file is, as far as it can be told without running it. */
export interface Inspection {
  /** A linked module is a core module that `linkComponent` wrote. */
  readonly kind: 'component' | 'linked module' | 'core module';
  /** Its bytes by what they are for. */
  readonly parts: readonly Part[];
  /** Names of the interfaces that it imports; `$root` for functions of the world itself. */
  readonly imports: readonly string[];
  /** How it is called and what it calls; undefined for other core modules and where linking failed. */
  readonly plan: Plan | undefined;
  /** The linked module: the file itself, or what the component comes to. */
  readonly module: Uint8Array | undefined;
  /** Why the component cannot be linked, where it cannot. */
  readonly problem: LinkError | undefined;
  /** Memory in pages of 64 KiB, of what runs; undefined where it has none or cannot be linked. */
  readonly memory: { readonly minimum: number; readonly maximum: number | undefined } | undefined;
  /** Entries of its tables, of what runs. */
  readonly tables: readonly { readonly minimum: number; readonly maximum: number | undefined }[];
}

/** The most pages that a 32-bit memory has. */
const maxPages = 65_536;

/**
 * Inspects a component or a core module. A component is linked for it, so that what it imports is
 * what its code can reach.
 *
 * @throws {LinkError} `malformed` or `invalid` where the file is damaged. What only cannot be linked
 *   is answered with its `problem`.
 */
export function inspectBinary(bytes: Uint8Array): Inspection {
  const parts = measureParts(bytes);
  return isComponent(bytes) ? inspectComponent(bytes, parts) : inspectModule(bytes, parts);
}

function inspectComponent(bytes: Uint8Array, parts: readonly Part[]): Inspection {
  const head = { kind: 'component' as const, parts };
  let imports: readonly string[] = [];
  try {
    const names = parseComponent(bytes).definitions.flatMap((one) => {
      if (one.kind !== 'import') return [];
      return one.sort === 'instance' ? [one.name] : one.sort === 'func' ? [ROOT] : [];
    });
    imports = [...new Set(names)];
    const { module, plan } = linkComponent(bytes, { fuel: true });
    return { ...head, imports, plan, module, problem: undefined, ...roomOf(module) };
  } catch (error) {
    if (!(error instanceof LinkError) || error.code !== 'unsupported') throw error;
    const none = { plan: undefined, module: undefined, memory: undefined, tables: [] };
    return { ...head, imports, ...none, problem: error };
  }
}

function inspectModule(bytes: Uint8Array, parts: readonly Part[]): Inspection {
  const section = findSection(bytes, planSection);
  const room = roomOf(bytes);
  const base = { parts, problem: undefined, ...room };
  if (section === undefined) {
    return { ...base, kind: 'core module', imports: [], plan: undefined, module: undefined };
  }
  const plan = parsePlan(section);
  const imports = plan.imports.flatMap(({ meaning }) =>
    meaning.kind === 'lower' ? [meaning.interface] : [],
  );
  return { ...base, kind: 'linked module', imports: [...new Set(imports)], plan, module: bytes };
}

function roomOf(bytes: Uint8Array): Pick<Inspection, 'memory' | 'tables'> {
  const module = parseModule(bytes);
  const { tables } = module;
  const [memory] = module.memories;
  if (memory === undefined) return { memory, tables };
  return { memory: { ...memory, maximum: memory.maximum ?? limitOf(module) }, tables };
}

/** Pages that the break of a linked module may reach: its memory itself declares no maximum. */
function limitOf({ exports, globals }: Module): number | undefined {
  const init = globals[exports.get(linkedExports.limit)?.index ?? -1]?.init;
  if (init === undefined) return undefined;
  // The linker writes it as one `i32.const`.
  const pages = new ByteReader(init.bytes, init.start + 1, init.end).s33() >>> 0;
  return pages === maxPages ? undefined : pages;
}

function parsePlan(section: Uint8Array): Plan {
  let plan: Partial<Plan> | null = null;
  try {
    plan = JSON.parse(new TextDecoder().decode(section)) as Partial<Plan> | null;
  } catch {
    // Reported below, as a plan without its lists is.
  }
  if (!Array.isArray(plan?.imports) || !Array.isArray(plan.exports)) {
    throw new LinkError('malformed', `the section "${planSection}" of the module cannot be read`, {
      hint: 'link the component again with linkComponent',
    });
  }
  return plan as Plan;
}
