// Reading numbers exactly: the language's own parseFloat is wrong by powers of ten from 1e38 on.

/** Digits that are looked at; of those behind them only whether they are all zeros counts. */
const MOST_DIGITS: i32 = 800;

const INFINITY_BITS: u64 = 0x7ff0_0000_0000_0000;

const BILLION: u64 = 1_000_000_000;

/**
 * The number that is nearest to a decimal one, between two addresses: digits with a sign, a fraction and
 * an exponent, as JSON has them.
 */
export function readDecimal(start: usize, end: usize): f64 {
  let at = start;
  const isNegative = load<u16>(at) == 45;
  if (isNegative) at += 2;
  const first = at;
  let digits = 0;
  let leading: u64 = 0;
  let exponent = 0;
  let isFraction = false;
  for (; at < end; at += 2) {
    const unit = <i32>load<u16>(at);
    if (unit == 46) {
      isFraction = true;
      continue;
    }
    const digit = unit - 48;
    if (digit < 0 || digit > 9) break;
    if (isFraction) exponent--;
    if (digits == 0 && digit == 0) continue;
    digits++;
    if (digits <= 19) leading = leading * 10 + digit;
  }
  const last = at;
  exponent += readExponent(at, end);
  const size = exponent + digits;
  let value: f64 = 0;
  if (digits == 0 || size < -325) value = 0;
  else if (size > 310) value = Infinity;
  else if (digits <= 15 && abs(exponent) <= 22) {
    // Both numbers are exact, and so is the one operation on them but for its own rounding.
    const power = scaled(1, abs(exponent));
    value = exponent < 0 ? <f64>leading / power : <f64>leading * power;
  } else {
    const near = scaled(<f64>leading, exponent + max(digits - 19, 0));
    value = nearest(min(near, f64.MAX_VALUE), first, last, exponent);
  }
  return isNegative ? -value : value;
}

function readExponent(at: usize, end: usize): i32 {
  if (at >= end) return 0;
  at += 2;
  const isNegative = load<u16>(at) == 45;
  if (isNegative || load<u16>(at) == 43) at += 2;
  let value = 0;
  for (; at < end; at += 2) {
    // Beyond this all numbers are nothing or infinite, whatever their digits are.
    if (value < 100_000_000) value = value * 10 + load<u16>(at) - 48;
  }
  return isNegative ? -value : value;
}

/** A number by a power of ten, or near to that. */
function scaled(value: f64, exponent: i32): f64 {
  let power: f64 = 10;
  for (let left = abs(exponent); left > 0; left >>= 1) {
    if (left & 1) value = exponent < 0 ? value / power : value * power;
    power *= power;
  }
  return value;
}

/** Goes from a number that is near to the one that is nearest; of two, to the even one. */
function nearest(near: f64, first: usize, last: usize, exponent: i32): f64 {
  let bits = reinterpret<u64>(near);
  while (bits < INFINITY_BITS) {
    const above = compareMiddle(bits, first, last, exponent);
    if (above > 0 || (above == 0 && (bits & 1) != 0)) {
      bits++;
      continue;
    }
    if (bits == 0) return 0;
    const below = compareMiddle(bits - 1, first, last, exponent);
    if (below > 0 || (below == 0 && (bits & 1) == 0)) return reinterpret<f64>(bits);
    bits--;
  }
  return Infinity;
}

/** Compares a decimal number with the middle between a number and the next one. */
function compareMiddle(bits: u64, first: usize, last: usize, exponent: i32): i32 {
  const decimal = memory.data(1028, 8);
  const middle = memory.data(1028, 8);
  store<u32>(decimal, 0);
  store<u32>(middle, 0);
  let digits = 0;
  let part: u64 = 0;
  let scale: u64 = 1;
  let isRest = false;
  for (let at = first; at < last; at += 2) {
    const unit = <u64>load<u16>(at);
    if (unit == 46) continue;
    if (digits == 0 && unit == 48) continue;
    if (digits++ >= MOST_DIGITS) {
      exponent++;
      if (unit != 48) isRest = true;
      continue;
    }
    part = part * 10 + unit - 48;
    scale *= 10;
    if (scale == BILLION) {
      multiply(decimal, scale, part);
      part = 0;
      scale = 1;
    }
  }
  multiply(decimal, scale, part);
  const field = <i32>(bits >> 52);
  const fraction = bits & 0xf_ffff_ffff_ffff;
  const whole = ((field == 0 ? fraction : fraction | 0x10_0000_0000_0000) << 1) + 1;
  multiply(middle, 1, whole >> 32);
  shift(middle, 32);
  multiply(middle, 1, whole & 0xffff_ffff);
  const scaledUp = exponent < 0 ? middle : decimal;
  let left = abs(exponent);
  for (; left >= 9; left -= 9) multiply(scaledUp, BILLION, 0);
  for (; left > 0; left--) multiply(scaledUp, 10, 0);
  const binary = (field == 0 ? -1074 : field - 1075) - 1;
  shift(binary < 0 ? decimal : middle, abs(binary));
  const order = compare(decimal, middle);
  return order == 0 && isRest ? 1 : order;
}

// Large whole numbers: how many words there are, then the words, the lowest first and the highest not 0.

function multiply(number: usize, factor: u64, carry: u64): void {
  const words = load<u32>(number);
  const end = number + (<usize>words << 2);
  for (let at = number; at < end; at += 4) {
    carry += <u64>load<u32>(at, 4) * factor;
    store<u32>(at, <u32>carry, 4);
    carry >>= 32;
  }
  if (carry == 0) return;
  store<u32>(end, <u32>carry, 4);
  store<u32>(number, words + 1);
}

function shift(number: usize, bits: i32): void {
  const words = <usize>load<u32>(number);
  if (words == 0) return;
  const more = <usize>(bits >> 5);
  memory.copy(number + 4 + (more << 2), number + 4, words << 2);
  memory.fill(number + 4, 0, more << 2);
  store<u32>(number, <u32>(words + more));
  multiply(number, <u64>1 << (bits & 31), 0);
}

function compare(one: usize, other: usize): i32 {
  const words = load<u32>(one);
  if (words != load<u32>(other)) return words > load<u32>(other) ? 1 : -1;
  for (let at = <usize>words << 2; at > 0; at -= 4) {
    const left = load<u32>(one + at);
    const right = load<u32>(other + at);
    if (left != right) return left > right ? 1 : -1;
  }
  return 0;
}
