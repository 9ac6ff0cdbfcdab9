// q as it stands in Contact: 0 to 1 (RFC 3261 20.10). Kept in thousandths; -1 is no q at all.

const ZERO = 48;
const ONE = 49;
const DOT = 46;

/**
 * Reads a q. Digits behind the third decimal are ignored.
 * @returns 0 to 1000, or -1 when it is none: empty, above 1, a sign, anything but digits
 */
export function parseQ(text: string, from: number = 0, to: number = text.length): number {
  let i = from;
  let whole = 0;
  const first = text.charCodeAt(i);
  if (i < to && (first === ZERO || first === ONE)) {
    whole = (first - ZERO) * 1000;
    i++;
    if (i === to) return whole;
  }
  if (i >= to || text.charCodeAt(i) !== DOT) return -1;
  const decimals = ++i;
  let part = 0;
  let weight = 100;
  for (; i < to; i++) {
    const digit = text.charCodeAt(i) - ZERO;
    if (digit < 0 || digit > 9) return -1;
    part += digit * weight;
    // 0.0001 has digits that count for nothing, but 1.0001 is above 1
    if (whole > 0 && digit > 0) return -1;
    weight = Math.floor(weight / 10);
  }
  return i === decimals && decimals === from + 1 ? -1 : whole + part;
}

/** Writes a q in its shortest form: `1`, `0.55`, `0`. @param q 0 to 1000 */
export function formatQ(q: number): string {
  if (q >= 1000) return '1';
  if (q <= 0) return '0';
  if (q % 100 === 0) return `0.${q / 100}`;
  if (q % 10 === 0) return `0.${q < 100 ? '0' : ''}${q / 10}`;
  return `0.${q < 10 ? '00' : q < 100 ? '0' : ''}${q}`;
}
