/** Text as bytes, and bytes as text, as the Encoding standard says: nothing is malformed, and nothing fails. */
export abstract class utf8 {
  /** The UTF-8 of a text. A surrogate without its other half becomes U+FFFD. */
  static encode(text: string): Uint8Array {
    const source = changetype<usize>(text);
    const units = text.length;
    let size = units;
    for (let index = 0; index < units; index++) {
      const unit = <u32>load<u16>(source + (<usize>index << 1));
      // A pair of surrogates is counted as six bytes, and has four.
      if (unit >= 0x80) size += unit < 0x800 ? 1 : 2;
    }
    const bytes = new Uint8Array(size);
    const start = bytes.dataStart;
    let to = start;
    for (let index = 0; index < units; index++) {
      let unit = <u32>load<u16>(source + (<usize>index << 1));
      if (unit < 0x80) {
        store<u8>(to++, <u8>unit);
        continue;
      }
      if (unit < 0x800) {
        store<u8>(to, <u8>(0xc0 | (unit >> 6)));
        store<u8>(to + 1, <u8>(0x80 | (unit & 63)));
        to += 2;
        continue;
      }
      if ((unit & 0xf800) == 0xd800) {
        const next = index + 1 < units ? <u32>load<u16>(source + (<usize>index << 1), 2) : 0;
        if (unit < 0xdc00 && (next & 0xfc00) == 0xdc00) {
          unit = 0x10000 + ((unit & 0x3ff) << 10) + (next & 0x3ff);
          index++;
          store<u8>(to, <u8>(0xf0 | (unit >> 18)));
          store<u8>(to + 1, <u8>(0x80 | ((unit >> 12) & 63)));
          store<u8>(to + 2, <u8>(0x80 | ((unit >> 6) & 63)));
          store<u8>(to + 3, <u8>(0x80 | (unit & 63)));
          to += 4;
          continue;
        }
        unit = 0xfffd;
      }
      store<u8>(to, <u8>(0xe0 | (unit >> 12)));
      store<u8>(to + 1, <u8>(0x80 | ((unit >> 6) & 63)));
      store<u8>(to + 2, <u8>(0x80 | (unit & 63)));
      to += 3;
    }
    return to - start == <usize>size ? bytes : bytes.subarray(0, <i32>(to - start));
  }

  /** The text of some UTF-8. What is malformed becomes U+FFFD; a byte order mark goes. */
  static decode(bytes: Uint8Array): string {
    const at = bytes.dataStart;
    const isMarked = bytes.length >= 3 && load<u16>(at) == 0xbbef && load<u8>(at, 2) == 0xbf;
    return utf8.decodeWhole(isMarked ? at + 3 : at, at + <usize>bytes.length);
  }

  /** The text of the UTF-8 between two addresses, a byte order mark included. */
  static decodeWhole(start: usize, end: usize): string {
    let at = start;
    // No sequence of bytes has more units than bytes.
    const made = changetype<usize>(__new((end - at) << 1, idof<string>()));
    let to = made;
    while (at < end) {
      const first = <u32>load<u8>(at++);
      if (first < 0x80) {
        store<u16>(to, <u16>first);
        to += 2;
        continue;
      }
      let point: u32 = 0xfffd;
      let more = first < 0xc2 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : first < 0xf5 ? 3 : 0;
      if (more != 0) {
        // The bounds of the second byte keep out what is longer than need be, surrogates, and what
        // is beyond U+10FFFF.
        let low: u32 = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
        let high: u32 = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
        let value = first & (0x3f >> more);
        while (more > 0 && at < end) {
          const next = <u32>load<u8>(at);
          if (next < low || next > high) break;
          value = (value << 6) | (next & 63);
          low = 0x80;
          high = 0xbf;
          at++;
          more--;
        }
        if (more == 0) point = value;
      }
      if (point < 0x10000) {
        store<u16>(to, <u16>point);
        to += 2;
      } else {
        store<u16>(to, <u16>(0xd7c0 + (point >> 10)));
        store<u16>(to, <u16>(0xdc00 | (point & 0x3ff)), 2);
        to += 4;
      }
    }
    return changetype<string>(__renew(made, to - made));
  }
}
