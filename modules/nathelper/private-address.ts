import { TAB, SP, isDigit } from '../../runtime/module.ts';

const DOT = 46;
const ZERO = 48;

/**
 * Reads an IPv4 address the way the C library's `inet_aton` does: one to four numbers, each decimal, octal (leading `0`) or
 * hexadecimal (`0x`); with fewer than four, the last one fills the remaining octets. White space ends it. Kamailio tests
 * addresses with it, so `10.1` is private and `010.0.0.1` is not (spec/nathelper.md 1.5).
 *
 * @returns the address as an unsigned 32-bit number, or -1 when [from, to) is none
 */
export function readAddress(text: string, from: number, to: number): number {
  let address = 0;
  let at = from;
  for (let part = 0; part < 4; part++) {
    const end = numberEnd(text, at, to);
    if (end < 0) return -1;
    const ends = end === to || isBlank(text.charCodeAt(end));
    // the last number takes all octets that are left
    const limit = ends ? 2 ** (32 - 8 * part) : 256;
    const value = readNumber(text, at, end, limit);
    if (value < 0) return -1;
    if (ends) return address * limit + value;
    if (text.charCodeAt(end) !== DOT) return -1;
    address = address * 256 + value;
    at = end + 1;
  }
  return -1;
}

function isBlank(c: number): boolean {
  return c === SP || (c >= TAB && c <= 13);
}

// behind the letters and digits of a number, -1 when it does not begin with a digit
function numberEnd(text: string, from: number, to: number): number {
  if (from >= to || !isDigit(text.charCodeAt(from))) return -1;
  let at = from + 1;
  while (at < to) {
    const c = text.charCodeAt(at);
    if (c === DOT || isBlank(c)) break;
    at++;
  }
  return at;
}

function readNumber(text: string, from: number, to: number, limit: number): number {
  let base = 10;
  let at = from;
  if (text.charCodeAt(at) === ZERO && at + 1 < to) {
    const hexadecimal = (text.charCodeAt(at + 1) | 32) === 120;
    base = hexadecimal ? 16 : 8;
    at += hexadecimal ? 2 : 1;
    if (at === to) return -1;
  }
  let value = 0;
  for (; at < to; at++) {
    const digit = digitOf(text.charCodeAt(at));
    if (digit >= base) return -1;
    value = value * base + digit;
    if (value >= limit) return -1;
  }
  return value;
}

function digitOf(c: number): number {
  if (isDigit(c)) return c - ZERO;
  const letter = c | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : 99;
}

/**
 * @param mode parameter `nat_addr_mode`: 1 counts all of 192.0.0.0/24 as private, any other value 192.0.0.0/29 only
 * @returns whether [from, to) is an address of RFC 1918, 6598 or 7335; false for IPv6, names and all else
 */
export function isPrivate(text: string, from: number, to: number, mode: number): boolean {
  const address = readAddress(text, from, to);
  if (address < 0) return false;
  return (
    address >>> 24 === 10 ||
    address >>> 20 === 0xac1 || // 172.16.0.0/12
    address >>> 16 === 0xc0a8 || // 192.168.0.0/16
    address >>> 22 === 0x191 || // 100.64.0.0/10, RFC 6598
    address >>> 3 === 0x18000000 || // 192.0.0.0/29, RFC 7335
    (mode === 1 && address >>> 8 === 0xc00000)
  );
}
