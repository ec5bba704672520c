/** What every number has, that of an expression too: only named types have it otherwise. */
interface Number {
  /** The number as text. */
  toString(radix?: number): string;
}
