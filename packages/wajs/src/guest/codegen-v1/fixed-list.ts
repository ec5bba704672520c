/** A list of a fixed length: the tuple of `Length` elements of type `T`. */
export type FixedList<
  T,
  Length extends number,
  List extends T[] = [],
> = List['length'] extends Length ? List : FixedList<T, Length, [...List, T]>;
