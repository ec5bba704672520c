import {
  Diagnostic,
  emit,
  parseWit,
  TARGETS,
} from '../../packages/host-bindings/src/generator/index.js';
import type {
  GeneratedFile,
  WitSource,
  World,
} from '../../packages/host-bindings/src/generator/index.js';
import { readPage } from '../codegen/markdown-page.js';
import { codeOf, parseStatements } from './statements.js';

/** What an input led to. */
export type WitOutcome = 'emitted' | 'refused';

/** Starts another file of an input; a dependency where a name follows. */
const SEPARATOR = /^\/\/# ?(\w*)$/m;
/** Longest time that one input may take, in milliseconds, on a machine that does other work too. */
const MOST_TIME = 20_000;

/**
 * Reads any text as WIT and emits every target for it. Whatever the text, the generator answers with
 * files or with a diagnostic that says where and what to do; no comment of the WIT becomes code, and no
 * file lies outside of the folder.
 * @throws Error that names what went wrong.
 */
export async function checkWit(text: string): Promise<WitOutcome> {
  const started = performance.now();
  const outcome = await checkSources(splitSources(text));
  const took = performance.now() - started;
  if (took > MOST_TIME) throw new Error(`took ${took.toFixed(0)} ms`);
  return outcome;
}

function splitSources(text: string): WitSource[] {
  const parts = text.split(SEPARATOR);
  const sources: WitSource[] = [{ file: 'fuzz.wit', text: parts[0]! }];
  for (let index = 1; index < parts.length; index += 2) {
    const dependency = parts[index] === '' ? undefined : parts[index];
    sources.push({ file: `part-${index}.wit`, text: parts[index + 1]!, dependency });
  }
  return sources;
}

async function checkSources(sources: readonly WitSource[]): Promise<WitOutcome> {
  const worlds: World[] = [];
  let names: readonly (string | undefined)[] = [undefined];
  for (let index = 0; index < names.length; index++) {
    try {
      worlds.push((await parseWit(sources, names[index])).world);
    } catch (error) {
      checkDiagnostic(error, sources);
      if (index === 0 && names[0] === undefined) names = [undefined, ...knownWorlds(error)];
    }
  }
  for (const world of worlds) checkEmitted(world, sources);
  return worlds.length > 0 ? 'emitted' : 'refused';
}

/** The first worlds that a package has, where the diagnostic says that it has several. */
function knownWorlds(error: Diagnostic): string[] {
  const [, names] = /^choose one(?: of| with "--world"): (.*)$/.exec(error.hint ?? '') ?? [];
  return error.code === 'wit-unknown-world' && names !== undefined
    ? names.split(', ').slice(0, 4)
    : [];
}

function checkEmitted(world: World, sources: readonly WitSource[]): void {
  const plain = withoutDocs(world);
  for (const target of TARGETS) {
    const rpc = target === 'ts-host' || target === 'js-guest';
    let files: GeneratedFile[];
    try {
      files = emit({ worlds: [world], target, rpc });
    } catch (error) {
      checkDiagnostic(error, sources);
      continue;
    }
    checkPaths(files);
    if (target === 'markdown') {
      for (const file of files) checkPage(file);
      continue;
    }
    for (const file of files) parseStatements(file);
    const bare = emit({ worlds: [plain], target, rpc });
    if (codeOf(files) !== codeOf(bare)) throw new Error(`docs became code for "${target}"`);
  }
}

/** Docs bring no HTML into a page, and no link but to the web. */
function checkPage({ path, text }: GeneratedFile): void {
  const page = readPage(text);
  if (page.images > 0) throw new Error(`${path} has an image`);
  if (page.html.length !== 1) throw new Error(`${path} has raw HTML: ${page.html.at(-1)}`);
  for (const target of page.targets) {
    if (!/^(?:https?:\/\/|mailto:|[a-z0-9-]*(?:\.md)?(?:#|$))/i.test(target))
      throw new Error(`${path} leads to "${target}"`);
  }
}

/** Refusals say what, where in the sources, and what to do. */
function checkDiagnostic(
  error: unknown,
  sources: readonly WitSource[],
): asserts error is Diagnostic {
  if (!(error instanceof Diagnostic)) throw error;
  const { code, message, hint, file, line, column } = error;
  if (code === '' || message === '' || !hint)
    throw new Error(`a diagnostic says too little: ${code}`);
  if (message.length > 2000) throw new Error(`a message of ${message.length} characters: ${code}`);
  if (/[^\P{Cc}\n\t]/u.test(error.render())) throw new Error(`control characters in ${code}`);
  if (file === undefined) throw new Error(`a diagnostic without a place: ${code} ${message}`);
  const lines = sources.find((one) => one.file === file)?.text.split('\n');
  const shown = lines?.[(line ?? 0) - 1];
  if (shown === undefined || column === undefined || column < 1 || column > shown.length + 1) {
    throw new Error(`a diagnostic points to ${file}:${line}:${column}, which is nowhere`);
  }
}

/** Files have names that every file system tells apart, right below the folder. */
function checkPaths(files: readonly GeneratedFile[]): void {
  const seen = new Set<string>();
  for (const { path } of files) {
    if (!/^[a-z0-9][a-z0-9-]*\.(?:ts|md|json)$/.test(path)) throw new Error(`bad path "${path}"`);
    if (/^(?:con|prn|aux|nul|com\d|lpt\d)\./.test(path)) throw new Error(`device "${path}"`);
    if (seen.has(path)) throw new Error(`"${path}" is emitted twice`);
    seen.add(path);
  }
}

/** The same world, whose items have no docs. Declarations that are one object stay one. */
function withoutDocs<T>(root: T): T {
  const copies = new Map<object, object>();
  const copy = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const known = copies.get(value);
    if (known !== undefined) return known;
    const result: Record<string, unknown> | unknown[] = Array.isArray(value) ? [] : {};
    copies.set(value, result);
    for (const [key, item] of Object.entries(value)) {
      (result as Record<string, unknown>)[key] = key === 'docs' ? '' : copy(item);
    }
    return result;
  };
  return copy(root) as T;
}
