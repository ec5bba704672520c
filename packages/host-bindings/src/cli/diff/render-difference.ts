import { byteText } from '../explain/render-explanation.js';
import { printableLine } from '../printable.js';
import type {
  Change,
  Difference,
  FunctionChanges,
  InterfaceChange,
  InterfaceChanges,
  SideSummary,
} from './difference.js';

/** A difference as lines for a person. */
export function renderDifference(difference: Difference): string[] {
  const { a, b, sizeChange, capabilities, ambient, imports, exports } = difference;
  const body = [
    ...section('needs', changeLines(capabilities)),
    ...section('imports', interfaceLines(imports)),
    ...section('exports', interfaceLines(exports)),
    ...section('ambient (WASI; reaches nothing)', changeLines(ambient)),
  ];
  const lines = [
    `a  ${summaryText(a)}`,
    `b  ${summaryText(b)}${sizeChange === null ? '' : `, ${changeText(sizeChange)}`}`,
    ...(body.length === 0 ? ['they need, import and export the same'] : body),
    verdictText(difference),
  ];
  return lines.map(printableLine);
}

function verdictText({ verdict, capabilities }: Difference): string {
  return verdict === 'more'
    ? `b needs what a did not: ${capabilities.added.join(', ')}`
    : 'b needs nothing that a did not';
}

function summaryText({ path, kind, size }: SideSummary): string {
  const what = kind === 'wit' ? 'WIT' : kind.replace('-', ' ');
  return `${path}: ${what}${size === null ? '' : `, ${byteText(size)}`}`;
}

function changeText(change: number): string {
  if (change === 0) return 'the same size';
  return `${byteText(Math.abs(change))} ${change > 0 ? 'larger' : 'smaller'}`;
}

function changeLines({ added, removed }: Change): string[] {
  return [...added.map((one) => `+ ${one}`), ...removed.map((one) => `- ${one}`)];
}

function interfaceLines(changes: InterfaceChanges): string[] {
  return [...changeLines(changes), ...changes.changed.flatMap(changedLines)];
}

function changedLines({ name, to, functions, types }: InterfaceChange): string[] {
  return [
    `~ ${name}${to === name ? '' : ` -> ${to}`}`,
    ...functionLines(functions).map((line) => `    ${line}`),
    ...(types.length === 0 ? [] : [`    ~ types ${types.join(', ')}`]),
  ];
}

function functionLines({ added, removed, changed }: FunctionChanges): string[] {
  return [
    ...added.map(({ name, signature }) => `+ ${signature ?? name}`),
    ...removed.map(({ name, signature }) => `- ${signature ?? name}`),
    // The same text on both sides: a type that it names has changed.
    ...changed.flatMap(({ from, to }) =>
      from === to ? [`~ ${from}`] : [`~ ${from}`, `        -> ${to}`],
    ),
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];
}
