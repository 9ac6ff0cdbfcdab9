import { hexDigit, isSpace, lowerCase, wireText } from '../../runtime/module.ts';

// Texts are compared octet by octet, as they would go on the wire.

/** 1 equal · -2 the first comes before · -1 it comes behind */
export type Order = 1 | -1 | -2;

/** @returns order of two texts */
export function compareTexts(left: string, right: string): Order {
  const a = wireText(left);
  const b = wireText(right);
  if (a === b) return 1;
  return a < b ? -2 : -1;
}

/** @returns order of two texts, case of ASCII letters not minded */
export function compareTextsAnyCase(left: string, right: string): Order {
  return compareTexts(lowerCase(wireText(left)), lowerCase(wireText(right)));
}

/** @returns 1 the text begins so · -2 what it begins with comes before · -1 comes behind, or the text is shorter */
export function startsWith(text: string, prefix: string): Order {
  const a = wireText(text);
  const b = wireText(prefix);
  return a.length < b.length ? -1 : compareTexts(a.slice(0, b.length), b);
}

/** @returns 1 the text ends so · -2 what it ends with comes before · -1 comes behind, or the text is shorter */
export function endsWith(text: string, suffix: string): Order {
  const a = wireText(text);
  const b = wireText(suffix);
  return a.length < b.length ? -1 : compareTexts(a.slice(a.length - b.length), b);
}

/**
 * @param prefix an item that the subject begins with will do
 * @returns whether the subject is one of the items; white space around items is skipped
 */
export function inList(subject: string, list: string, separator: string, prefix: boolean): boolean {
  const by = separator.charAt(0);
  if (subject === '' || list === '' || by === '') return false;
  for (let at = 0; at <= list.length;) {
    const next = list.indexOf(by, at);
    const end = next < 0 ? list.length : next;
    const item = trim(list, at, end);
    if (item !== '' && (prefix ? subject.startsWith(item) : subject === item)) return true;
    at = end + 1;
  }
  return false;
}

function trim(text: string, from: number, to: number): string {
  let start = from;
  let end = to;
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

/** @returns place of the needle, 1 is the first; one behind the end for an empty needle; -1 when it is not there */
export function find(text: string, needle: string): number {
  const a = wireText(text);
  const b = wireText(needle);
  if (b === '') return a.length + 1;
  const at = a.indexOf(b);
  return at < 0 ? -1 : at + 1;
}

/** @returns place of the needle whatever its case, 1 is the first and that of an empty one; -1 when it is not there */
export function findAnyCase(text: string, needle: string): number {
  const at = lowerCase(wireText(text)).indexOf(lowerCase(wireText(needle)));
  return at < 0 ? -1 : at + 1;
}

/** @returns whether some octet of the second text is in the first */
export function anyIn(text: string, octets: string): boolean {
  const a = wireText(text);
  const b = wireText(octets);
  for (let i = 0; i < b.length; i++) if (a.includes(b[i]!)) return true;
  return false;
}

/** @returns whether all octets of the second text are in the first, and both are not empty */
export function allIn(text: string, octets: string): boolean {
  const a = wireText(text);
  const b = wireText(octets);
  for (let i = 0; i < b.length; i++) if (!a.includes(b[i]!)) return false;
  return a !== '' && b !== '';
}

/** @returns the octets that hexadecimal digits stand for; null for anything else, and for nothing */
export function fromHex(text: string): string | null {
  let out = '';
  for (let i = 0; i < text.length; i += 2) {
    while (text[i] === ' ') i++;
    if (i === text.length) break;
    const high = hexDigit(text.charCodeAt(i));
    const low = hexDigit(text.charCodeAt(i + 1));
    if (high < 0 || low < 0) return null;
    out += String.fromCharCode(high * 16 + low);
  }
  return out === '' ? null : out;
}
