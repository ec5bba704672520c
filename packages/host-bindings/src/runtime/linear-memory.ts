/** The memory of an instance, as `WebAssembly.Memory` has it: its own name belongs to lib.dom. */
export interface LinearMemory {
  /** All of it; another buffer once it has grown. */
  readonly buffer: ArrayBuffer;
  /** Grows it by pages of 64 KiB, and answers how many there were. */
  grow(pages: number): number;
}
