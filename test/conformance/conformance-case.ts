/** One operation that a guest is asked for, and what it answers. */
export interface AskStep {
  /** Name and arguments. `<answer>` stands for the first field of the answer before. */
  readonly ask: readonly string[];
  /**
   * Its fields. An error is one field: `! [code] text`. Nothing at all is null. A pattern stands for what
   * the host chooses.
   */
  readonly answer: readonly (string | null | RegExp)[];
}

/** Time passes at the host. */
export interface AdvanceStep {
  readonly advance: number;
}

/** What the contract says of some operations, for a guest in any language. */
export interface ConformanceCase {
  readonly title: string;
  readonly steps: readonly (AskStep | AdvanceStep)[];
  /** Lines that the host's log has after it; nothing else is logged. */
  readonly logs?: readonly {
    readonly level: string;
    readonly message: string;
    readonly fields: Readonly<Record<string, unknown>>;
  }[];
}

/** A step that is one line: what is asked, and the answer's fields. */
export function step(ask: string, ...answer: AskStep['answer']): AskStep {
  return { ask: ask.split(' ').map(decodeURIComponent), answer };
}

/** The form in which a guest is asked. */
export function encodeStep(fields: readonly string[]): string {
  return fields.map(encodeURIComponent).join(' ');
}

/** The fields of a guest's answer: `-` is null, `~` is an empty text. */
export function decodeAnswer(text: string): (string | null)[] {
  if (text === '') return [];
  // Text of an error is the rest of the line.
  if (text.startsWith('! ')) return [text];
  return text.split(' ').map((field) => {
    if (field === '-') return null;
    return field === '~' ? '' : decodeURIComponent(field);
  });
}
