import { decodedMappings, type EncodedSourceMap, TraceMap } from '@jridgewell/trace-mapping';
import type { CodeOrigins } from '../linker/index.js';

/** What the places of traps are found by. */
export interface TrapPlacesOptions {
  /** Where the linked module's code comes from. */
  readonly origins: CodeOrigins;
  /** How far the code that runs lies behind that of the linked module: it may have been changed again. */
  readonly shift: number;
  /** The source map of the component's core module, as JSON. */
  readonly sourceMap: () => string;
}

/** A frame of compiled code, as engines write it: the function's index and an offset in the module. */
const wasmFrame = /wasm-function\[\d+\]:0x([0-9a-f]+)/;
/** Files of the language and of what was compiled into the program, which no author wrote. */
const foreignFile = /^~lib\/|(?:^|\/)node_modules\/|(?:^|\/)__(?:wit|wajs)_/;

/** Most characters of a path. */
const mostCharacters = 500;
/**
 * Most characters of the mappings, and most files: those of 100,000 lines have fewer. A map comes with the
 * component, and each mapping costs the host ten times what it takes up there.
 */
const mostMappings = 2 * 1024 * 1024;
const mostFiles = 10_000;

/** A mapping: offset and, where there is a place, index of the file, line and column from 0. */
type Mapping = readonly [
  offset: number,
  file?: number,
  line?: number,
  column?: number,
  ...unknown[],
];

/** Finds the author's lines in the stack of a trap of compiled code. */
export class TrapPlaces {
  readonly #options: TrapPlacesOptions;
  #map:
    | { readonly files: readonly (string | null)[]; readonly mappings: readonly Mapping[] }
    | undefined;

  constructor(options: TrapPlacesOptions) {
    this.#options = options;
  }

  /**
   * The author's places of a stack, innermost first: `assembly/index.ts:12:5`. Frames of libraries are
   * left out.
   *
   * @throws {Error} where the source map is damaged or too large.
   */
  find(stack: string): string[] {
    const places: string[] = [];
    for (const line of stack.split('\n')) {
      const [, digits] = wasmFrame.exec(line) ?? [];
      if (digits === undefined) continue;
      const place = this.#place(Number.parseInt(digits, 16) - this.#options.shift);
      // A recursion says the same again and again.
      if (place !== undefined && place !== places.at(-1)) places.push(place);
    }
    return places;
  }

  #place(offset: number): string | undefined {
    const origin = this.#options.origins.find(offset);
    if (origin === undefined) return undefined;
    const { files, mappings } = (this.#map ??= readMap(this.#options.sourceMap()));
    const isAuthors = ([, file]: Mapping): boolean =>
      file !== undefined && !foreignFile.test(files[file] ?? '~lib/');
    const before = countUpTo(mappings, origin.offset);
    let index = before - 1;
    // Where code of a library was put in place of a call, the author's own is beside it.
    while (index >= 0 && mappings[index]![0] >= origin.start && !isAuthors(mappings[index]!))
      index--;
    let found = mappings[index];
    if (found === undefined || found[0] < origin.start) {
      let next = before;
      while (
        next < mappings.length &&
        mappings[next]![0] < origin.end &&
        !isAuthors(mappings[next]!)
      )
        next++;
      found = mappings[next];
      if (found === undefined || found[0] >= origin.end) return undefined;
    }
    const [, file, line, column] = found;
    return `${readable(files[file!]!)}:${line! + 1}:${column! + 1}`;
  }
}

/** How many mappings there are up to an offset; they are in order. */
function countUpTo(mappings: readonly Mapping[], offset: number): number {
  let low = 0;
  let high = mappings.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (mappings[middle]![0] <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function readMap(json: string): { files: (string | null)[]; mappings: Mapping[] } {
  const encoded = JSON.parse(json) as EncodedSourceMap;
  if (encoded.mappings.length > mostMappings || encoded.sources.length > mostFiles) {
    throw new Error(
      `the source map has more than ${mostMappings} characters of mappings or ${mostFiles} files`,
    );
  }
  const map = new TraceMap(encoded);
  return { files: map.sources, mappings: (decodedMappings(map)[0] ?? []) as Mapping[] };
}

/** A path without what a terminal obeys: whoever made the component has written it. */
function readable(path: string): string {
  return path.slice(0, mostCharacters).replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, ' ');
}
