import { type Delta, deltaSize } from '../linker/index.js';

/** Bytes that a run costs beside its own, about: the objects that name it. */
const runOverhead = 160;

/** A function's image, which is packed while nothing asks for it. */
export class FunctionImage {
  readonly #cache: ImageCache;
  readonly #unpack: () => Delta;
  #delta: Delta | undefined;
  #isDisposed = false;
  /** Whether it was asked for again since the cache looked last. */
  isUsed = false;

  /** @param unpack Answers the image at once; it has been checked before. */
  constructor(cache: ImageCache, unpack: () => Delta) {
    this.#cache = cache;
    this.#unpack = unpack;
  }

  /** The image, unpacked where it is not. */
  get delta(): Delta {
    if (this.#delta === undefined) return this.#inflate();
    // Only now: images that are asked for once, one after the other, do not drive out the others.
    this.isUsed = true;
    return this.#delta;
  }

  #inflate(): Delta {
    const delta = this.#unpack();
    // A session of a function that is gone may still restore its instance.
    if (this.#isDisposed) return delta;
    this.#delta = delta;
    this.#cache.add(this, delta);
    return delta;
  }

  /** Keeps an image that was unpacked to be checked, as long as there is room for it anyway. */
  offer(delta: Delta): void {
    if (!this.#cache.hasRoom(delta)) return;
    this.#delta = delta;
    this.#cache.add(this, delta);
  }

  /** Forgets the unpacked form. */
  pack(): void {
    this.#delta = undefined;
  }

  /** The function is gone. */
  dispose(): void {
    this.#isDisposed = true;
    this.#cache.remove(this);
    this.pack();
  }
}

/**
 * Unpacked images of a host, up to a number of bytes. Those that nothing asked for go first: each gets
 * a second chance, so that a look at the hot path is one flag.
 */
export class ImageCache {
  readonly #maximum: number;
  /** Bytes of each, in the order in which they are looked at. */
  readonly #images = new Map<FunctionImage, number>();
  #bytes = 0;

  /** @param maximum Most bytes of unpacked images; the one that is in use is always kept. */
  constructor(maximum: number) {
    if (!Number.isSafeInteger(maximum) || maximum < 0)
      throw new RangeError(`option "imageBytes" is "${maximum}": use a whole number from 0`);
    this.#maximum = maximum;
  }

  /** Bytes of unpacked images, about. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether an image fits without another having to go. */
  hasRoom(delta: Delta): boolean {
    return this.#bytes + sizeOf(delta) <= this.#maximum;
  }

  /** Takes an image in, and packs others until there is room for it. */
  add(image: FunctionImage, delta: Delta): void {
    const size = sizeOf(delta);
    this.#bytes += size;
    for (const [other, bytes] of this.#images) {
      if (this.#bytes <= this.#maximum) break;
      this.#images.delete(other);
      if (other.isUsed) {
        // What is put behind is met again in this very loop, and goes then.
        other.isUsed = false;
        this.#images.set(other, bytes);
        continue;
      }
      other.pack();
      this.#bytes -= bytes;
    }
    this.#images.set(image, size);
  }

  /** Forgets an image. */
  remove(image: FunctionImage): void {
    this.#bytes -= this.#images.get(image) ?? 0;
    this.#images.delete(image);
  }
}

function sizeOf(delta: Delta): number {
  return deltaSize(delta) + delta.runs.length * runOverhead;
}
