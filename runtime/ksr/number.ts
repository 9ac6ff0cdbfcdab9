// Numbers at the start of texts, as C's strtol reads them: never by `Number()`, which knows exponents and hexadecimal digits.

/** @returns the digits a text begins with, with sign and white space in front, within 32 bits; 0 without any */
export function leadingInt(text: string): number {
  return Math.max(-2147483648, Math.min(2147483647, leadingNumber(text)));
}

/** @returns the same within the numbers that JavaScript knows exactly */
export function leadingNumber(text: string): number {
  let i = 0;
  while (i < text.length && text.charCodeAt(i) <= 32) i++;
  const negative = text[i] === '-';
  if (negative || text[i] === '+') i++;
  let n = 0;
  for (; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) break;
    n = Math.min(Number.MAX_SAFE_INTEGER, n * 10 + digit);
  }
  return negative ? 0 - n : n;
}
