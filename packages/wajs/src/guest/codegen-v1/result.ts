/** A result type inside another type: `val` is there where its side carries something. */
export type Result<T = void, E = void> =
  | ([T] extends [void] ? { tag: 'ok' } : { tag: 'ok'; val: T })
  | ([E] extends [void] ? { tag: 'err' } : { tag: 'err'; val: E });
