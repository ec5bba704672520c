/** Provisional: the generator writes this file. */
export interface Exceeded {
  what: string;
  used: number;
  maximum: number;
}
export type Error =
  | { tag: 'denied'; val: string }
  | { tag: 'invalid'; val: string }
  | { tag: 'not-found'; val: string }
  | { tag: 'conflict'; val: string }
  | { tag: 'too-large'; val: Exceeded }
  | { tag: 'limit'; val: Exceeded }
  | { tag: 'timeout'; val: string }
  | { tag: 'unavailable'; val: string }
  | { tag: 'cancelled'; val: string }
  | { tag: 'internal'; val: string };
