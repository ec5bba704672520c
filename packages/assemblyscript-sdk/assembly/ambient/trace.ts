import { Level, log } from '../gen/logging';
import { wellFormed } from '../well-formed';

/** Takes the place of the language's `trace`: writes a message and up to five numbers at level `trace`. */
export function trace(
  message: string,
  n: i32 = 0,
  a0: f64 = 0,
  a1: f64 = 0,
  a2: f64 = 0,
  a3: f64 = 0,
  a4: f64 = 0,
): void {
  let text = message;
  if (n > 0) text += ' ' + a0.toString();
  if (n > 1) text += ', ' + a1.toString();
  if (n > 2) text += ', ' + a2.toString();
  if (n > 3) text += ', ' + a3.toString();
  if (n > 4) text += ', ' + a4.toString();
  log(Level.Trace, wellFormed(text), []);
}
