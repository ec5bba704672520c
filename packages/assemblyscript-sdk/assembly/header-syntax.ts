/** Whether a text can be the name of a header field: a token of RFC 9110. */
export function isHeaderName(name: string): bool {
  if (name.length == 0) return false;
  for (let index = 0; index < name.length; index++) {
    if (!isTokenUnit(name.charCodeAt(index))) return false;
  }
  return true;
}

/** Whether a text can be the value of a header field: a line break would begin another one. */
export function isHeaderValue(value: string): bool {
  for (let index = 0; index < value.length; index++) {
    const unit = value.charCodeAt(index);
    if (unit == 0 || unit == 10 || unit == 13 || unit > 0xff) return false;
  }
  return true;
}

/** A value without white space at its ends. */
export function trimHeaderValue(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && isSpace(value.charCodeAt(start))) start++;
  while (end > start && isSpace(value.charCodeAt(end - 1))) end--;
  return end - start == value.length ? value : value.substring(start, end);
}

/** Whether two names are one, whatever their case. */
export function isSameName(one: string, other: string): bool {
  const length = one.length;
  if (other.length != length) return false;
  for (let index = 0; index < length; index++) {
    if (lowerUnit(one.charCodeAt(index)) != lowerUnit(other.charCodeAt(index))) return false;
  }
  return true;
}

/** A name in lower case. */
export function lowerName(name: string): string {
  const length = name.length;
  let index = 0;
  while (index < length && lowerUnit(name.charCodeAt(index)) == name.charCodeAt(index)) index++;
  if (index == length) return name;
  const made = __new(<usize>length << 1, idof<string>());
  for (index = 0; index < length; index++) {
    store<u16>(made + (<usize>index << 1), <u16>lowerUnit(name.charCodeAt(index)));
  }
  return changetype<string>(made);
}

/** A unit of text, in lower case where it is a letter of ASCII. */
export function lowerUnit(unit: i32): i32 {
  return unit >= 65 && unit <= 90 ? unit + 32 : unit;
}

function isSpace(unit: i32): bool {
  return unit == 32 || unit == 9 || unit == 10 || unit == 13;
}

function isTokenUnit(unit: i32): bool {
  const lower = unit | 32;
  if ((lower >= 97 && lower <= 122) || (unit >= 48 && unit <= 57)) return true;
  // "!#$%&'*+-." and "^_`|~", by their places from 33 and from 94 on.
  if (unit >= 33 && unit <= 46) return ((0x367d >> (unit - 33)) & 1) != 0;
  return unit == 94 || unit == 95 || unit == 96 || unit == 124 || unit == 126;
}
