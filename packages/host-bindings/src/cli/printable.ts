/** Controls, marks of writing direction, separators of lines, and halves of characters. */
const steering = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * A text that may hold names out of a file of others, as a terminal may show it: what would steer it is
 * written as JSON writes it. Line breaks and tabs stay.
 */
export function printable(text: string): string {
  return text.replace(steering, (one) => (one === '\n' || one === '\t' ? one : escape(one)));
}

/** The same for what has to be one line: nobody adds lines by a name. */
export function printableLine(text: string): string {
  return text.replace(steering, escape);
}

function escape(character: string): string {
  let escaped = '';
  for (let index = 0; index < character.length; index++) {
    escaped += `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }
  return escaped;
}
