/** The doc comments of a package's source, by item path. */
export class Docs {
  readonly #texts = new Map<string, string>();
  readonly #includes = new Map<string, string[]>();

  /** Keeps a doc comment. An empty one is none. */
  add(path: readonly string[], text: string): void {
    if (text !== '') this.#texts.set(key(path), text);
  }

  /** Notes that a world includes another: the items of that one are its own too. */
  include(world: string, included: string): void {
    const list = this.#includes.get(world) ?? [];
    list.push(included);
    this.#includes.set(world, list);
  }

  /**
   * The doc comment of an item, or an empty text. A path is the full name of an interface or world
   * and the names below it: `wajs:platform/kv@0.1.0`, `entry`, `value`; or that of a package alone.
   */
  of(...path: readonly string[]): string {
    return this.#find(path, new Set()) ?? '';
  }

  /** All paths that have a doc comment. */
  paths(): string[][] {
    return [...this.#texts.keys()].map((one) => one.split(' '));
  }

  #find(path: readonly string[], seen: Set<string>): string | undefined {
    const own = this.#texts.get(key(path));
    const [world, ...member] = path;
    if (own !== undefined || world === undefined || member.length === 0 || seen.has(world)) {
      return own;
    }
    seen.add(world);
    for (const included of this.#includes.get(world) ?? []) {
      const found = this.#find([included, ...member], seen);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

function key(path: readonly string[]): string {
  return path.join(' ');
}
