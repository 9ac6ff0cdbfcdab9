// Scanners that all of sip/ is made of. Each is linear, allocates nothing, and reports a mistake as a value.

import { isUtf8 } from 'node:buffer';

export const TAB = 9;
export const LF = 10;
export const CR = 13;
export const SP = 32;
export const QUOTE = 34;
export const COMMA = 44;
export const COLON = 58;
export const SEMI = 59;
export const LT = 60;
export const EQ = 61;
export const GT = 62;
export const QMARK = 63;
export const AT = 64;
export const LBRACKET = 91;
export const BACKSLASH = 92;
export const RBRACKET = 93;

/** Space, tab, and the CR and LF of a folded line. */
export function isSpace(c: number): boolean {
  return c <= SP && (c === SP || c === TAB || c === CR || c === LF);
}

export function isDigit(c: number): boolean {
  return c >= 48 && c <= 57;
}

// Characters of a token: letters, digits and - . ! % * _ + ` ' ~
const TOKEN: Uint8Array = Uint8Array.from({ length: 256 }, (_, c) =>
  (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 57) || "-.!%*_+`'~".includes(String.fromCharCode(c)) ? 1 : 0,
);

/** `token` of RFC 3261 25.1. */
export function isTokenChar(c: number): boolean {
  return TOKEN[c] === 1;
}

/** @returns the first index in [from, to) whose character stands in no token, or `to` */
export function tokenEnd(text: string, from: number, to: number): number {
  while (from < to && TOKEN[text.charCodeAt(from)] === 1) from++;
  return from;
}

/** @returns whether the text is a token, such as the name of a header field or a method (RFC 3261 25.1) */
export function isToken(text: string): boolean {
  return text !== '' && tokenEnd(text, 0, text.length) === text.length;
}

/** @returns the first index in [from, to) that is no white space, or `to` */
export function skipSpace(text: string, from: number, to: number): number {
  // Nearly always there is none. The loop stands apart so that V8 puts only this line into its callers: a loop over characters
  // is a kilobyte of code in each place, and what every message runs through no longer fits the processor's cache.
  return from < to && isSpace(text.charCodeAt(from)) ? spaceEnd(text, from + 1, to) : from;
}

function spaceEnd(text: string, from: number, to: number): number {
  while (from < to && isSpace(text.charCodeAt(from))) from++;
  return from;
}

/** @returns the index behind the last character of [from, to) that is no white space, or `from` */
export function trimEnd(text: string, from: number, to: number): number {
  return to > from && isSpace(text.charCodeAt(to - 1)) ? spaceStart(text, from, to - 1) : to > from ? to : from;
}

function spaceStart(text: string, from: number, to: number): number {
  while (to > from && isSpace(text.charCodeAt(to - 1))) to--;
  return to;
}

/**
 * Looks at each character, on purpose: `String.indexOf` is faster, but goes on behind `to`, and a peer that makes that happen
 * once per parameter or line has made the whole quadratic (spec/security.md 18).
 * @returns the index of the character `code` in [from, to), or -1
 */
export function indexOfChar(text: string, code: number, from: number, to: number): number {
  for (let i = from; i < to; i++) if (text.charCodeAt(i) === code) return i;
  return -1;
}

/** @returns the index behind the closing quote of the quoted string that opens at `from`, or -1 when it never closes */
export function skipQuoted(text: string, from: number, to: number): number {
  for (let i = from + 1; i < to; i++) {
    const c = text.charCodeAt(i);
    if (c === BACKSLASH) i++;
    else if (c === QUOTE) return i + 1;
  }
  return -1;
}

/**
 * @param from the `[` of an IPv6 reference
 * @returns the index behind its `]`, or -1 when something that stands in no IPv6 address comes before it
 */
export function referenceEnd(text: string, from: number, to: number): number {
  for (let i = from + 1; i < to; i++) {
    const c = text.charCodeAt(i);
    if (c === RBRACKET) return i > from + 2 ? i + 1 : -1; // the shortest is [::]
    const letter = c | 32;
    if (!isDigit(c) && c !== COLON && c !== 46 && (letter < 97 || letter > 102)) return -1;
  }
  return -1;
}

/**
 * Reads a decimal number as SIP writes it: digits only, no sign, no exponent.
 * @returns the number, or -1 when there is no digit, something else follows, or it exceeds `max`
 */
export function decimal(text: string, from: number, to: number, max: number): number {
  let n = 0;
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return -1;
    n = n * 10 + digit;
    if (n > max) return -1; // before it can lose precision
  }
  return from < to ? n : -1;
}

function lower(c: number): number {
  return c >= 65 && c <= 90 ? c + 32 : c;
}

/** Lower case for ASCII letters only: other octets are part of characters that are not known here. */
export function lowerCase(text: string): string {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c >= 65 && c <= 90) return lowered(text, i);
  }
  return text;
}

function lowered(text: string, from: number): string {
  let out = text.slice(0, from);
  for (let i = from; i < text.length; i++) {
    const c = text.charCodeAt(i);
    out += c >= 65 && c <= 90 ? String.fromCharCode(c + 32) : text[i]!;
  }
  return out;
}

/** Compares [from, to) with a word given in lower case, ignoring the case of the text. */
export function equalsLower(text: string, from: number, to: number, word: string): boolean {
  if (to - from !== word.length) return false;
  for (let i = 0; i < word.length; i++) if (lower(text.charCodeAt(from + i)) !== word.charCodeAt(i)) return false;
  return true;
}

/** Compares two texts ignoring the case of ASCII letters. */
export function equalsIgnoreCase(a: string, b: string): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (lower(a.charCodeAt(i)) !== lower(b.charCodeAt(i))) return false;
  return true;
}

/** Compares [from, to) with `word` byte for byte. */
export function equalsAt(text: string, from: number, to: number, word: string): boolean {
  return to - from === word.length && text.startsWith(word, from);
}

/** @returns whether the text has a CR, LF or NUL, which may never be pasted into a header (spec security 4) */
export function breaksLine(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === CR || c === LF || c === 0) return true;
  }
  return false;
}

/**
 * Text from a script as it may go on the wire: characters above U+00FF can not stand for one octet (U+010D would become
 * a CR), so a text that holds one is written as UTF-8.
 */
export function wireText(text: string): string {
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) > 0xff) return Buffer.from(text, 'utf8').toString('latin1');
  }
  return text;
}

/**
 * The reverse, for people: octets as latin1 that are UTF-8 become the characters they stand for, others stay as they are.
 */
export function readableText(text: string): string {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c > 0xff) return text;
    if (c < 0x80) continue;
    const octets = Buffer.from(text, 'latin1');
    return isUtf8(octets) ? octets.toString('utf8') : text;
  }
  return text;
}

/**
 * A part of a message shares the octets of the whole message, and keeps all of them in memory. What is kept for longer than
 * the message (a binding, a dialog, a key of a table) is stored as a text of its own.
 * @param text of latin1 characters
 * @returns the same text, tied to no other
 */
export function ownText(text: string): string {
  // V8 copies what is shorter than 13 characters anyway
  return text.length < 13 ? text : Buffer.from(text, 'latin1').toString('latin1');
}
