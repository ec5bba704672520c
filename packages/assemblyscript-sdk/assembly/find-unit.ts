/**
 * Where a code unit is in a text, from a place on; -1 where it is not. `indexOf` compares parts of texts,
 * which takes several times as long for one unit.
 */
export function findUnit(text: string, unit: i32, from: i32 = 0): i32 {
  const start = changetype<usize>(text);
  for (let index = max(from, 0); index < text.length; index++) {
    if (<i32>load<u16>(start + (<usize>index << 1)) == unit) return index;
  }
  return -1;
}
