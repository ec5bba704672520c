import { statSync } from 'node:fs';
import { Diagnostic, parseWit, readComponentImports, readSources } from '../../generator/index.js';
import { capabilitiesOf, isWasi } from '../explain/capabilities.js';
import { explainFile } from '../explain/explain-file.js';
import type { Capability, ExplainedInterface, Explanation } from '../explain/explanation.js';
import { readInput } from '../read-input.js';
import { interfacesOf, toSideInterface } from './side.js';
import type { Side, SideInterface } from './side.js';
import type { StructureIndex } from './structure.js';

/** What {@link readSide} reads. */
export interface SideOptions {
  readonly path: string;
  /** World, where the path leads to WIT with several. */
  readonly world: string | undefined;
  readonly index: StructureIndex;
}

/**
 * Reads one of the two that are compared: a folder or a `.wit` file as WIT, anything else as a binary.
 * @throws Diagnostic where it is missing or damaged.
 */
export async function readSide({ path, world, index }: SideOptions): Promise<Side> {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (isFolder || path.endsWith('.wit')) return readWit(path, world, index);
  const explanation = await explainFile(path);
  const { kind, size, ambient, capabilities } = explanation;
  if (capabilities === null) throw unknownNeeds(path, explanation);
  return {
    path,
    kind,
    size,
    interfaces: interfacesOfBinary(path, { ...explanation, capabilities }, index),
    capabilities: grantedNames(capabilities),
    ambient: ambient.map((one) => one.interface),
  };
}

async function readWit(
  path: string,
  name: string | undefined,
  index: StructureIndex,
): Promise<Side> {
  const { world } = await parseWit(readSources(path), name);
  const interfaces = interfacesOf(world, index);
  const called = world.imports.filter((one) => one.functions.length > 0);
  const names = called.map((one) => one.key.name);
  return {
    path,
    kind: 'wit',
    size: null,
    interfaces: interfaces.filter((one) => !isWasi(one.name) || one.direction === 'export'),
    capabilities: grantedNames(capabilitiesOf(names)),
    ambient: names.filter(isWasi),
  };
}

/** What has to be granted: what every host has needs nobody's consent, so is no new need either. */
function grantedNames(capabilities: readonly Capability[]): string[] {
  return capabilities.filter((one) => one.granted === 'policy').map((one) => one.name);
}

/** Imports of a component come with their types; of all else, the names are known. */
function interfacesOfBinary(
  path: string,
  {
    kind,
    imports,
    exports,
    capabilities,
  }: Explanation & {
    readonly capabilities: readonly Capability[];
  },
  index: StructureIndex,
): SideInterface[] {
  const typed = kind === 'component' ? readComponentImports(readInput(path)) : undefined;
  const bare = imports.map((one): SideInterface => {
    const found = typed?.find((other) => other.key.name === one.interface);
    return found === undefined ? toBareSide('import', one) : toSideInterface(found, index);
  });
  // What a guest on the ring calls is not among its imports: it says so itself.
  const said = capabilities
    .filter((one) => !bare.some((other) => other.name === one.interface))
    .map((one) => toBareSide('import', { interface: one.interface, functions: null }));
  return [...bare, ...said, ...exports.map((one) => toBareSide('export', one))];
}

function toBareSide(
  direction: SideInterface['direction'],
  { interface: name, functions }: ExplainedInterface,
): SideInterface {
  const bare = functions?.map((one) => ({ name: one, signature: null, structure: null }));
  return { direction, name, functions: bare ?? null, types: new Map() };
}

/** What it needs cannot be told, so neither can whether that is more. */
function unknownNeeds(path: string, { kind, runs }: Explanation): Diagnostic {
  const isLinked = kind === 'linked-module';
  return new Diagnostic({
    code: 'unknown-needs',
    message: isLinked
      ? `"${path}" is a linked module on the ring, which does not say what it needs`
      : `"${path}" does not say what it needs: ${runs.reason}`,
    hint: isLinked ? 'compare the component that it was linked from' : 'build it again',
  });
}
