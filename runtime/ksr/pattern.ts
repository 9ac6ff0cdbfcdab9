import { wireText } from '../sip/chars.ts';

// Regular expressions that scripts hand to functions. They are POSIX extended ones, as upstream compiles them, and are
// rewritten into what JavaScript matches: the rewriting is strict, so that no syntax of JavaScript's own gets through.
//
// Differences that stay: of several alternatives the first that fits is taken, not the longest; a bounded repetition counts up
// to 255. A pattern that backtracks without end (`(a+)+b`) is the script author's: it runs on what peers send, and nothing here
// can stop it. That is why subjects have an upper length, and why the manual of each function says so.

/** Subjects beyond this many octets are not searched: a message is never longer (spec/security.md 18). */
export const MAX_SUBJECT = 65_535;

const MAX_REPEAT = 255;
const MAX_PATTERN = 4096;

/** How a pattern is read. */
export interface PatternFlags {
  /** Case of letters does not matter. */
  readonly ignoreCase: boolean;
  /**
   * `^` and `$` match at each LF, and neither `.` nor `[^...]` takes one (REG_NEWLINE). CR is a character like others, so `$`
   * does not match before CRLF.
   */
  readonly lines: boolean;
}

/** Ignoring case, line by line: how all functions but `subst*` read theirs. */
export const SEARCH: PatternFlags = { ignoreCase: true, lines: true };

/** Compiled patterns by their text; the least recently compiled one goes when there are too many. */
export class Patterns {
  private readonly compiled: Map<string, RegExp | null> = new Map();
  private readonly limit: number;

  /** @param limit how many are kept */
  constructor(limit: number = 256) {
    this.limit = limit;
  }

  /**
   * @param text the pattern; characters above U+00FF stand for their UTF-8 octets, as in messages
   * @returns an expression with the flag `g`, whose `lastIndex` the caller sets; null when the pattern is wrong
   */
  get(text: string, flags: PatternFlags): RegExp | null {
    const key = (flags.ignoreCase ? 'i' : '-') + (flags.lines ? 'l' : '-') + text;
    const known = this.compiled.get(key);
    if (known !== undefined) return known;
    const fresh = compilePattern(text, flags);
    if (this.compiled.size >= this.limit) {
      for (const oldest of this.compiled.keys()) {
        this.compiled.delete(oldest);
        break;
      }
    }
    this.compiled.set(key, fresh);
    return fresh;
  }
}

/**
 * Finds the first match at or behind `from`.
 * @returns null when there is none, or the subject is longer than `MAX_SUBJECT`
 */
export function matchFrom(pattern: RegExp, subject: string, from: number): RegExpExecArray | null {
  if (subject.length > MAX_SUBJECT) return null;
  pattern.lastIndex = from;
  return pattern.exec(subject);
}

/** @returns the expression, null when the pattern is wrong */
export function compilePattern(text: string, flags: PatternFlags): RegExp | null {
  if (text.length > MAX_PATTERN) return null;
  const source = rewrite(wireText(text), flags.lines);
  if (source === null) return null;
  try {
    return new RegExp(source, flags.ignoreCase ? 'gi' : 'g');
  } catch {
    return null; // a range out of order, such as [z-a]
  }
}

/** @returns the source of the same expression for JavaScript, or null */
function rewrite(text: string, lines: boolean): string | null {
  const out: string[] = [];
  const open: number[] = []; // where the groups that are open begin in `out`
  const closed = new Set<number>(); // numbers of the groups that are closed
  const numbers: number[] = []; // numbers of the groups that are open
  let groups = 0;
  let atom = -1; // where the last atom begins in `out`, -1 when nothing can be repeated here
  let i = 0;
  while (i < text.length) {
    const c = text[i]!;
    switch (c) {
      case '^':
        atom = -1;
        out.push(lines ? '(?<![^\\n])' : '(?<![^])');
        i++;
        continue;
      case '$':
        atom = -1;
        out.push(lines ? '(?![^\\n])' : '(?![^])');
        i++;
        continue;
      case '.':
        atom = out.length;
        out.push(lines ? '[^\\n]' : '[^]');
        i++;
        continue;
      case '|':
        atom = -1;
        out.push('|');
        i++;
        continue;
      case '(':
        open.push(out.length);
        numbers.push(++groups);
        out.push('(');
        atom = -1;
        i++;
        continue;
      case ')':
        i++;
        if (open.length === 0) {
          atom = out.length;
          out.push('\\)');
          continue;
        }
        closed.add(numbers.pop()!);
        atom = open.pop()!;
        out.push(')');
        continue;
      case '[': {
        const list = bracket(text, i, lines);
        if (list === null) return null;
        atom = out.length;
        out.push(list.source);
        i = list.end;
        continue;
      }
      case '*':
      case '+':
      case '?':
      case '{': {
        const repeat = repetition(text, i);
        if (repeat === null) {
          // a brace that begins no repetition is a brace
          if (c !== '{') return null;
          atom = out.length;
          out.push('\\{');
          i++;
          continue;
        }
        if (atom < 0) return null;
        // what is repeated already is wrapped: `a*?` is an optional `a*`, and never JavaScript's lazy one
        if (atom < out.length - 1 || isRepeated(out[atom]!)) {
          out.splice(atom, out.length - atom, `(?:${out.slice(atom).join('')})${repeat.source}`);
        } else out[atom] += repeat.source;
        i = repeat.end;
        continue;
      }
      case '\\': {
        const escaped = text[i + 1];
        if (escaped === undefined) return null;
        const source = escape(escaped, closed);
        if (source === null) return null;
        atom = out.length;
        out.push(source);
        i += 2;
        continue;
      }
      default:
        atom = out.length;
        out.push(literal(c));
        i++;
    }
  }
  return open.length > 0 ? null : out.join('');
}

