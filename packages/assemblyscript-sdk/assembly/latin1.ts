/** The text of bytes that each are a character: what HTTP's header values are. */
export function decodeLatin1(bytes: Uint8Array): string {
  const length = bytes.length;
  const from = bytes.dataStart;
  const made = __new(<usize>length << 1, idof<string>());
  for (let index: usize = 0; index < <usize>length; index++) {
    store<u16>(made + (index << 1), <u16>load<u8>(from + index));
  }
  return changetype<string>(made);
}

/** The bytes of a text whose characters each fit one. */
export function encodeLatin1(text: string): Uint8Array {
  const length = text.length;
  const bytes = new Uint8Array(length);
  const from = changetype<usize>(text);
  for (let index: usize = 0; index < <usize>length; index++) {
    store<u8>(bytes.dataStart + index, <u8>load<u16>(from + (index << 1)));
  }
  return bytes;
}
