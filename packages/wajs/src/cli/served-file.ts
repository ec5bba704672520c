import { createHash } from 'node:crypto';
import { FunctionSlot, HostError, type LoadedFunction } from '@org/host-bindings';
import pc from 'picocolors';
import { BuildError } from '../build/index.js';

/** How a {@link ServedFile} gets at its function. */
export interface ServedFileOptions {
  /** Name of the function. */
  readonly name: string;
  /** Reads the file; builds it, where it is a source. */
  readonly read: () => Promise<Uint8Array>;
  /** Loads what was read, and refuses what is not to be served. */
  readonly load: (bytes: Uint8Array) => Promise<LoadedFunction>;
}

/** A function of a file: exchanged when the file changes, once what is in it is found to be whole. */
export class ServedFile {
  /** Where requests go. */
  readonly slot: FunctionSlot;
  readonly #options: ServedFileOptions;
  /** sha256 of what is served. */
  #served: string | undefined;
  /** sha256 of what was refused last: it is said once. */
  #refused: string | undefined;
  #looking: Promise<void> = Promise.resolve();
  #onDemand: Promise<LoadedFunction> | undefined;

  constructor(options: ServedFileOptions) {
    this.#options = options;
    this.slot = new FunctionSlot(options.name, () => (this.#onDemand = this.#loadOnDemand()));
  }

  /**
   * Loads the function that was read already.
   *
   * @throws what loading fails with.
   */
  async begin(bytes: Uint8Array): Promise<LoadedFunction> {
    const fn = await this.#options.load(bytes);
    this.#served = sha256(bytes);
    this.slot.replace(fn);
    return fn;
  }

  /** Looks at the file again, after whoever looks already. Never rejects: what is wrong is said. */
  look(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#look());
    return this.#looking;
  }

  async #look(): Promise<void> {
    const { name, read } = this.#options;
    // It may have changed since it was read.
    await this.#onDemand?.catch(() => {});
    // What nobody has asked for yet is read when somebody does.
    if (this.slot.current === undefined) return;
    let bytes: Uint8Array;
    try {
      bytes = await read();
    } catch (error) {
      return this.#refuse('', error);
    }
    const digest = sha256(bytes);
    if (digest === this.#served || digest === this.#refused) return;
    try {
      this.slot.replace(await this.#options.load(bytes));
    } catch (error) {
      return this.#refuse(digest, error);
    }
    this.#served = digest;
    this.#refused = undefined;
    console.error(`${pc.green('reloaded')} ${name}`);
  }

  #refuse(digest: string, error: unknown): void {
    this.#refused = digest;
    const how = 'the one that was loaded before goes on serving';
    const reason = reasonOf(error);
    // A code frame stands on lines of its own.
    const text = reason.includes('\n') ? `${reason}\n\n${how}` : `${reason}; ${how}`;
    console.error(`${pc.red('refused')} ${this.#options.name}: ${text}`);
  }

  /** @throws {HostError} `unavailable`, after it was said why. */
  async #loadOnDemand(): Promise<LoadedFunction> {
    const { name, read, load } = this.#options;
    let digest = '';
    try {
      const bytes = await read();
      digest = sha256(bytes);
      const fn = await load(bytes);
      this.#served = digest;
      this.#refused = undefined;
      return fn;
    } catch (error) {
      if (this.#refused === undefined || this.#refused !== digest) {
        console.error(`${pc.red('refused')} ${name}: ${reasonOf(error)}`);
      }
      this.#refused = digest;
      throw new HostError('unavailable', `function "${name}" cannot be loaded`);
    }
  }
}

/** Why, and what to do about it where that is known. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!(error instanceof BuildError) || error.hint === undefined) return error.message;
  const gap = error.message.includes('\n') ? '\n\n' : '; ';
  return `${error.message}${gap}${pc.cyan('try')} ${error.hint}`;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
