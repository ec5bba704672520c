/**
 * Whether lines of code read a variable. Members, keys and the contents of strings that have the same
 * name do not count: in WIT any of them may be called what emitted code calls its own variables.
 */
export function usesName(lines: readonly string[], name: string): boolean {
  const pattern = new RegExp(`(?<![.\\w$])${name}(?![\\w$:])`);
  return lines.some(
    (line) => line.includes(name) && pattern.test(line.replace(/'(?:[^'\\]|\\.)*'/g, "''")),
  );
}
