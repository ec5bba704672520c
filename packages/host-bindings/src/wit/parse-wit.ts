import type { World } from '../model/index.js';
import { buildWorld } from './build-world.js';
import { decodeComponentType, findCustomSection } from './component-type.js';
import { invalidWit, sourceTooLong, tooLarge, toolFault, unknownWorld } from './diagnostics.js';
import { Docs } from './docs.js';
import { findOversized } from './measure-types.js';
import { findHeader, scanSource } from './scan-source.js';
import type { ScannedSource } from './scan-source.js';
import type { Place, WitSource } from './source.js';
import { tokenize } from './tokenize.js';
import type { Token } from './tokenize.js';
import { embedWorld, loadWasmTools } from './wasm-tools.js';

/** Most characters of WIT that are read: all of WASI is a twentieth of it. */
const MOST_TEXT = 8 * 1024 * 1024;

/** What parsing a package gives: one world of it, and what else is known of its source. */
export interface ParsedWit {
  /** The world. */
  readonly world: World;
  /** All doc comments of the package and its dependencies. */
  readonly docs: Docs;
  /** A core module without code that has the world's core signatures, as wasm-tools makes it. */
  readonly core: Uint8Array;
  /** All sources as one text, and the name of the world in it: what wasm-tools takes. */
  readonly joined: { readonly text: string; readonly world: string };
}

/**
 * The model of one world of a WIT package. Semantics are those of wasm-tools. `world` may be left
 * out where the package has one world only.
 * @throws Diagnostic for text that is not WIT, that wasm-tools rejects, and for an unknown world.
 */
