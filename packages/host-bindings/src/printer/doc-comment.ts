/**
 * Lines of a TSDoc comment. Nothing in the texts can end the comment or break a line of it.
 * Each part is a paragraph; parts that are empty are left out. No parts, no comment.
 */
export function renderDocComment(parts: readonly string[]): string[] {
  const paragraphs = parts.filter((part) => part.trim() !== '');
  const lines = paragraphs.flatMap((part, index) => {
    const content = part.split('\n').map((line) => sanitize(line));
    return index === 0 ? content : ['', ...content];
  });
  if (lines.length === 0) return [];
  const [only] = lines;
  if (lines.length === 1 && only!.length <= 90) return [`/** ${only} */`];
  return ['/**', ...lines.map((line) => (line === '' ? ' *' : ` * ${line}`)), ' */'];
}

/** A line of docs without what a comment or a terminal would understand. */
export function sanitize(line: string): string {
  return line
    .replace(/\*\//g, '*\\/')
    .replace(/\t/g, ' ')
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '')
    .trimEnd();
}
