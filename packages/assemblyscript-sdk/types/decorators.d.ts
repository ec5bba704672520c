/**
 * Lets a class be read from JSON and written as JSON, by `parseJson`, `toJson`, `Response.json` and all
 * else that speaks it: its fields, and those of a class that it extends where that is marked too. What is
 * private, protected or static is left out.
 */
declare function json(...args: unknown[]): void;

/** Gives a field another key in JSON. */
declare function alias(key: string): (...args: unknown[]) => void;

/** Leaves a field out of JSON. */
declare function omit(...args: unknown[]): void;
