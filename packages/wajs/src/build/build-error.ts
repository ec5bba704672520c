/** A function that cannot be built: the author's own mistake, said with its place. */
export class BuildError extends Error {
  /** What to do about it. */
  readonly hint: string | undefined;

  constructor(message: string, hint?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BuildError';
    this.hint = hint;
  }
}
