// Base58 as Bitcoin writes it: no 0, O, I and l; leading zero octets are leading ones.

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

// the digits of a number of this size are found in no time; the work grows with its square
const MAX_LENGTH = 1024;

/** @param text one character per octet @returns null when it is longer than 1024 octets */
export function encodeBase58(text: string): string | null {
  if (text.length > MAX_LENGTH) return null;
  const digits: number[] = [];
  for (let i = 0; i < text.length; i++) multiplyAdd(digits, 256, 58, text.charCodeAt(i));
  let out = '';
  for (let i = 0; i < text.length && text.charCodeAt(i) === 0; i++) out += ALPHABET[0]!;
  for (let i = digits.length - 1; i >= 0; i--) out += ALPHABET[digits[i]!]!;
  return out;
}

/** @returns one character per octet; null when a character is no digit, or the text is longer than 1024 */
export function decodeBase58(text: string): string | null {
  if (text.length > MAX_LENGTH) return null;
  const octets: number[] = [];
  for (const c of text) {
    const digit = ALPHABET.indexOf(c);
    if (digit < 0) return null;
    multiplyAdd(octets, 58, 256, digit);
  }
  let out = '';
  for (let i = 0; i < text.length && text[i] === ALPHABET[0]; i++) out += '\0';
  for (let i = octets.length - 1; i >= 0; i--) out += String.fromCharCode(octets[i]!);
  return out;
}

// number * factor + add, for a number whose digits to a base stand lowest first
function multiplyAdd(digits: number[], factor: number, base: number, add: number): void {
  let carry = add;
  for (let i = 0; i < digits.length; i++) {
    carry += digits[i]! * factor;
    digits[i] = carry % base;
    carry = Math.floor(carry / base);
  }
  for (; carry > 0; carry = Math.floor(carry / base)) digits.push(carry % base);
}
