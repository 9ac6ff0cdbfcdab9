import {
  compilePattern,
  warnOfPerl,
  wireText,
  type Logger,
  type Match,
  type Pattern,
  type PvAccess,
  type RouteContext,
} from '../../runtime/module.ts';

/** Part of a replacement: fixed text, a group of the match, a variable. */
type Piece = { readonly text: string } | { readonly group: number } | { readonly variable: string };

/** `/pattern/replacement/flags` in the manner of sed, made ready. */
export interface Substitution {
  readonly pattern: Pattern;
  readonly pieces: readonly Piece[];
  /** Every match, else the first. */
  readonly all: boolean;
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

/**
 * Reads `/pattern/replacement/flags`. The first character separates; a backslash in front of it takes that from it. In the
 * replacement `\1` to `\9` are groups, `\0` is all of the match, `\n`, `\r`, `\t` as in C, `$ru` and `$(...)` are variables, `$$` is a `$`.
 * Flags: `g` every match, `i` case does not matter, `s` the text is one line.
 *
 * @param exists tells which variables there are; another `$` is a character like others
 * @param log is told of `\d`
 * @returns null when it is nothing of that
 */
export function parseSubstitution(source: string, exists: (variable: string) => boolean, log?: Logger): Substitution | null {
  const parts = split(wireText(source));
  if (parts === null) return null;
  const [expression, replacement, flags] = parts;
  for (const flag of flags) if (flag !== 'g' && flag !== 'i' && flag !== 's') return null;
  warnOfPerl(expression, log);
  const pattern = compilePattern(expression, { ignoreCase: flags.includes('i'), lines: !flags.includes('s') });
  return pattern === null ? null : { pattern, pieces: piecesOf(replacement, exists), all: flags.includes('g') };
}

function split(source: string): [string, string, string] | null {
  const separator = source[0];
  // a letter is never meant to separate: `banana` is no substitution
  if (separator === undefined || separator === '\\' || isNameChar(separator.charCodeAt(0))) return null;
  const parts: string[] = [];
  let part = '';
  for (let i = 1; i < source.length; i++) {
    const c = source[i]!;
    if (c === '\\' && i + 1 < source.length) {
      part += source[i + 1] === separator ? separator : c + source[i + 1]!;
      i++;
    } else if (c !== separator) part += c;
    else {
      parts.push(part);
      part = '';
      if (parts.length === 2) return [parts[0]!, parts[1]!, source.slice(i + 1)];
    }
  }
  return null;
}

function piecesOf(replacement: string, exists: (variable: string) => boolean): Piece[] {
  const pieces: Piece[] = [];
  let fixed = '';
  const add = (piece: Piece | null): void => {
    if (fixed !== '') pieces.push({ text: fixed });
    fixed = '';
    if (piece !== null) pieces.push(piece);
  };
  for (let i = 0; i < replacement.length; i++) {
    const c = replacement[i]!;
    if (c === '\\' && i + 1 < replacement.length) {
      const next = replacement[++i]!;
      if (next >= '0' && next <= '9') add({ group: next.charCodeAt(0) - 48 });
      else fixed += ESCAPES.get(next) ?? next;
      continue;
    }
    if (c === '$' && replacement[i + 1] === '$') {
      fixed += c;
      i++;
      continue;
    }
    const end = c === '$' ? variableEnd(replacement, i) : -1;
    const variable = end < 0 ? '' : replacement.slice(i, end);
    if (variable === '' || !exists(variable)) {
      fixed += c;
      continue;
    }
    add({ variable });
    i = end - 1;
  }
  add(null);
  return pieces;
}

// behind `$name`, `$name(...)` or `$(...)`, brackets counted; -1 when it is none
function variableEnd(text: string, from: number): number {
  let i = from + 1;
  while (i < text.length && isNameChar(text.charCodeAt(i))) i++;
  if (text[i] !== '(') return i > from + 1 ? i : -1;
  let depth = 0;
  for (; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')' && --depth === 0) return i + 1;
  }
  return -1;
}

function isNameChar(c: number): boolean {
  return (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122) || c === 95;
}

/** @returns the replacement for one match; variables are read now */
export function replacementFor(cx: RouteContext, pv: PvAccess, pieces: readonly Piece[], found: Match): string {
  let out = '';
  for (const piece of pieces) {
    if ('text' in piece) out += piece.text;
    else if ('group' in piece) out += found[piece.group] ?? '';
    else out += wireText(String(pv.get(cx, piece.variable) ?? ''));
  }
  return out;
}

/** Substitutions by their text; the least recently read one goes when there are too many. */
export class Substitutions {
  private readonly read: Map<string, Substitution | null> = new Map();
  private readonly pv: PvAccess;
  private readonly log: Logger | undefined;
  private readonly limit: number;

  /**
   * @param limit how many are kept
   * @param log is told of `\d`
   */
  constructor(pv: PvAccess, limit: number = 256, log?: Logger) {
    this.pv = pv;
    this.log = log;
    this.limit = limit;
  }

  /** @returns null when the text is no substitution */
  get(source: string): Substitution | null {
    const known = this.read.get(source);
    if (known !== undefined) return known;
    const fresh = parseSubstitution(source, (variable) => this.pv.exists(variable), this.log);
    if (this.read.size >= this.limit) {
      for (const oldest of this.read.keys()) {
        this.read.delete(oldest);
        break;
      }
    }
    this.read.set(source, fresh);
    return fresh;
  }
}
