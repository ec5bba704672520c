/** The text between the quotes of JSON. */
export function decodeString(start: usize, end: usize): string {
  const made = __new(end - start, idof<string>());
  let to = made;
  for (let at = start; at < end; at += 2) {
    let unit = load<u16>(at);
    if (unit == 92) {
      at += 2;
      unit = load<u16>(at);
      if (unit == 98) unit = 8;
      else if (unit == 102) unit = 12;
      else if (unit == 110) unit = 10;
      else if (unit == 114) unit = 13;
      else if (unit == 116) unit = 9;
      else if (unit == 117) {
        unit = 0;
        for (let index = 0; index < 4; index++) {
          at += 2;
          const digit = load<u16>(at);
          unit = (unit << 4) | (digit <= 57 ? digit - 48 : (digit | 32) - 87);
        }
      }
    }
    store<u16>(to, unit);
    to += 2;
  }
  return changetype<string>(to - made == end - start ? made : __renew(made, to - made));
}

/** Whether the text between two quotes of JSON is a name. */
export function isNamed(start: usize, end: usize, name: string): bool {
  for (let at = start; at < end; at += 2) {
    if (load<u16>(at) == 92) return decodeString(start, end) == name;
  }
  const size = <usize>name.length << 1;
  return end - start == size && memory.compare(start, changetype<usize>(name), size) == 0;
}
