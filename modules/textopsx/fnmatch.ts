import { CLASSES } from '../../runtime/module.ts';

// Shell patterns (POSIX 2.13): `*`, `?`, `[a-z]`, `[!a]`, backslash. Linear but for the last star, so quadratic at worst.

const STAR = 42;
const QMARK = 63;
const OPEN = 91;
const BACKSLASH = 92;

/** @returns whether the whole text fits the pattern; `/` and a leading `.` are characters like others */
export function fnmatch(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let starP = -1; // behind the last star
  let starT = 0; // where what it stands for ends, for now
  while (t < text.length) {
    const c = pattern.charCodeAt(p);
    if (p < pattern.length && c === STAR) {
      starP = ++p;
      starT = t;
      continue;
    }
    const next = p < pattern.length ? one(pattern, p, text.charCodeAt(t)) : -1;
    if (next >= 0) {
      p = next;
      t++;
    } else if (starP >= 0) {
      p = starP;
      t = ++starT;
    } else return false;
  }
  while (p < pattern.length && pattern.charCodeAt(p) === STAR) p++;
  return p === pattern.length;
}

// behind the element at `p` when it fits the character, -1 when not
function one(pattern: string, p: number, c: number): number {
  switch (pattern.charCodeAt(p)) {
    case QMARK:
      return p + 1;
    case OPEN:
      return list(pattern, p, c);
    case BACKSLASH:
      return p + 1 < pattern.length && pattern.charCodeAt(p + 1) === c ? p + 2 : -1;
    default:
      return pattern.charCodeAt(p) === c ? p + 1 : -1;
  }
}

// `[abc]`, `[a-z]`, `[!...]`, `[[:alpha:]]`, `[[.a.]]`, `[[=a=]]`; a bracket that never closes is a character like others
function list(pattern: string, from: number, c: number): number {
  let p = from + 1;
  const negated = pattern[p] === '!' || pattern[p] === '^';
  if (negated) p++;
  let found = false;
  for (let first = true; ; first = false) {
    if (p >= pattern.length) return c === OPEN ? from + 1 : -1;
    if (pattern[p] === ']' && !first) break;
    const named = pattern.charCodeAt(p) === OPEN ? namedEnd(pattern, p) : -1;
    if (named >= 0) {
      if (isNamed(pattern, p, named, c)) found = true;
      p = named;
      continue;
    }
    if (pattern.charCodeAt(p) === BACKSLASH && p + 1 < pattern.length) p++;
    const low = pattern.charCodeAt(p++);
    let high = low;
    if (pattern[p] === '-' && p + 1 < pattern.length && pattern[p + 1] !== ']') {
      if (pattern.charCodeAt(++p) === BACKSLASH && p + 1 < pattern.length) p++;
      high = pattern.charCodeAt(p++);
    }
    if (c >= low && c <= high) found = true;
  }
  return found !== negated ? p + 1 : -1;
}

// behind `[:alpha:]`, `[.a.]` or `[=a=]`; -1 where none stands
function namedEnd(pattern: string, from: number): number {
  const kind = pattern[from + 1];
  if (kind !== ':' && kind !== '.' && kind !== '=') return -1;
  const end = pattern.indexOf(`${kind}]`, from + 2);
  return end < 0 ? -1 : end + 2;
}

function isNamed(pattern: string, from: number, to: number, c: number): boolean {
  const name = pattern.slice(from + 2, to - 2);
  if (pattern[from + 1] === ':') return CLASSES.get(name)?.has(c) === true;
  return name.length === 1 && name.charCodeAt(0) === c;
}
