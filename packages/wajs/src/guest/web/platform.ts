/** Levels of a log line; `console` methods map to them one to one. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

/** What the Web API layer needs of the world around it. */
export interface Platform {
  /** Random bytes, 65,536 at most. Throws while no request is being served. */
  entropy(length: number): Uint8Array;
  /** Calls back after at least this many milliseconds. Answers what calls it off. */
  sleep(milliseconds: number, callback: () => void): () => void;
  /** Writes one log line. Never throws. */
  log(level: LogLevel, message: string): void;
  /** Takes an exception that nobody could catch: of a timer, or of an event listener. Never throws. */
  reportError(error: unknown): void;
}

let current: Platform | undefined;

/** Connects the Web API layer to the world around it. */
export function setPlatform(platform: Platform): void {
  current = platform;
}

/** @throws Error where nothing has been connected */
export function platform(): Platform {
  if (!current) throw new Error('the Web API layer is not connected to a host');
  return current;
}
