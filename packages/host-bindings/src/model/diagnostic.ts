/** What a Diagnostic says beside its message. */
export interface DiagnosticDetails {
  /** Stable name of the kind of fault: `wit-syntax`. */
  readonly code: string;
  /** What is wrong, with the offending value in quotes. */
  readonly message: string;
  /** File in which the fault is, as the user named it. */
  readonly file?: string | undefined;
  /** Line of the fault, from 1. */
  readonly line?: number | undefined;
  /** Column of the fault, from 1. */
  readonly column?: number | undefined;
  /** What to do about it. */
  readonly hint?: string | undefined;
  /** The lines around the fault, with a mark under it. */
  readonly frame?: string | undefined;
  /** What led to it. */
  readonly cause?: unknown;
}

/** A fault in what the user gave: WIT text, a component, options. */
export class Diagnostic extends Error {
  /** Name of the class, for logs. */
  override readonly name: string = 'Diagnostic';
  /** Stable name of the kind of fault: `wit-syntax`. */
  readonly code: string;
  /** File in which the fault is, as the user named it. */
  readonly file: string | undefined;
  /** Line of the fault, from 1. */
  readonly line: number | undefined;
  /** Column of the fault, from 1. */
  readonly column: number | undefined;
  /** What to do about it. */
  readonly hint: string | undefined;
  /** The lines around the fault, with a mark under it. */
  readonly frame: string | undefined;

  constructor(details: DiagnosticDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = details.code;
    this.file = details.file;
    this.line = details.line;
    this.column = details.column;
    this.hint = details.hint;
    this.frame = details.frame;
  }

  /** All of it as text for a person: place, code, message, frame, hint. */
  render(): string {
    const place = [this.file, this.line, this.column].filter((one) => one !== undefined).join(':');
    const lines = [`${place === '' ? '' : `${place}: `}error [${this.code}] ${this.message}`];
    if (this.frame !== undefined) lines.push(this.frame);
    if (this.hint !== undefined) lines.push(`hint: ${this.hint}`);
    return lines.join('\n');
  }
}
