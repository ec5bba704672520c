/** No value, as WIT's `tuple<>` has it. */
@final
export class Tuple0 {}

/** One value, as WIT's `tuple` has it. */
@final
export class Tuple1<A> {
  constructor(
    public item0: A,
  ) {}
}

/** Two values, as WIT's `tuple` has them. */
@final
export class Tuple2<A, B> {
  constructor(
    public item0: A,
    public item1: B,
  ) {}
}

/** Three values, as WIT's `tuple` has them. */
@final
export class Tuple3<A, B, C> {
  constructor(
    public item0: A,
    public item1: B,
    public item2: C,
  ) {}
}

/** Four values, as WIT's `tuple` has them. */
@final
export class Tuple4<A, B, C, D> {
  constructor(
    public item0: A,
    public item1: B,
    public item2: C,
    public item3: D,
  ) {}
}

/** Five values, as WIT's `tuple` has them. */
@final
export class Tuple5<A, B, C, D, E> {
  constructor(
    public item0: A,
    public item1: B,
    public item2: C,
    public item3: D,
    public item4: E,
  ) {}
}

/** Six values, as WIT's `tuple` has them. */
@final
export class Tuple6<A, B, C, D, E, F> {
  constructor(
    public item0: A,
    public item1: B,
    public item2: C,
    public item3: D,
    public item4: E,
    public item5: F,
  ) {}
}

/** Seven values, as WIT's `tuple` has them. */
@final
export class Tuple7<A, B, C, D, E, F, G> {
  constructor(
    public item0: A,
    public item1: B,
    public item2: C,
    public item3: D,
    public item4: E,
    public item5: F,
    public item6: G,
  ) {}
}

/** Eight values, as WIT's `tuple` has them. */
@final
export class Tuple8<A, B, C, D, E, F, G, H> {
  constructor(
    public item0: A,
    public item1: B,
    public item2: C,
    public item3: D,
    public item4: E,
    public item5: F,
    public item6: G,
    public item7: H,
  ) {}
}

/** Nine values, as WIT's `tuple` has them. */
@final
export class Tuple9<A, B, C, D, E, F, G, H, I> {
  constructor(
    public item0: A,
    public item1: B,
    public item2: C,
    public item3: D,
    public item4: E,
    public item5: F,
    public item6: G,
    public item7: H,
    public item8: I,
  ) {}
}

/** Ten values, as WIT's `tuple` has them. */
@final
export class Tuple10<A, B, C, D, E, F, G, H, I, J> {
  constructor(
    public item0: A,
    public item1: B,
    public item2: C,
    public item3: D,
    public item4: E,
    public item5: F,
    public item6: G,
    public item7: H,
    public item8: I,
    public item9: J,
  ) {}
}

/** Eleven values, as WIT's `tuple` has them. */
@final
export class Tuple11<A, B, C, D, E, F, G, H, I, J, K> {
  constructor(
    public item0: A,
    public item1: B,
    public item2: C,
    public item3: D,
    public item4: E,
    public item5: F,
    public item6: G,
    public item7: H,
    public item8: I,
    public item9: J,
    public item10: K,
  ) {}
}

/** Twelve values, as WIT's `tuple` has them. */
@final
export class Tuple12<A, B, C, D, E, F, G, H, I, J, K, L> {
  constructor(
    public item0: A,
    public item1: B,
    public item2: C,
    public item3: D,
    public item4: E,
    public item5: F,
    public item6: G,
    public item7: H,
    public item8: I,
    public item9: J,
    public item10: K,
    public item11: L,
  ) {}
}

/** Thirteen values, as WIT's `tuple` has them. */
@final
export class Tuple13<A, B, C, D, E, F, G, H, I, J, K, L, M> {
  constructor(
    public item0: A,
    public item1: B,
    public item2: C,
    public item3: D,
    public item4: E,
    public item5: F,
    public item6: G,
    public item7: H,
    public item8: I,
    public item9: J,
    public item10: K,
    public item11: L,
    public item12: M,
  ) {}
}

/** Fourteen values, as WIT's `tuple` has them. */
@final
export class Tuple14<A, B, C, D, E, F, G, H, I, J, K, L, M, N> {
  constructor(
    public item0: A,
    public item1: B,
    public item2: C,
    public item3: D,
    public item4: E,
    public item5: F,
    public item6: G,
    public item7: H,
    public item8: I,
    public item9: J,
    public item10: K,
    public item11: L,
    public item12: M,
    public item13: N,
  ) {}
}

/** Fifteen values, as WIT's `tuple` has them. */
@final
export class Tuple15<A, B, C, D, E, F, G, H, I, J, K, L, M, N, O> {
  constructor(
    public item0: A,
    public item1: B,
    public item2: C,
    public item3: D,
    public item4: E,
    public item5: F,
    public item6: G,
    public item7: H,
    public item8: I,
    public item9: J,
    public item10: K,
    public item11: L,
    public item12: M,
    public item13: N,
    public item14: O,
  ) {}
}

/** Sixteen values, as WIT's `tuple` has them. */
@final
export class Tuple16<A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P> {
  constructor(
    public item0: A,
    public item1: B,
    public item2: C,
    public item3: D,
    public item4: E,
    public item5: F,
    public item6: G,
    public item7: H,
    public item8: I,
    public item9: J,
    public item10: K,
    public item11: L,
    public item12: M,
    public item13: N,
    public item14: O,
    public item15: P,
  ) {}
}
