import { skipSpace } from '../../runtime/module.ts';

/** What `Header[i].param` names. */
export interface ValuePath {
  readonly header: string;
  /** 1 is the first, -1 the last; 0 when 0 or nothing is written. */
  readonly index: number;
  /** Brackets are written. */
  readonly indexed: boolean;
  /** `[*]` */
  readonly all: boolean;
  /** '' without one. */
  readonly param: string;
}

/** Values from the end that an index reaches: as upstream. */
const DEEPEST = 10;
const LIMIT = 0x7fffffff;

/** White space may stand between the parts. @returns null for a text of another form */
export function parseValuePath(text: string): ValuePath | null {
  let at = spaceEnd(text, 0);
  const nameEnd = wordEnd(text, at);
  const header = text.slice(at, nameEnd);
  if (header === '') return null;
  at = spaceEnd(text, nameEnd);
  let index: number | null = 0;
  const indexed = text[at] === '[';
  let all = false;
  if (indexed) {
    const from = spaceEnd(text, at + 1);
    let to = from;
    if (text[from] === '*') {
      all = true;
      to++;
    } else if (text[from] !== ']') {
      to = numberEnd(text, from);
      index = integer(text, from, to);
    }
    at = spaceEnd(text, to);
    if (index === null || index < -DEEPEST || text[at] !== ']') return null;
    at = spaceEnd(text, at + 1);
  }
  if (at === text.length) return { header, index, indexed, all, param: '' };
  const from = spaceEnd(text, at + 1);
  const to = wordEnd(text, from);
  if (text[at] !== '.' || to === from || to < text.length) return null;
  return { header, index, indexed, all, param: text.slice(from, to) };
}

function spaceEnd(text: string, from: number): number {
  return skipSpace(text, from, text.length);
}

/** @returns where letters, digits, `_` and `-` end */
export function wordEnd(text: string, from: number, to: number = text.length): number {
  let i = from;
  while (i < to && isWordChar(text.charCodeAt(i))) i++;
  return i;
}

function isWordChar(c: number): boolean {
  return (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122) || c === 45 || c === 95;
}

function numberEnd(text: string, from: number): number {
  let i = text[from] === '-' || text[from] === '+' ? from + 1 : from;
  while (i < text.length && text.charCodeAt(i) >= 48 && text.charCodeAt(i) <= 57) i++;
  return i;
}

function integer(text: string, from: number, to: number): number | null {
  const signed = text[from] === '-' || text[from] === '+';
  if (to === from || (signed && to === from + 1)) return null;
  let n = 0;
  for (let i = signed ? from + 1 : from; i < to; i++) n = Math.min(LIMIT, n * 10 + text.charCodeAt(i) - 48);
  return text[from] === '-' ? -n : n;
}
