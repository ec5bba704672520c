/** Calls of one method of one service by one function, added up. */
export interface CallEdge {
  /** Name of the calling function; `*` for all that were too many to keep apart. */
  readonly caller: string;
  /** Name of the service; `*` likewise. */
  readonly service: string;
  /** Name of the method, cut after 200 characters; `*` likewise. */
  readonly method: string;
  /** Calls that have ended. */
  readonly calls: number;
  /** Those of them that failed, with an error of the method or on the way. */
  readonly errors: number;
  /** Bytes of their payloads. */
  readonly bytesIn: number;
  /** Bytes of their answers. */
  readonly bytesOut: number;
  /** Milliseconds that they took together, waiting for a sandbox included. */
  readonly totalMs: number;
  /** Milliseconds that the longest one took. */
  readonly longestMs: number;
}

/** Who calls whom, since measuring began. */
export interface CallGraph {
  /** When measuring began, in milliseconds since 1970-01-01 UTC. */
  readonly since: number;
  /** What was measured, the most called first. */
  readonly edges: readonly CallEdge[];
}

type Counted = { -readonly [Name in keyof CallEdge]: CallEdge[Name] };

/** What one call was about. */
export interface MeasuredCall {
  readonly caller: string;
  readonly service: string;
  readonly method: string;
  readonly payload: Uint8Array;
}

const longestMethod = 200;

/** Adds up calls, by caller, service and method, in bounded memory: names are the guests' own. */
export class CallMeter {
  readonly #edges = new Map<string, Counted>();
  readonly #maximum: number;
  readonly #since: number;
  #others: Counted | undefined;

  /** Keeps `maximum` edges apart; further ones are added up in one. */
  constructor(maximum: number, since: number) {
    this.#maximum = maximum;
    this.#since = since;
  }

  /** Measures one call. What it answers is the call's outcome. */
  async measure(
    call: MeasuredCall,
    run: () => Uint8Array | Promise<Uint8Array>,
  ): Promise<Uint8Array> {
    const begin = performance.now();
    const bytesIn = call.payload.length;
    try {
      const answer = await run();
      add(this.#edge(call), { bytesIn, bytesOut: answer.length, errors: 0, begin });
      return answer;
    } catch (error) {
      add(this.#edge(call), { bytesIn, bytesOut: 0, errors: 1, begin });
      throw error;
    }
  }

  /** What was measured so far. */
  graph(): CallGraph {
    const edges = [...this.#edges.values(), ...(this.#others === undefined ? [] : [this.#others])];
    edges.sort((a, b) => b.calls - a.calls);
    return { since: this.#since, edges: edges.map((edge) => ({ ...edge })) };
  }

  #edge({ caller, service, method: fullMethod }: MeasuredCall): Counted {
    const method = fullMethod.slice(0, longestMethod);
    const key = JSON.stringify([caller, service, method]);
    const known = this.#edges.get(key);
    if (known !== undefined) return known;
    if (this.#edges.size >= this.#maximum) return (this.#others ??= createEdge('*', '*', '*'));
    const edge = createEdge(caller, service, method);
    this.#edges.set(key, edge);
    return edge;
  }
}

function createEdge(caller: string, service: string, method: string): Counted {
  const zero = { calls: 0, errors: 0, bytesIn: 0, bytesOut: 0, totalMs: 0, longestMs: 0 };
  return { caller, service, method, ...zero };
}

interface Ended {
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly errors: number;
  readonly begin: number;
}

function add(edge: Counted, { bytesIn, bytesOut, errors, begin }: Ended): void {
  const took = performance.now() - begin;
  edge.calls += 1;
  edge.errors += errors;
  edge.bytesIn += bytesIn;
  edge.bytesOut += bytesOut;
  edge.totalMs += took;
  edge.longestMs = Math.max(edge.longestMs, took);
}
