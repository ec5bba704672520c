import type { Source, Statement } from './compiler.js';

/** How a program says that it serves an interface: what its entry exports, or what it calls. */
const WAYS = [
  { exported: 'handle', called: 'run', served: 'http-handler' },
  { exported: 'call', called: 'serveRpc', served: 'rpc-handler' },
] as const;

/** An interface of the contract that functions serve. */
export type ServedInterface = (typeof WAYS)[number]['served'];

const SDK = '@org/assemblyscript-sdk';

/** Flag of a declaration that is exported, of the compiler's syntax tree. */
const EXPORTED = 2;

/**
 * The interfaces that a program serves. `entry` is the author's first file, by the compiler's path without
 * extension.
 */
export function servedInterfaces(
  sources: readonly Source[],
  entry: string,
): ReadonlySet<ServedInterface> {
  const own = sources.filter(({ internalPath }) => !internalPath.startsWith('~lib/'));
  const exported = exportsOf(own, entry, new Set());
  const called = new Set(own.filter((one) => !isMade(one)).flatMap(importsOfSdk));
  return new Set(
    WAYS.filter((way) => exported.has(way.exported) || called.has(way.called)).map(
      ({ served }) => served,
    ),
  );
}

/** The interface that a core export belongs to; undefined for those of the program itself. */
export function servedBy(name: string): ServedInterface | undefined {
  return WAYS.find(({ served }) => name.includes(`wajs:platform/${served}@`))?.served;
}

/** Whether the build has made a file: those are named for it. */
function isMade({ internalPath }: Source): boolean {
  return /(^|\/)__w\w+$/.test(internalPath);
}

/** Names that a file exports, those that it passes on too. */
function exportsOf(
  sources: readonly Source[],
  path: string,
  seen: Set<string>,
): ReadonlySet<string> {
  const names = new Set<string>();
  const source = sources.find(
    ({ internalPath }) => internalPath === path || internalPath === `${path}/index`,
  );
  if (source === undefined || seen.has(path)) return names;
  seen.add(path);
  for (const one of source.statements) {
    if (((one.flags ?? 0) & EXPORTED) !== 0 && one.name) names.add(one.name.text);
    for (const { exportedName } of exportMembers(one)) names.add(exportedName.text);
    if (one.members === null && one.internalPath) {
      for (const name of exportsOf(sources, one.internalPath, seen)) names.add(name);
    }
  }
  return names;
}

/** Names of the SDK that a file imports. */
function importsOfSdk(source: Source): string[] {
  return source.statements
    .filter(({ path, declarations }) => path?.value === SDK && declarations)
    .flatMap(({ declarations }) => declarations!.map(({ foreignName }) => foreignName!.text));
}

function exportMembers({
  members,
}: Statement): { readonly exportedName: { readonly text: string } }[] {
  return (members ?? []).filter((one) => 'exportedName' in one) as never;
}
