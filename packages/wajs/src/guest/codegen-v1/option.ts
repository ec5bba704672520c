/** An option that holds another option, so that `undefined` cannot stand for none. */
export type Option<T> = { tag: 'some'; val: T } | { tag: 'none' };

/** A value, or a promise of one. */
export type Awaitable<T> = T | Promise<T>;
