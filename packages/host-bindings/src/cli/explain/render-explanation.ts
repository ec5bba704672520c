import type {
  AmbientInterface,
  ExplainedInterface,
  ExplainedPart,
  Explanation,
} from './explanation.js';
import { printableLine } from '../printable.js';

/** An explanation as lines for a person. */
export function renderExplanation(explanation: Explanation): string[] {
  const { file, kind, size, runs } = explanation;
  const head = `${file}: ${kind.replace('-', ' ')}, ${byteText(size)}`;
  const lines = [
    head,
    ...(runs.ok ? [] : [`  it does not run here: ${runs.reason}`]),
    ...table(factsOf(explanation)),
    ...section(
      'needs',
      (explanation.capabilities ?? []).map(({ name, granted }) => [
        name,
        granted === 'always' ? 'always there' : `to be granted: policy.interfaces has "${name}"`,
      ]),
    ),
    ...section('imports', explanation.imports.map(interfaceRow)),
    ...section('ambient (WASI; reaches nothing)', explanation.ambient.flatMap(ambientRows)),
    ...section('exports', explanation.exports.map(interfaceRow)),
    ...section('size', partRows(explanation.parts, { depth: 0, least: size / 100 })),
  ];
  return lines.map(printableLine);
}

/** Bytes as people read them: `4.1 kB`. */
export function byteText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function factsOf(explanation: Explanation): string[][] {
  const { name, contract, carrier, engine, memory, tables } = explanation;
  const most = memory?.maximum ?? undefined;
  const facts: (readonly [string, string | null])[] = [
    ['function', name],
    ['contract', contract],
    ['carrier', carrier],
    ['engine', engine],
    [
      'memory',
      memory === null
        ? null
        : `${byteText(memory.bytes)} at first${most === undefined ? '' : `, ${byteText(most)} at most`}`,
    ],
    [
      'tables',
      tables === null || tables.length === 0
        ? null
        : `${tables.map((one) => one.entries).join(', ')} entries`,
    ],
  ];
  return facts.flatMap(([key, value]) => (value === null ? [] : [[key, value]]));
}

function interfaceRow({ interface: name, functions }: ExplainedInterface): string[] {
  if (functions === null) return [name, ''];
  return [name, functions.length === 0 ? '(no function is called)' : functions.join(', ')];
}

/** One row for each answer of an interface: most have one, or none. */
function ambientRows({ interface: name, functions }: AmbientInterface): string[][] {
  const answers = [...new Set(functions.map((one) => one.answer))];
  return answers.map((answer) => {
    const names = functions.filter((one) => one.answer === answer).map((one) => one.name);
    return [name, `${names.join(', ')}: ${answer ?? 'no answer, calling it ends the instance'}`];
  });
}

/** Parts, largest first; those that are smaller than `least` bytes are one row. */
function partRows(
  parts: readonly ExplainedPart[],
  { depth, least }: { depth: number; least: number },
): string[][] {
  const blank = '  '.repeat(depth);
  const below = parts.filter((one) => one.bytes < least);
  // One alone is said by its name.
  const small = below.length === 1 ? [] : below;
  const large = parts.filter((one) => !small.includes(one)).toSorted((a, b) => b.bytes - a.bytes);
  const rest = small.reduce((sum, one) => sum + one.bytes, 0);
  return [
    ...large.flatMap(({ name, bytes, inflated, parts: inner }) => [
      [
        `${blank}${name}`,
        `${byteText(bytes)}${inflated === null || inflated === 0 ? '' : ` (${byteText(inflated)} inflated)`}`,
      ],
      ...partRows(inner, { depth: depth + 1, least }),
    ]),
    ...(small.length === 0 ? [] : [[`${blank}${small.length} smaller parts`, byteText(rest)]]),
  ];
}

function section(title: string, rows: string[][]): string[] {
  return rows.length === 0 ? [] : [title, ...table(rows)];
}

/** Rows of two columns, moved in by two blanks. */
function table(rows: readonly (readonly string[])[]): string[] {
  const width = Math.max(0, ...rows.map(([first = '']) => Math.min(first.length, 60)));
  return rows.map(([first = '', second = '']) => `  ${first.padEnd(width)}  ${second}`.trimEnd());
}
