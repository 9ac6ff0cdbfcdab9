import { ofText, type Arguments, type Transformation } from './arguments.ts';
import { coreHash } from '../core-hash.ts';
import { MAX_OUTCOME } from '../pattern/search.ts';
import { localMoment, strftime } from '../strftime.ts';

// {s.*} that cut, search and replace (spec/modules.md 5.2)

/** @returns null when there is no such operation here, or its arguments are wrong */
export function strings(op: string, args: Arguments): Transformation | null {
  switch (op) {
    case 'len':
      return ofText((text) => text.length);
    case 'int':
      return ofText(wholeNumber);
    case 'substr':
      return substr(args);
    case 'select':
      return select(args);
    case 'strip':
      return stripped(args, (text, n) => text.slice(n));
    case 'striptail':
      return stripped(args, (text, n) => text.slice(0, Math.max(0, text.length - n)));
    case 'tolower':
      return ofText((text) => asciiCase(text, 65, 90, 32));
    case 'toupper':
      return ofText((text) => asciiCase(text, 97, 122, -32));
    case 'trim':
      return ofText((text) => trimRight(trimLeft(text)));
    case 'ltrim':
      return ofText(trimLeft);
    case 'rtrim':
      return ofText(trimRight);
    case 'rm':
      return replaced(args, true);
    case 'replace':
      return replaced(args, false);
    case 'rmws':
      return ofText((text) => without(text, isWhite));
    case 'rmhlws':
      return ofText((text) => unfolded(text, ''));
    case 'rmhdws':
      return ofText((text) => unfolded(text, ' '));
    case 'before':
      return around(args, (text, at) => (at < 0 ? text : text.slice(0, at)), false);
    case 'after':
      return around(args, (text, at, size) => (at < 0 ? '' : text.slice(at + size)), false);
    case 'rbefore':
      return around(args, (text, at) => (at < 0 ? text : text.slice(0, at)), true);
    case 'rafter':
      return around(args, (text, at, size) => (at < 0 ? '' : text.slice(at + size)), true);
    case 'prefixes':
      return prefixes(args, '');
    case 'prefixes.quoted':
      return prefixes(args, "'");
    case 'numeric':
      return ofText((text) => without(text, (c) => c < 48 || c > 57));
    case 'unquote':
      return ofText((text) => (enclosed(text, '"', '"') || enclosed(text, "'", "'") ? text.slice(1, -1) : text));
    case 'unbracket':
      return ofText(unbracket);
    case 'count':
      return count(args);
    case 'ftime':
      return ftime(args);
    case 'fmtlines':
      return lines(args, ' ');
    case 'fmtlinet':
      return lines(args, '\t');
    case 'corehash':
      return corehash(args);
    default:
      return null;
  }
}

// digits with a sign, and nothing else
function wholeNumber(text: string): number | null {
  const start = text.startsWith('-') || text.startsWith('+') ? 1 : 0;
  let n = 0;
  for (let i = start; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return null;
    n = n * 10 + digit;
    if (n > Number.MAX_SAFE_INTEGER) return null;
  }
  if (text.length === start) return null;
  return text.startsWith('-') ? 0 - n : n;
}

// a negative offset counts from the end; length 0 is up to the end
function substr(args: Arguments): Transformation | null {
  const offset = args.number();
  const length = args.number();
  if (offset === null || length === null) return null;
  return ofText((text, cx) => {
    const from = offset(cx);
    const size = length(cx);
    if (size < 0 || from >= text.length || -from > text.length) return null;
    const start = from < 0 ? text.length + from : from;
    return text.slice(start, size === 0 ? text.length : start + size);
  });
}

function select(args: Arguments): Transformation | null {
  const index = args.number();
  const separator = args.character();
  if (index === null || separator === '') return null;
  return ofText((text, cx) => text.split(separator).at(index(cx)) ?? '');
}

function stripped(args: Arguments, cut: (text: string, n: number) => string): Transformation | null {
  const n = args.number();
  return n === null ? null : ofText((text, cx) => cut(text, Math.max(0, n(cx))));
}

// letters of ASCII only: octets above may be half of a character
function asciiCase(text: string, from: number, to: number, shift: number): string {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    out += c >= from && c <= to ? String.fromCharCode(c + shift) : text[i]!;
  }
  return out;
}

