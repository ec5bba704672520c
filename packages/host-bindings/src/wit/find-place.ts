import { isDeclared, isType, startOf } from './find-word.js';
import type { ScannedSource } from './scan-source.js';
import type { Place } from './source.js';
import type { Token } from './tokenize.js';

/** What wasm-tools says of sources; undefined where it takes them. */
export type Judge = (scanned: readonly ScannedSource[]) => Promise<string | undefined>;

/** A part of a source that a message may be about. */
interface Suspect {
  /** Which of the sources it is in. */
  readonly index: number;
  /** Where the part begins and ends. */
  readonly span: readonly [number, number];
  /** What stands there instead, for the length of a question. */
  readonly instead: string;
  /** Where to point. */
  readonly at: number;
}

/** Most questions that one message is worth, and most characters of WIT in all of them. */
const MOST_QUESTIONS = 40;
const MOST_TEXT = 4 * 1024 * 1024;
/** Most matches of a pattern that are looked at, those in comments among them. */
const MOST_MATCHES = 400;

/**
 * Where a message of wasm-tools points to, which says it without a place. What it may be about is
 * changed, one after the other from the last on: where wasm-tools then speaks of what stands there
 * instead, or else where it begins to say anything else, is what it was about.
 */
export async function findPlace(
  message: string,
  scanned: readonly ScannedSource[],
  judge: Judge,
): Promise<Place | undefined> {
  const length = scanned.reduce((sum, one) => sum + one.source.text.length, 0);
  let left = Math.min(MOST_QUESTIONS, Math.floor(MOST_TEXT / length));
  // Where two are too many, the second is at fault, whatever is said of the first under another name.
  const isPair = /more than once|duplicate|conflicts|shadows/.test(message);
  const groups = suspectsOf(message, scanned);
  for (const group of groups) {
    let texts = scanned;
    let decisive: Suspect | undefined;
    for (const suspect of group.toReversed()) {
      left -= 1;
      if (left < 0) break;
      texts = texts.with(suspect.index, changed(texts[suspect.index]!, suspect));
      // oxlint-disable-next-line no-await-in-loop -- all ask one instance of wasm-tools
      const answer = await judge(texts);
      if (answer === message) continue;
      if (!isPair && isAbout(answer, suspect)) return placeOf(scanned, suspect);
      decisive ??= suspect;
    }
    if (decisive !== undefined) return placeOf(scanned, decisive);
  }
  const last = groups.find((group) => group.length > 0)?.at(-1);
  return last === undefined ? startOf(scanned) : placeOf(scanned, last);
}

/** Whether wasm-tools speaks of what stands there instead. */
function isAbout(answer: string | undefined, { instead }: Suspect): boolean {
  return instead !== '' && answer?.includes(instead.replace('%', '')) === true;
}

function placeOf(scanned: readonly ScannedSource[], { index, at }: Suspect): Place {
  return { source: scanned[index]!.source, at };
}

function changed(scanned: ScannedSource, suspect: Suspect): ScannedSource {
  const { source } = scanned;
  const [start, end] = suspect.span;
  const instead = suspect.instead.padEnd(end - start).slice(0, end - start);
  const text = source.text.slice(0, start) + instead + source.text.slice(end);
  return { ...scanned, source: { ...source, text } };
}

/** Suspects by what they have in common, those first of which the message says most. */
function suspectsOf(message: string, scanned: readonly ScannedSource[]): Suspect[][] {
  const found = patterns.filter(({ about }) => about.test(message));
  if (found.length > 0) {
    return found.map(({ part, instead = '' }) => matches(scanned, part, instead));
  }
  const quoted = [
    ...message.matchAll(/(?<=found (?:keyword )?)[`']([^`']+)[`']/g),
    ...message.matchAll(/[`']([^`']+)[`']/g),
  ];
  const groups = quoted.flatMap(([, name = '']) => namesakes(message, name, scanned));
  return /in identifier|^identifiers/.test(message)
    ? [...groups, matches(scanned, MISCASED, '')]
    : groups;
}

