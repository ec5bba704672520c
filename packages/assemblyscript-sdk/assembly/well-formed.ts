/**
 * The text with U+FFFD for each half of a character that stands alone: the contract's texts have none, and
 * the host ends a guest that passes one. The same text where there is none.
 */
export function wellFormed(text: string): string {
  const length = text.length;
  let made: usize = 0;
  for (let index = 0; index < length; index++) {
    const unit = text.charCodeAt(index);
    if ((unit & 0xf800) != 0xd800) continue;
    if (unit < 0xdc00 && index + 1 < length && (text.charCodeAt(index + 1) & 0xfc00) == 0xdc00) {
      index++;
      continue;
    }
    if (made == 0) {
      made = __new(<usize>length << 1, idof<string>());
      memory.copy(made, changetype<usize>(text), <usize>length << 1);
    }
    store<u16>(made + (<usize>index << 1), 0xfffd);
  }
  return made == 0 ? text : changetype<string>(made);
}
