import { COLUMNS, indent } from './layout.js';

/** Where a pair of brackets stands. */
interface Group {
  readonly start: number;
  readonly end: number;
}

/** A function or method that is declared here. */
const SIGNATURE = /^(?:export )?function |^[\w$]+\(.*\): /;

/** A call with one short argument, which is not worth a line of its own. */
const SHORT_CALL = /^(?:\/\* @__PURE__ \*\/ )?[\w$.]+\((?:[\w$]{1,25}|'[^']{1,23}')\);$/;

/** Whether a bracket begins here; an angle one does right after a name, a comparison has a blank. */
function isOpening(code: string, at: number): boolean {
  const char = code[at]!;
  return char === '<' ? /[\w$]/.test(code[at - 1] ?? '') : '([{'.includes(char);
}

/** Whether a bracket ends here. */
function isClosing(code: string, at: number): boolean {
  const char = code[at]!;
  if (char !== '>') return ')]}'.includes(char);
  // Shifts and comparisons have a blank before them, arrows an equals sign.
  return !/[ =]>*$/.test(code.slice(0, at));
}

/**
 * Breaks a line of code that is too long, the way the repository's formatter does: a conditional at
 * its parts, an arrow function after its arrow, a call, array or object at its items. A line that has
 * none of these stays as it is.
 */
export function fitLine(line: string): string[] {
  const fits = line.length <= COLUMNS && !hasMatrix(line);
  if (fits || /^\s*(?:\/\/|\*|\/\*\*)/.test(line)) return [line];
  // What closes a group of an earlier line stays in front of what is broken here.
  const blank = /^ *(?:\): )?/.exec(line)![0];
  const code = line.slice(blank.length);
  const spaces = blank.replace('): ', '');
  const broken =
    breakConditional(code, blank.length) ??
    breakComparison(code) ??
    breakArrow(code) ??
    breakUnion(code, blank.endsWith('): ')) ??
    breakGroup(code, blank.length, spaces.length) ??
    breakAssignment(code);
  if (broken === undefined) return [line];
  return broken.flatMap((one, index) =>
    fitLine(index === 0 ? (blank + one).trimEnd() : spaces + one),
  );
}

/** Whether a list of lists is in a line, which has a line for each of them. A tuple of types is none. */
function hasMatrix(line: string): boolean {
  if (!line.includes('[[') || !/\bp\d|\w\(/.test(line)) return false;
  let found = false;
  walk(line, (at) => {
    if (found || !line.startsWith('[[', at) || /[\w$\])>]/.test(line[at - 1] ?? '')) return;
    const rows = splitItems(line.slice(at + 1, closingOf(line, at)), ',');
    const isRow = (item: string): boolean =>
      item.startsWith('[') && splitItems(item.slice(1, -1), ',').length > 1;
    found = rows.length > 1 && rows.every(isRow) && /\bp\d|\w\(/.test(rows.join());
  });
  return found;
}

/** Where the bracket is closed that opens at a place. */
function closingOf(code: string, start: number): number {
  // An angle bracket opens behind a name only.
  const rest = `x${code.slice(start)}`;
  let end = rest.length;
  walk(rest, (at, depth) => {
    if (end === rest.length && depth === 1 && isClosing(rest, at)) end = at;
  });
  return start + end - 1;
}

/** `key: test ? a : b,` and the like. */
function breakConditional(code: string, indentation: number): string[] | undefined {
  const question = findTopLevel(code, ' ? ', 0);
  if (question < 0) return undefined;
  const colon = findElse(code, question + 3);
  if (colon < 0) return undefined;
  const head = /^(?:return|[\w$]+:|(?:const|let) [^=]+ =) /.exec(code)?.[0] ?? '';
  if (head.endsWith('> | null = ') && indentation + head.length > COLUMNS) return undefined;
  const test = code.slice(head.length, question);
  const sides = [`? ${code.slice(question + 3, colon)}`, `: ${code.slice(colon + 3)}`];
  const isComparison = / [!=]==? /.test(test);
  const hasRoom = indentation + head.length + test.length <= COLUMNS;
  if (head === '' || head.startsWith('return') || (!isComparison && hasRoom)) {
    return [head + test, ...indent(sides)];
  }
  const whole = code.slice(head.length);
  const fits = indentation + 2 + whole.length <= COLUMNS;
  return [head.trimEnd(), ...indent(fits ? [whole] : [test, ...indent(sides)])];
}

