import type { CallEdge, CallGraph } from './call-graph.js';

/**
 * A call graph as a flowchart of Mermaid: a box for each function or service, an arrow for each method
 * that one calls of another.
 */
export function renderCallMermaid({ edges }: CallGraph): string {
  const boxes = new Map<string, string>();
  const box = (name: string): string => {
    let id = boxes.get(name);
    if (id === undefined) boxes.set(name, (id = `n${boxes.size}`));
    return id;
  };
  const arrows = edges.map((edge) => {
    const errors = edge.errors === 0 ? '' : `, ${edge.errors} failed`;
    const label = `${edge.method}: ${edge.calls}${errors}, ${average(edge)} ms`;
    return `  ${box(edge.caller)} -->|"${inQuotes(label)}"| ${box(edge.service)}`;
  });
  const names = [...boxes].map(([name, id]) => `  ${id}["${inQuotes(name)}"]`);
  return `${['flowchart LR', ...names, ...arrows].join('\n')}\n`;
}

/** A call graph as a table for people, in aligned columns. */
export function renderCallTable({ edges }: CallGraph): string {
  const rows = [
    ['caller', 'service', 'method', 'calls', 'errors', 'bytes in', 'bytes out', 'ms', 'longest ms'],
    ...edges.map((edge) => [
      printable(edge.caller),
      printable(edge.service),
      printable(edge.method),
      String(edge.calls),
      String(edge.errors),
      String(edge.bytesIn),
      String(edge.bytesOut),
      average(edge),
      edge.longestMs.toFixed(2),
    ]),
  ];
  const widths = rows[0]!.map((_head, column) =>
    Math.max(...rows.map((row) => row[column]!.length)),
  );
  const texts = 3;
  const lines = rows.map((row) =>
    row
      .map((cell, column) =>
        column < texts ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
      )
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

function average({ totalMs, calls }: CallEdge): string {
  return (totalMs / calls).toFixed(2);
}

/** Names are the guests' own: nothing in them ends a line, a label, or moves a terminal's cursor. */
function printable(text: string): string {
  return text.replaceAll(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
}

/** Mermaid writes characters inside quotes as `#` and their code. */
function inQuotes(text: string): string {
  return printable(text).replaceAll(
    /[^\p{L}\p{N} .,:/@_*(){}-]/gu,
    (character) => `#${character.codePointAt(0)!};`,
  );
}
