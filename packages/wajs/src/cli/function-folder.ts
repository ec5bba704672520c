import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { LoadedFunction } from '@org/host-bindings';
import type { Handler } from '@org/host-bindings/node';
import pc from 'picocolors';
import { ServedFile } from './served-file.js';

/** What a folder of functions is served with. */
export interface FunctionFolderOptions {
  /** Path of the folder. */
  readonly path: string;
  /** Loads a function of it. */
  readonly load: (bytes: Uint8Array, name: string) => Promise<LoadedFunction>;
  /** There is a function of this name from now on. */
  readonly onAdd: (name: string, file: ServedFile) => void;
  /** There is none any more. */
  readonly onRemove: (name: string) => void;
}

type Request = Parameters<Handler['handle']>[0];
type Response = Awaited<ReturnType<Handler['handle']>>;
type HandleOptions = Parameters<Handler['handle']>[1];

/**
 * What a file name is of a function: its name, which is a segment of a path too. Core modules, which lie
 * beside their components, are none.
 */
const artifactName = /^(?!.*\.core\.wasm$)([\w-][\w.-]*?)(?:\.component)?\.(?:wajs|wasm)$/;

/** Origin, first segment of the path, and the rest of a URL. */
const firstSegment = /^([^:]+:\/\/[^/]*)\/([^/?#]*)(.*)$/;

/**
 * The functions of a folder, by the first segment of the path: `/hello/a?b` goes to `hello.wajs` as
 * `/a?b`. Each is loaded when it is asked for the first time, so a folder may hold many.
 */
export class FunctionFolder implements Handler {
  readonly #options: FunctionFolderOptions;
  /** By the names of functions. */
  readonly #files = new Map<string, { readonly fileName: string; readonly served: ServedFile }>();

  constructor(options: FunctionFolderOptions) {
    this.#options = options;
  }

  /** How many functions there are. */
  get size(): number {
    return this.#files.size;
  }

  /**
   * Looks which files there are now, and at each that was loaded.
   *
   * @throws {Error} the system's own, where the folder cannot be read.
   */
  async look(): Promise<void> {
    const fileNames = (await readdir(this.#options.path)).toSorted();
    const there = new Set(fileNames);
    for (const [name, { fileName }] of this.#files) if (!there.has(fileName)) this.#remove(name);
    const known: Promise<void>[] = [];
    for (const fileName of fileNames) {
      const found = this.#find(fileName);
      if (found === undefined) this.#add(fileName);
      else known.push(found.look());
    }
    await Promise.all(known);
  }

  /** Looks at one file that has changed, appeared or gone. Never rejects. */
  async lookAt(fileName: string): Promise<void> {
    if (!artifactName.test(fileName)) return;
    const there = await readdir(this.#options.path).catch(() => undefined);
    // Without the folder there is nothing to say of its files.
    if (there === undefined) return;
    const name = nameOf(fileName)!;
    const found = this.#find(fileName);
    if (!there.includes(fileName)) {
      if (found === undefined) return;
      this.#remove(name);
      console.error(`${pc.yellow('removed')} ${name}`);
    } else if (found !== undefined) {
      await found.look();
    } else if (this.#add(fileName)) {
      console.error(`${pc.green('added')} ${name}`);
    }
  }

  /** Loads the first function that can be loaded, where there is one. What cannot be is said. */
  async loadFirst(): Promise<void> {
    for (const { served } of this.#files.values()) {
      try {
        await served.slot.get();
        return;
      } catch {
        // It was said; it will be tried again when it is asked for.
      }
    }
  }

  async handle(request: Request, options: HandleOptions): Promise<Response> {
    const [, origin, name, rest] = firstSegment.exec(request.url) ?? [];
    const file = name === undefined ? undefined : this.#files.get(name);
    if (file === undefined) return problem(404, options.requestId);
    const { slot } = file.served;
    try {
      await slot.get();
    } catch {
      // It was said why.
      return problem(503, options.requestId);
    }
    const path = rest!.startsWith('/') ? rest! : `/${rest!}`;
    return slot.handle({ ...request, url: `${origin!}${path}` }, options);
  }

  #find(fileName: string): ServedFile | undefined {
    const file = this.#files.get(nameOf(fileName) ?? '');
    return file?.fileName === fileName ? file.served : undefined;
  }

  #add(fileName: string): boolean {
    const name = nameOf(fileName);
    if (name === undefined) {
      if (['.wajs', '.wasm'].includes(extname(fileName)) && !fileName.endsWith('.core.wasm')) {
        const how = 'a name has letters, digits, "-", "_" and "."';
        console.error(`${pc.yellow('ignored')} ${JSON.stringify(fileName)}: ${how}`);
      }
      return false;
    }
    const other = this.#files.get(name);
    if (other !== undefined) {
      console.error(`${pc.yellow('ignored')} ${fileName}: "${other.fileName}" has its name`);
      return false;
    }
    const { path, load, onAdd } = this.#options;
    const served = new ServedFile({
      name,
      read: () => readFile(join(path, fileName)),
      load: (bytes) => load(bytes, name),
    });
    this.#files.set(name, { fileName, served });
    onAdd(name, served);
    return true;
  }

  #remove(name: string): void {
    const file = this.#files.get(name);
    this.#files.delete(name);
    this.#options.onRemove(name);
    file?.served.slot.dispose();
  }
}

function nameOf(fileName: string): string | undefined {
  return artifactName.exec(fileName)?.[1];
}

function problem(status: 404 | 503, requestId: string): Response {
  const title = status === 404 ? 'Not Found' : 'Service Unavailable';
  const text = JSON.stringify({ type: 'about:blank', title, status, requestId });
  const headers = [{ name: 'content-type', value: encode('application/problem+json') }];
  if (status === 503) headers.push({ name: 'retry-after', value: encode('1') });
  return { status, headers, body: { tag: 'bytes', val: encode(text) } };
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