/** `return call(a) != 0;`. */
function breakComparison(code: string): string[] | undefined {
  const compared = /^return (.* [!=]= \d+);$/.exec(code)?.[1];
  if (compared === undefined || findTopLevel(compared, ' ? ', 0) >= 0) return undefined;
  return ['return (', ...indent([compared]), ');'];
}

/** `const name = a.b.c;`. */
function breakAssignment(code: string): string[] | undefined {
  const head = /^const [\w$]+ = (?=[\w$.]+;$)/.exec(code)?.[0];
  return head === undefined ? undefined : [head.trimEnd(), ...indent([code.slice(head.length)])];
}

/** `name: (a) => call(a),`. */
function breakArrow(code: string): string[] | undefined {
  const arrow = findTopLevel(code, ' => ', 0);
  if (arrow < 0 || code.endsWith('{')) return undefined;
  // An array is broken at its items, behind the arrow.
  if (code[arrow + 4] === '[') return undefined;
  return [code.slice(0, arrow + 3), ...indent([code.slice(arrow + 4)])];
}

/** `name: A | B;`, `const name: A | B =` or, behind the parameters of a function, `A | B {`. */
function breakUnion(code: string, isResult: boolean): string[] | undefined {
  const named =
    /^(?:export type [\w$]+ = |const [\w$]+ = [\w$.]+(?:\([\w$, ]*\))? as |(?:(?:const|let) (?=.* =$))?[\w$]+\??: )(?=.* \| .*(?:;|,| =)$)/.exec(
      code,
    )?.[0];
  const head = isResult ? '' : named;
  if (head === undefined || findTopLevel(code, ' | ', head.length) < 0) return undefined;
  // What is a type with arguments or null is broken at the arguments.
  if (/^[\w$]+<.*> \| null\b/.test(code.slice(head.length))) return undefined;
  return [head.trimEnd(), ...indent(unionParts(code.slice(head.length)))];
}

/** The parts of a union, each with its mark; a type that is no union as it is. */
function unionParts(type: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = findTopLevel(type, ' | ', 0); at >= 0; at = findTopLevel(type, ' | ', start)) {
    parts.push(type.slice(start, at));
    start = at + 3;
  }
  if (parts.length === 0) return [type];
  return [...parts, type.slice(start)].map((part) => `| ${part}`);
}