export async function parseWit(sources: readonly WitSource[], world?: string): Promise<ParsedWit> {
  const docs = new Docs();
  assertLength(sources);
  // V8 compiles it on other threads while the text is read here; a failure shows where it is asked.
  loadWasmTools().catch(() => {});
  const scanned = scanAll(sources, docs);
  const worlds = scanned.filter((one) => isOwn(one)).flatMap((one) => one.worlds);
  const name = world ?? (worlds.length === 1 ? worlds[0]! : undefined);
  const short = name?.replace(/^.*\//, '').replace(/@.*$/, '');
  if (name === undefined || !worlds.includes(short!)) throw unknownWorld(world, worlds);
  const specifier = name === short ? `%${name}` : name;
  const joined = { text: joinSources(scanned), world: specifier };
  const answer = await embedWorld(joined.text, joined.world);
  if (!answer.ok) {
    if (answer.message === undefined) throw toolFault(answer.cause);
    throw invalidWit(answer.message, findPlace(answer.message, scanned));
  }
  const section = findCustomSection(answer.core, 'component-type');
  const parsed = buildWorld(decodeComponentType(section), docs);
  const oversized = findOversized(parsed);
  if (oversized !== undefined) throw tooLarge(oversized, findWord(oversized.name, scanned));
  return { world: parsed, docs, core: answer.core, joined };
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

function isOwn(scanned: ScannedSource): boolean {
  return scanned.source.dependency === undefined;
}

/**
 * All sources as one text, since wasm-tools then needs no file system: the files of the package
 * under one header, those of each dependency as a nested package.
 */
function joinSources(scanned: readonly ScannedSource[]): string {
  const groups = new Map<string | undefined, ScannedSource[]>([[undefined, []]]);
  for (const one of scanned) {
    const group = groups.get(one.source.dependency);
    if (group === undefined) groups.set(one.source.dependency, [one]);
    else group.push(one);
  }
  const parts: string[] = [];
  for (const [dependency, group] of groups) {
    const header = group.find((one) => one.header !== undefined)?.header;
    const text = group.map((one) => withoutHeader(one)).join('\n');
    if (header === undefined) parts.push(text);
    else if (dependency === undefined) parts.push(`package ${header};\n${text}`);
    else parts.push(`package ${header} {\n${text}\n}`);
  }
  return parts.join('\n');
}

function withoutHeader({ source, headerSpan }: ScannedSource): string {
  const text = source.text.replace(/^\uFEFF/, ' ');
  if (headerSpan === undefined) return text;
  const [start, end] = headerSpan;
  return text.slice(0, start) + text.slice(end);
}

/**
 * Where a message of wasm-tools points to: the last use of the first name that it quotes; for a keyword
 * that stands in the place of a name, its first use as a name; for a type inside itself, its declaration.
 */
function findPlace(message: string, scanned: readonly ScannedSource[]): Place | undefined {
  const isKeyword = message.includes('found keyword');
  const isCircle = message.includes('depends on itself');
  for (const [, quoted = ''] of message.matchAll(/[`']([^`']+)[`']/g)) {
    const name = quoted.replace(/@.*$/, '').split(/[/:]/).at(-1)!.replace(/^%/, '');
    for (const { source, tokens } of scanned) {
      const index = isKeyword
        ? tokens.findIndex((one, at) => one.text === name && isName(tokens, at))
        : tokens.findLastIndex(
            (one, at) =>
              one.kind === 'word' && one.text === name && (!isCircle || isDeclared(tokens, at)),
          );
      const token = tokens[index];
      if (token !== undefined) return { source, at: token.at };
    }
  }
  if (message.includes('in identifier')) return findMiscased(scanned);
  if (message.includes('`package` header')) return findStart(scanned);
  const suspect = suspects.find(([about]) => about.test(message))?.[1];
  return suspect === undefined ? undefined : findText(suspect(message), scanned);
}

/** Texts that begin what a message without a name is about. */
const suspects: readonly (readonly [RegExp, (message: string) => string])[] = [
  [/found keyword `/, (message) => /found keyword `([^`]*)`/.exec(message)![1]!],
  [/^empty \w+/, (message) => message.split(' ')[1]!],
  [/^invalid map key/, () => 'map'],
  [/(?:im|ex)ported more than once/, (message) => (/imported/.test(message) ? 'import' : 'export')],
];

/** The last use of a word. */
function findText(text: string, scanned: readonly ScannedSource[]): Place | undefined {
  for (const { source, tokens } of scanned) {
    const token = tokens.findLast((one) => one.text === text && !one.escaped);
    if (token !== undefined) return { source, at: token.at };
  }
  return undefined;
}

/** The first name with a word in it that is neither lower case nor upper case. */
function findMiscased(scanned: readonly ScannedSource[]): Place | undefined {
  for (const { source, tokens } of scanned) {
    const token = tokens.find(
      (one) => one.kind === 'word' && /[a-z][A-Z]|[A-Z][a-z]/.test(one.text),
    );
    if (token !== undefined) return { source, at: token.at };
  }
  return undefined;
}

function findStart(scanned: readonly ScannedSource[]): Place | undefined {
  const first = scanned.find((one) => isOwn(one));
  return first === undefined ? undefined : { source: first.source, at: 0 };
}

/** Where a name is declared: the first word that stands in such a place. */
function findWord(name: string, scanned: readonly ScannedSource[]): Place | undefined {
  for (const { source, tokens } of scanned) {
    const index = tokens.findIndex((one, at) => one.text === name && isName(tokens, at));
    if (index >= 0) return { source, at: tokens[index]!.at };
  }
  return undefined;
}

/** Whether a word stands where only the name of something that is declared can stand. */
function isName(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1]?.text ?? '';
  const after = tokens[at + 1]?.text ?? '';
  const isMember = /^[{,(;}]$/.test(before) && /^[:,}(]$/.test(after);
  return !tokens[at]!.escaped && (isDeclared(tokens, at) || isMember);
}

/** Whether a word stands behind one that declares something. */
function isDeclared(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1]?.text ?? '';
  return /^(?:record|variant|enum|flags|resource|type|interface|world)$/.test(before);
}
