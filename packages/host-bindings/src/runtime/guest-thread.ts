/** A thread for guests that wait by blocking it, as a host sees it. */
export interface GuestThread {
  /** Gives the thread a message, which it takes when its turn says so. */
  post(message: unknown): void;
  /** A message of the thread's, which it posted before its turn ended. */
  receive(): unknown;
  /** Whether a call of it keeps the process alive. */
  hold(isHeld: boolean): void;
  /** Ends it, whatever it does. */
  terminate(): void;
  /** Called once it has ended by itself, or could not start. */
  onEnd: ((reason: Error) => void) | undefined;
}

/** How the two sides of a {@link GuestThread} take turns: words of a shared buffer. */
export const turnWords = {
  /** 0 while it is the host's turn, 1 while it is the thread's. */
  turn: 0,
  /** What is said. */
  kind: 1,
  /** Of which import or export. */
  target: 2,
  /** How many values come with it. */
  count: 3,
  /** Whether the guest may compute for the time of one more call. */
  refuel: 4,
  /** Pages of the guest's memory. */
  pages: 5,
  /** For each value: 0 a number, 1 a bigint. */
  tags: 8,
} as const;

/** What the host says in its turn, and the thread in its own. */
export const turnKinds = {
  load: 1,
  call: 2,
  answer: 3,
  unwind: 4,
  restore: 5,
  done: 10,
  returned: 11,
  failed: 12,
  unwound: 13,
  imported: 14,
} as const;

/** Most values of one turn: no flat signature has more. */
export const mostValues = 48;
/** Where the values begin in the shared buffer, in bytes. */
export const valuesAt = 256;
/** Size of the shared buffer. */
export const turnBytes = valuesAt + mostValues * 8;

/** What a thread is told to load. */
export interface ThreadLoad {
  readonly module: object;
  /** Module and name of each import, in the order of their numbers. */
  readonly imports: readonly (readonly [module: string, name: string])[];
  /** Names of exported functions, in the order of their numbers. */
  readonly exports: readonly string[];
  /** Name of the function that a guest starts with, after which its image is taken. */
  readonly start: string | undefined;
  /** Names of the exported globals that a restore sets back, the break among them. */
  readonly globals: readonly string[];
  readonly memory: string;
  readonly pages: string;
  readonly limit: string;
  readonly maximumPages: number;
  readonly fuel: string | undefined;
  readonly fuelPerCall: number;
}

/** What the program of a thread gets of its platform. */
export interface ThreadPort {
  readonly control: SharedArrayBuffer;
  readonly post: (message: unknown) => void;
  readonly receive: () => unknown;
}