/** `call(a, b);`, at the last group of the line; a signature at its parameters. */
function breakGroup(code: string, indentation: number, spaces: number): string[] | undefined {
  // A type argument without parts cannot be broken.
  const groups = topLevelGroups(code).filter(({ start, end }) => {
    const content = code.slice(start + 1, end).trim();
    return code[start] === '<' ? /[^\w$]/.test(content) : content !== '';
  });
  const final = groups.at(-1);
  if (final === undefined) return undefined;
  const assignment = findTopLevel(code, ' = ', 0);
  // Behind an equals sign, the first place at which a line can be broken has to fit.
  const first = groups.find(({ start }) => start > assignment);
  const [left, opening] = [assignment + 2, (first?.start ?? 0) + 1].map((end) => indentation + end);
  const isOver = assignment > 0 && (first === undefined || opening! > COLUMNS);
  const isShortCall = SHORT_CALL.test(code.slice(assignment + 3));
  // Where the declared type has arguments with arguments, these are broken, and not the line behind them.
  const typed = groups.findLast(
    ({ start, end }) =>
      isOver &&
      end < assignment &&
      code[start] === '<' &&
      (isComplex(code.slice(start + 1, end)) || /^> \| null =.*,$/.test(code.slice(end))),
  );
  if (assignment > 0 && (isOver || isShortCall) && typed === undefined && left! <= COLUMNS) {
    return [code.slice(0, assignment + 2), ...indent([code.slice(assignment + 3)])];
  }
  // Of several, the last one that begins where there is room for its opening.
  const begins = groups.findLast(({ start }) => indentation + start < COLUMNS);
  const group = innerOf(code, SIGNATURE.test(code) ? groups[0]! : (typed ?? begins ?? final));
  const content = code.slice(group.start + 1, group.end);
  const items = splitItems(content, ',');
  // Behind the mark of a union or of a conditional, what is broken moves along with it.
  const level = /^[|?:] /.test(code) ? 1 : 0;
  const [open, close] = [code.slice(0, group.start + 1), code.slice(group.end)];
  const parts = (inner: readonly string[], head = open, tail = close): string[] => [
    head,
    ...indent(inner, level + 1),
    ...indent([tail], level),
  ];
  // Type arguments go to lines of their own, without a comma after the last.
  if (code[group.start] === '<') {
    const lines = items.map((item, index) => (index === items.length - 1 ? item : `${item},`));
    const isLong = items.length === 1 && spaces + 2 + items[0]!.length > COLUMNS;
    return parts(isLong ? unionParts(items[0]!) : lines);
  }
  // Members of a type literal end with semicolons.
  const isTypeLiteral = code[group.start] === '{' && splitItems(content, ';').length > 1;
  if (isTypeLiteral) return parts(splitItems(content, ';').map((item) => `${item};`));
  if (items.length === 0) return undefined;
  const last = items.at(-1)!;
  if (code[group.start] === '(' && /^[[{]/.test(last)) {
    // Only the last argument is broken where it is an array or object, and the others have room.
    const before = open + [...items.slice(0, -1), last.charAt(0)].join(', ');
    const inner = splitItems(last.slice(1, -1), ',').map((item) => `${item},`);
    const hasRoom = indentation + before.length <= COLUMNS;
    if (hasRoom && items.at(-2)?.charAt(0) !== last.charAt(0)) {
      return parts(inner, before, last.slice(-1) + close);
    }
  }
  const room = COLUMNS - spaces - 2 * level - 3;
  return parts(
    items.flatMap((item) =>
      code[group.start] === '[' && item.length > room && findTopLevel(item, ' | ', 0) >= 0
        ? ['(', ...indent(unionParts(item)), '),']
        : [`${item},`],
    ),
  );
}

/** Whether type arguments are several, and some have arguments of their own. */
function isComplex(types: string): boolean {
  const items = splitItems(types, ',');
  return items.length > 1 && items.some((item) => /^[\w$]+<.*>$/.test(item));
}

/** The type arguments of what is a type with arguments or null, where a group holds that alone. */
function innerOf(code: string, group: Group): Group {
  const content = code.slice(group.start + 1, group.end);
  const name = /^[\w$]+(?=<.*> \| null$)/.exec(content)?.[0];
  if (code[group.start] !== '<' || name === undefined) return group;
  const start = group.start + 1 + name.length;
  return closingOf(code, start) + '> | null'.length === group.end
    ? { start, end: group.end - '> | null'.length }
    : group;
}

/** The groups of brackets that no other one contains. */
function topLevelGroups(code: string): Group[] {
  const found: Group[] = [];
  let start = -1;
  walk(code, (at, depth) => {
    if (depth === 0 && isGroup(code, at)) start = at;
    if (depth === 1 && start >= 0 && isClosing(code, at)) {
      found.push({ start, end: at });
      start = -1;
    }
  });
  return found;
}

/** Whether a group with items begins here: parentheses do after what is called, and before an arrow. */
function isGroup(code: string, at: number): boolean {
  if (!isOpening(code, at)) return false;
  if (code[at] !== '(' || code.endsWith(' =>')) return true;
  return /[\w$>)\]]/.test(code[at - 1] ?? '');
}

function splitItems(text: string, separator: string): string[] {
  const items: string[] = [];
  let start = 0;
  walk(text, (at, depth) => {
    if (depth !== 0 || text[at] !== separator) return;
    items.push(text.slice(start, at).trim());
    start = at + 1;
  });
  items.push(text.slice(start).trim());
  return items.filter((item) => item !== '');
}

/** The mark of the other side of a conditional, past those of conditionals inside it. */
function findElse(code: string, from: number): number {
  let found = -1;
  let inner = 0;
  walk(code, (at, depth) => {
    if (found >= 0 || depth !== 0 || at < from) return;
    if (code.startsWith(' ? ', at)) inner += 1;
    if (!code.startsWith(' : ', at)) return;
    if (inner === 0) found = at;
    inner -= 1;
  });
  return found;
}

function findTopLevel(code: string, wanted: string, from: number): number {
  let found = -1;
  walk(code, (at, depth) => {
    if (found < 0 && at >= from && depth === 0 && code.startsWith(wanted, at)) found = at;
  });
  return found;
}

/** Visits each character outside of strings, with the number of open brackets before it. */
function walk(code: string, visit: (at: number, depth: number) => void): void {
  let depth = 0;
  let quote = '';
  for (let at = 0; at < code.length; at += 1) {
    const char = code[at]!;
    if (quote !== '') {
      if (char === '\\') at += 1;
      else if (char === quote) quote = '';
      continue;
    }
    if (char === "'" || char === '"' || char === '`') {
      quote = char;
      continue;
    }
    visit(at, depth);
    if (isOpening(code, at)) depth += 1;
    // What a line closes first was opened by a line before.
    else if (isClosing(code, at)) depth = Math.max(0, depth - 1);
  }
}
