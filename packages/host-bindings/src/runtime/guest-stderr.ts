/** Most characters that are kept until somebody looks. */
const room = 8192;

/** What a guest writes to its standard error. */
export class GuestStderr {
  #text = '';

  /** Adds bytes that lie in the guest's memory. */
  write(bytes: Uint8Array): void {
    if (this.#text.length < room) this.#text += new TextDecoder().decode(bytes.slice());
  }

  /** What was written since the last look. */
  take(): string {
    const text = this.#text;
    this.#text = '';
    return text;
  }
}
