import type { Diagnostic, World } from '../model/index.js';
import { buildWorld } from './build-world.js';
import { decodeComponentType, findCustomSection } from './component-type.js';
import { invalidWit, sourceTooLong, tooLarge, toolFault, unknownWorld } from './diagnostics.js';
import { Docs } from './docs.js';
import { findPlace } from './find-place.js';
import { findWord, startOf } from './find-word.js';
import { joinSources, withoutSuffixes } from './join-sources.js';
import { findOversized } from './measure-types.js';
import { findHeader, scanSource } from './scan-source.js';
import type { ScannedSource, ScannedWorld } from './scan-source.js';
import { MOST_TEXT } from './source.js';
import type { WitSource } from './source.js';
import { tokenize } from './tokenize.js';
import { embedWorld, loadWasmTools } from './wasm-tools.js';
import type { EmbedAnswer } from './wasm-tools.js';

/** What parsing a package gives: one world of it, and what else is known of its source. */
export interface ParsedWit {
  /** The world. */
  readonly world: World;
  /** All doc comments of the package and its dependencies. */
  readonly docs: Docs;
  /** All sources as one text, and the name of the world in it: what wasm-tools takes. */
  readonly joined: { readonly text: string; readonly world: string };
}

/**
 * The model of one world of a WIT package. Semantics are those of wasm-tools. `world` is the name of a
 * world of the package, or the full name of one that a dependency has (`wasi:http/proxy@0.2.0`); it may
 * be left out where the package has one world only.
 * @throws Diagnostic for text that is not WIT, that wasm-tools rejects, and for an unknown world.
 */
export async function parseWit(sources: readonly WitSource[], world?: string): Promise<ParsedWit> {
  const docs = new Docs();
  assertLength(sources);
  // V8 compiles it on other threads while the text is read here; a failure shows where it is asked.
  loadWasmTools().catch(() => {});
  const scanned = scanAll(sources, docs);
  const joined = { text: joinSources(scanned), world: chooseWorld(scanned, world) };
  const answer = await embedWorld(joined.text, joined.world);
  if (!answer.ok) throw await explainRefusal(answer, scanned, joined.world);
  const section = findCustomSection(answer.core, 'component-type');
  const parsed = buildWorld(decodeComponentType(section), docs);
  const oversized = findOversized(parsed);
  if (oversized !== undefined)
    throw tooLarge(oversized, findWord(oversized.name, scanned) ?? startOf(scanned));
  return { world: parsed, docs, joined };
}

function assertLength(sources: readonly WitSource[]): void {
  let length = 0;
  for (const { file, text } of sources) {
    length += text.length;
    if (length > MOST_TEXT) throw sourceTooLong(file, length, MOST_TEXT);
  }
}

function scanAll(sources: readonly WitSource[], docs: Docs): ScannedSource[] {
  const names = new Map<string | undefined, string>();
  const all = sources.map((source) => ({ source, tokens: tokenize(source) }));
  for (const { source, tokens } of all) {
    const header = findHeader(tokens);
    if (header !== undefined) names.set(source.dependency, header.name);
  }
  return all.map((one) =>
    scanSource({ ...one, packageName: names.get(one.source.dependency), docs }),
  );
}

/**
 * What wasm-tools calls the world that is asked for, or the only one of the package: by its name, or in
 * full where it is in a dependency or a nested package. There the version may be left out.
 */
function chooseWorld(scanned: readonly ScannedSource[], wanted: string | undefined): string {
  const sources = scanned.filter((one) => one.source.dependency === undefined);
  const own = sources.flatMap((one) => one.worlds.filter((world) => !world.isNested));
  const only = own.length === 1 ? own[0]!.name : undefined;
  const name = wanted ?? only;
  const all = scanned.flatMap((one) => one.worlds);
  const isNamed = ({ id }: ScannedWorld): boolean => id === name || id.replace(/@.*$/, '') === name;
  // Any part of a name may be a keyword.
  if (own.some((one) => one.name === name)) return `%${name!}`;
  if (name !== undefined && all.some(isNamed)) return name.replace(/(^|[:/])/g, '$1%');
  const isFull = own.length === 0 || name?.includes('/') === true;
  const known = isFull ? all.map((one) => one.id) : own.map((one) => one.name);
  const first = own[0]?.name;
  const place = first === undefined ? startOf(sources) : findWord(first, sources);
  throw unknownWorld(wanted, known, place);
}

/** Why wasm-tools does not take the sources, and where. */
async function explainRefusal(
  answer: EmbedAnswer & { readonly ok: false },
  scanned: readonly ScannedSource[],
  world: string,
): Promise<Diagnostic> {
  if (answer.message === undefined) return toolFault(answer.cause, startOf(scanned));
  const message = withoutSuffixes(answer.message);
  const place = await findPlace(message, scanned, async (changed) => {
    const other = await embedWorld(joinSources(changed), world);
    return other.ok || other.message === undefined ? undefined : withoutSuffixes(other.message);
  });
  return invalidWit(message, place);
}
