/**
 * An optional value of a type that cannot be `null`: a number, a bool, an enum, or another option.
 * Optional objects and strings are `T | null` instead.
 *
 * @example
 * const limit = Option.some<u32>(100);
 * const count = limit.isSome ? limit.value : 10;
 */
@final
export class Option<T> {
  private constructor(
    private present: bool,
    private content: T,
  ) {}

  /** An option that holds a value. */
  static some<T>(value: T): Option<T> {
    return new Option<T>(true, value);
  }

  /** An option without a value. */
  static none<T>(): Option<T> {
    // No value of the type is needed: none is ever read.
    const made = changetype<Option<T>>(__new(offsetof<Option<T>>(), idof<Option<T>>()));
    memory.fill(changetype<usize>(made), 0, offsetof<Option<T>>());
    return made;
  }

  /** Whether there is a value. */
  get isSome(): bool {
    return this.present;
  }

  /** Whether there is no value. */
  get isNone(): bool {
    return !this.present;
  }

  /** The value. Ends the guest where there is none: look at `isSome` first. */
  get value(): T {
    assert(this.present, 'there is no value in this option; look at isSome first');
    return this.content;
  }

  /** The value, or another one where there is none. */
  or(other: T): T {
    return this.present ? this.content : other;
  }
}
