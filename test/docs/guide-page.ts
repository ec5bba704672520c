/** A step of a guide: a file that it gives, or commands with what they print. */
export type GuideStep =
  | { readonly kind: 'file'; readonly path: string; readonly text: string }
  | { readonly kind: 'commands'; readonly commands: string; readonly output: string | undefined };

/**
 * The steps of a guide, in order: a code block whose first line is a comment with a path is a file, one
 * of `sh` is commands, and one of `text` is what the commands before it print.
 */
export function readGuide(markdown: string): GuideStep[] {
  const blocks = [...markdown.matchAll(/^```(\w+)\n([^]*?)^```$/gm)];
  return blocks.flatMap(([, language = '', text = ''], index): GuideStep[] => {
    const path = /^\/\/ (\S+)\n/.exec(text)?.[1];
    if (path !== undefined) return [{ kind: 'file', path, text }];
    const next = blocks[index + 1];
    const output = next?.[1] === 'text' ? next[2] : undefined;
    return language === 'sh' ? [{ kind: 'commands', commands: text, output }] : [];
  });
}
