import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';

/** Name under which the engine evaluates a bundle; its frames say so. */
const bundleFrame = /<(?:input|evalScript|eval)>:(\d+)(?::(\d+))?/;
/** The call of the bundle as a whole, which no author wrote: the map takes it for its last line. */
const bundleCall = /^\s*at <eval> \(/;
/** Frames of the engine's own code, which say nothing to an author. */
const engineFrame =
  /\((?:engine|main|script|<input>|(?:componentize-qjs:)?\/?[\w./-]*\.m?js)(?::\d+){1,2}\)/;

/** Whether a text has frames of a bundle. */
export function hasFrames(text: string): boolean {
  return text.includes('\n') && bundleFrame.test(text);
}

/**
 * Maps the frames of a guest's stack to the author's files, and leaves out the engine's own.
 * A frame that the map does not know stays as it is.
 */
export function mapStack(stack: string, sourceMap: string | TraceMap | undefined): string {
  if (sourceMap === undefined || sourceMap === '') return stack;
  const map = typeof sourceMap === 'string' ? new TraceMap(sourceMap) : sourceMap;
  const lines: string[] = [];
  for (const line of stack.split('\n')) {
    if (bundleCall.test(line)) continue;
    const match = bundleFrame.exec(line);
    if (match === null) {
      if (!engineFrame.test(line) && !/^\s*at .*\(native\)$/.test(line)) lines.push(line);
      continue;
    }
    const place = originalPositionFor(map, {
      line: Number(match[1]),
      column: Math.max(0, Number(match[2] ?? 1) - 1),
    });
    if (place.source === null) continue;
    lines.push(line.replace(match[0], `${place.source}:${place.line}:${place.column + 1}`));
  }
  return lines.join('\n');
}