/** The tokens that a quoted name can mean: those that are likely, and the others. */
function namesakes(
  message: string,
  quoted: string,
  scanned: readonly ScannedSource[],
): Suspect[][] {
  const name = quoted.replace(/@.*$/, '').split(/[/:.]/).at(-1)!.replace(/^%/, '');
  const known = new Set(scanned.flatMap(({ tokens }) => tokens.map((token) => token.text)));
  const isMissing = message.includes('does not exist');
  const isCircle = message.includes('depends on itself');
  const likely: Suspect[] = [];
  const others: Suspect[] = [];
  for (const [index, { tokens, headerSpan }] of scanned.entries()) {
    const same = [...tokens.keys()].filter((one) => tokens[one]!.text === name);
    for (const which of same.slice(-MOST_QUESTIONS)) {
      const token = tokens[which]!;
      if (token.kind === 'end' || token.at < (headerSpan?.[1] ?? 0)) continue;
      const isPackage = quoted.includes(':') && tokens[which - 1]?.text === ':';
      const { at } = isPackage ? tokens[which - 2]! : token;
      const instead = otherThan(token, known);
      const isLikely = isMissing ? !isKnown(tokens, which) : !isCircle || isDeclared(tokens, which);
      const suspects = isLikely ? likely : others;
      suspects.push({ index, span: [token.at, token.end], instead, at });
    }
  }
  return [likely, others];
}

/** Another token of the same length, that stands nowhere yet. */
function otherThan({ kind, text, escaped }: Token, known: ReadonlySet<string>): string {
  if (kind === 'mark') return text === '=' ? ';' : '=';
  if (kind === 'number') return text.replace(/\d/g, (digit) => (digit === '9' ? '8' : '9'));
  const letters = 'qxzjkvwyfhbgmpcdulnrtsioae'.split('');
  const letter = letters.find((one) => !known.has(one.repeat(text.length))) ?? 'q';
  return (escaped ? '%' : '') + letter.repeat(text.length);
}

/** Whether a name stands in an interface or a world that declares such a type or brings it in. */
function isKnown(tokens: readonly Token[], index: number): boolean {
  const isStart = ({ text, escaped }: Token): boolean =>
    !escaped && (text === 'interface' || text === 'world');
  const start = tokens.slice(0, index).findLastIndex((token) => isStart(token));
  const end = tokens.findIndex((token, at) => at > index && isStart(token));
  return tokens
    .slice(Math.max(0, start), end < 0 ? tokens.length : end)
    .some((token, at, own) => token.text === tokens[index]!.text && isType(own, at));
}

/** A word in which capitals and small letters meet, or that a digit begins. */
const MISCASED = /(?<![\w%-])%?[\w-]*(?:[a-z][A-Z]|[A-Z][a-z]|--|-(?![\w])|_)[\w-]*/dg;

/** Parts of text that a message without a name can be about; `at` is where to point. */
const patterns: readonly {
  readonly about: RegExp;
  readonly part: RegExp;
  readonly instead?: string;
}[] = [
  {
    about: /(?:im|ex)ported more than once/,
    part: /\b(?:im|ex)port\s+(?<at>[^\s;{][^;{]{0,999});/dg,
  },
  { about: /used in a handle/, part: /\b(?:borrow|own)\s*<\s*(?<at>[^\s>]+)\s*>/dg, instead: 'u8' },
  { about: /map key/, part: /\bmap\s*<\s*(?<at>\S)[^,]{0,999}/dg, instead: 'map<u8' },
  { about: /`ok` type|constructor return type/, part: /(?<=\))\s*->\s*(?<at>[^;]{0,999})(?=;)/dg },
  { about: /duplicate constructors/, part: /(?<at>\bconstructor)\s*\([^;]{0,999};/dg },
  {
    about: /feature gate|@since|@unstable|@deprecated/,
    part: /(?<at>@\s*[a-z-]+)\s*\([^)]{0,999}\)/dg,
  },
];

/** All parts that match, outside of comments. */
function matches(scanned: readonly ScannedSource[], pattern: RegExp, instead: string): Suspect[] {
  return scanned.flatMap(({ source, tokens }, index) =>
    [...source.text.matchAll(pattern)].slice(-MOST_MATCHES).flatMap((match) => {
      const span = match.indices![0]!;
      const [at] = match.indices?.groups?.['at'] ?? span;
      const isCode = tokens.some((one) => one.at <= at && at < one.end);
      return isCode ? [{ index, span, instead, at }] : [];
    }),
  );
}