function isWhite(c: number): boolean {
  return c === 32 || c === 9 || c === 13 || c === 10;
}
function trimLeft(text: string): string {
  let i = 0;
  while (i < text.length && isWhite(text.charCodeAt(i))) i++;
  return text.slice(i);
}
function trimRight(text: string): string {
  let i = text.length;
  while (i > 0 && isWhite(text.charCodeAt(i - 1))) i--;
  return text.slice(0, i);
}

function without(text: string, drop: (c: number) => boolean): string {
  let out = '';
  for (let i = 0; i < text.length; i++) if (!drop(text.charCodeAt(i))) out += text[i]!;
  return out;
}

// each line end and the white space behind it becomes `instead`
function unfolded(text: string, instead: string): string {
  let out = '';
  for (let i = 0; i < text.length;) {
    const c = text.charCodeAt(i);
    if (c !== 13 && c !== 10) {
      out += text[i++]!;
      continue;
    }
    while (i < text.length && isWhite(text.charCodeAt(i))) i++;
    out += instead;
  }
  return out;
}

function replaced(args: Arguments, remove: boolean): Transformation | null {
  const match = args.text();
  const by = remove ? () => '' : args.text();
  if (match === null || by === null) return null;
  return ofText((text, cx) => {
    const wanted = match(cx);
    return wanted === '' ? text : text.split(wanted).join(by(cx));
  });
}

function around(args: Arguments, cut: (text: string, at: number, size: number) => string, last: boolean): Transformation | null {
  const mark = args.text();
  if (mark === null) return null;
  return ofText((text, cx) => {
    const wanted = mark(cx);
    if (wanted === '') return cut(text, -1, 0);
    return cut(text, last ? text.lastIndexOf(wanted) : text.indexOf(wanted), wanted.length);
  });
}

// longer texts are no numbers that are routed by prefix
const MAX_PREFIXES = 128;

function prefixes(args: Arguments, quote: string): Transformation | null {
  const given = !args.done;
  const limit = given ? args.number() : null;
  if (given && limit === null) return null;
  return ofText((text, cx) => {
    const most = Math.min(text.length, MAX_PREFIXES, limit === null ? MAX_PREFIXES : Math.max(0, limit(cx)));
    const out: string[] = [];
    for (let n = 1; n <= most; n++) out.push(quote + text.slice(0, n) + quote);
    return out.join(',');
  });
}

function enclosed(text: string, open: string, close: string): boolean {
  return text.length >= 2 && text.startsWith(open) && text.endsWith(close);
}
function unbracket(text: string): string {
  const inside = enclosed(text, '<', '>') || enclosed(text, '(', ')') || enclosed(text, '[', ']') || enclosed(text, '{', '}');
  return inside ? text.slice(1, -1) : text;
}

function count(args: Arguments): Transformation | null {
  const character = args.character();
  if (character === '') return null;
  return ofText((text) => text.split(character).length - 1);
}

// years 1000 to 9999, in seconds; what a peer wrote may be beyond any calendar
const FIRST_SECOND = -30_610_224_000;
const LAST_SECOND = 253_402_300_799;

function ftime(args: Arguments): Transformation | null {
  const format = args.rest();
  if (format === null || format === '') return null;
  return ofText((text) => {
    const seconds = wholeNumber(text);
    if (seconds === null || seconds < FIRST_SECOND || seconds > LAST_SECOND) return null;
    return strftime(format, localMoment(seconds * 1000));
  });
}

function corehash(args: Arguments): Transformation | null {
  const size = args.done ? () => 0 : args.number();
  return size === null ? null : ofText((text, cx) => String(coreHash(text, '', size(cx))));
}

const MAX_MARGIN = 64;

// All lines but the last are `width` characters long, and all but the first begin with the margin, made of one character. That is what
// upstream's manual says; upstream 5.6.3 ends a line behind each character from the second line on.
function lines(args: Arguments, filler: string): Transformation | null {
  const width = args.number();
  const margin = args.number();
  if (width === null || margin === null || !args.done) return null;
  return ofText((text, cx) => {
    const step = width(cx);
    if (step < 1) return null;
    const lineEnd = `\r\n${filler.repeat(Math.min(Math.max(0, margin(cx)), MAX_MARGIN))}`;
    if ((text.length / step) * lineEnd.length > MAX_OUTCOME) return null;
    const parts: string[] = [];
    for (let from = 0; from < text.length; from += step) parts.push(text.slice(from, from + step));
    return parts.join(lineEnd);
  });
}