function isRepeated(piece: string): boolean {
  const last = piece[piece.length - 1];
  return piece.length > (piece[0] === '\\' ? 2 : 1) && (last === '*' || last === '+' || last === '?' || last === '}');
}

// a character that stands for itself
function literal(c: string): string {
  return '/\\^$.*+?()[]{}|-'.includes(c) ? `\\${c}` : c;
}

// what GNU's expressions know behind a backslash; anything else is the character itself
function escape(c: string, closed: ReadonlySet<number>): string | null {
  switch (c) {
    case 'w':
    case 'W':
    case 'b':
    case 'B':
      return `\\${c}`;
    // JavaScript's own takes the octet A0 for a space, which is half of a character
    case 's':
      return '[ \\t\\n\\r\\f\\v]';
    case 'S':
      return '[^ \\t\\n\\r\\f\\v]';
    case '<':
      return '\\b(?=\\w)';
    case '>':
      return '\\b(?<=\\w)';
    case '`':
      return '(?<![^])';
    case "'":
      return '(?![^])';
    default:
  }
  if (c >= '1' && c <= '9') return closed.has(c.charCodeAt(0) - 48) ? `(?:\\${c})` : null;
  return literal(c);
}

interface Piece {
  readonly source: string;
  /** Behind it, in the pattern. */
  readonly end: number;
}

// `*`, `+`, `?`, `{2}`, `{2,}`, `{2,5}`, `{,5}`; null for anything else
function repetition(text: string, from: number): Piece | null {
  if (text[from] !== '{') return { source: text[from]!, end: from + 1 };
  const close = text.indexOf('}', from);
  if (close < 0) return null;
  const comma = text.indexOf(',', from);
  const single = comma < 0 || comma > close;
  const least = count(text, from + 1, single ? close : comma);
  const most = single ? least : count(text, comma + 1, close);
  if (least === null || most === null || (single && least < 0)) return null;
  if (most >= 0 && most < least) return null;
  const source = single ? `{${least}}` : `{${Math.max(0, least)},${most < 0 ? '' : most}}`;
  return { source, end: close + 1 };
}

// -1 for none, null for what is no number up to MAX_REPEAT
function count(text: string, from: number, to: number): number | null {
  if (from === to) return -1;
  let n = 0;
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return null;
    n = n * 10 + digit;
    if (n > MAX_REPEAT) return null;
  }
  return n;
}

const CLASSES: ReadonlyMap<string, string> = new Map([
  ['alpha', 'A-Za-z'],
  ['digit', '0-9'],
  ['alnum', 'A-Za-z0-9'],
  ['upper', 'A-Z'],
  ['lower', 'a-z'],
  ['space', ' \\t\\n\\r\\f\\v'],
  ['blank', ' \\t'],
  ['punct', '!-\\/:-@\\[-`{-~'],
  ['print', ' -~'],
  ['graph', '!-~'],
  ['cntrl', '\\x00-\\x1f\\x7f'],
  ['xdigit', '0-9A-Fa-f'],
]);

// A list in brackets: backslash is a character like others, `]` may stand first (POSIX 9.3.5)
function bracket(text: string, from: number, lines: boolean): Piece | null {
  let i = from + 1;
  const negated = text[i] === '^';
  if (negated) i++;
  let source = '';
  for (let first = true; ; first = false) {
    const c = text[i];
    if (c === undefined) return null;
    if (c === ']' && !first) break;
    if (c === '[' && (text[i + 1] === ':' || text[i + 1] === '.' || text[i + 1] === '=')) {
      const kind = text[i + 1]!;
      const end = text.indexOf(`${kind}]`, i + 2);
      if (end < 0) return null;
      const name = text.slice(i + 2, end);
      if (kind === ':') {
        const members = CLASSES.get(name);
        if (members === undefined) return null;
        source += members;
      } else {
        if (name.length !== 1) return null;
        source += member(name);
      }
      i = end + 2;
      continue;
    }
    if (c === '-' && !first && text[i + 1] !== ']' && text[i + 1] !== undefined && source !== '') {
      source += '-';
      i++;
      const to = text[i]!;
      if (to === '[' && (text[i + 1] === '.' || text[i + 1] === '=')) {
        const end = text.indexOf(`${text[i + 1]}]`, i + 2);
        if (end !== i + 3) return null;
        source += member(text[i + 2]!);
        i = end + 2;
        continue;
      }
      source += member(to);
      i++;
      continue;
    }
    source += member(c);
    i++;
  }
  return { source: negated ? `[^${source}${lines ? '\\n' : ''}]` : `[${source}]`, end: i + 1 };
}

function member(c: string): string {
  return '\\]^-[/'.includes(c) ? `\\${c}` : c;
}
