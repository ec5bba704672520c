/** The cursor of a listing: the key to go on after, in base64url so that nobody builds on its form. */
export function encodeCursor(key: string): string {
  let binary = '';
  for (const byte of new TextEncoder().encode(key)) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The key of a cursor; undefined where it is none that {@link encodeCursor} made. */
export function decodeCursor(cursor: string): string | undefined {
  let binary: string;
  try {
    binary = atob(cursor.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return undefined;
  }
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  const key = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  return key !== '' && encodeCursor(key) === cursor ? key : undefined;
}
