/**
 * Hash of an address of record. SIP pings and temporary GRUUs carry it, so it is the one that Kamailio's usrloc writes
 * there: four characters make a big-endian word, what is left over makes the last, shorter one (nathelper.md 7.3,
 * modules.md 13.2).
 *
 * @param aor characters up to U+00FF
 * @returns 0 to 2^32-1
 */
export function aorHash(aor: string): number {
  const whole = aor.length & ~3;
  let hash = 0;
  let i = 0;
  for (; i < whole; i += 4) {
    const word = (aor.charCodeAt(i) << 24) | (aor.charCodeAt(i + 1) << 16) | (aor.charCodeAt(i + 2) << 8) | aor.charCodeAt(i + 3);
    hash = (hash + (word ^ (word >>> 3))) | 0;
  }
  let rest = 0;
  for (; i < aor.length; i++) rest = (rest << 8) | aor.charCodeAt(i);
  hash = (hash + (rest ^ (rest >>> 3))) | 0;
  return (hash + (hash >>> 11) + (hash >>> 13) + (hash >>> 23)) >>> 0;
}

/**
 * Hash by which AoRs are found. Not that of Kamailio: texts that differ in a few digits have the same one there, ten numbers in
 * a row and more. This is FNV-1a with the finaliser of MurmurHash3 (both public domain), which spreads it over all 32 bits.
 *
 * @returns signed 32 bits: a small integer
 */
export function placeHash(aor: string): number {
  let h = 0x811c9dc5 | 0;
  for (let i = 0; i < aor.length; i++) h = Math.imul(h ^ aor.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/**
 * Writes a number as Kamailio writes those in tags, Call-IDs and temporary GRUUs: hexadecimal, lowest digit first.
 *
 * @param value 0 to 2^32-1
 * @returns `0` for 0, no padding
 */
export function reversedHex(value: number): string {
  let out = '';
  let rest = value >>> 0;
  do {
    out += '0123456789abcdef'[rest & 15]!;
    rest >>>= 4;
  } while (rest !== 0);
  return out;
}

/**
 * Reads what `reversedHex` writes.
 * @returns the number, or -1 when [from, to) is empty, longer than eight digits, or holds anything but lower-case hexadecimal digits
 */
export function parseReversedHex(text: string, from: number = 0, to: number = text.length): number {
  if (to <= from || to - from > 8) return -1;
  let value = 0;
  for (let i = to - 1; i >= from; i--) {
    const c = text.charCodeAt(i);
    const digit = c >= 48 && c <= 57 ? c - 48 : c >= 97 && c <= 102 ? c - 87 : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}
