import type { RouteContext } from '../../routing/context.ts';
import { compilePattern, type Pattern } from '../pattern/pattern.ts';
import { MAX_OUTCOME, Search } from '../pattern/search.ts';
import type { Arguments, TextArgument, Transformation } from './arguments.ts';
import { ofSomeText } from './arguments.ts';

// {re.subst,/pattern/replacement/flags} (spec/modules.md 5.2). POSIX extended expressions, written by the script's author.

export function re(op: string, args: Arguments): Transformation | null {
  if (op !== 'subst') return null;
  const source = args.rest();
  const parts = source === null ? null : split(source);
  if (parts === null) return null;
  const [expression, replacement, flags] = parts;
  for (const flag of flags) if (flag !== 'g' && flag !== 'i' && flag !== 's') return null;
  const pattern = compilePattern(expression, { ignoreCase: flags.includes('i'), lines: !flags.includes('s') });
  if (pattern === null) return null;
  const pieces = piecesOf(replacement, args);
  const all = flags.includes('g');
  return ofSomeText((text, cx) => substitute(text, pattern, pieces, all, cx));
}

// The first character separates, unless a backslash stands in front of it: that stays, so that `|\||x|` looks for a bar.
function split(source: string): [string, string, string] | null {
  const separator = source[0];
  if (separator === undefined) return null;
  const out: string[] = [];
  let part = '';
  for (let i = 1; i < source.length && out.length < 2; i++) {
    const c = source[i]!;
    if (c === '\\' && i + 1 < source.length) {
      part += c + source[++i]!;
    } else if (c === separator) {
      out.push(part);
      part = '';
      if (out.length === 2) return [out[0]!, out[1]!, source.slice(i + 1)];
    } else part += c;
  }
  return null;
}

type Piece = TextArgument | number;

// `\1` is a group, `\0` all of it, `\n` and the like as in C; a variable is read each time
function piecesOf(replacement: string, args: Arguments): Piece[] {
  const pieces: Piece[] = [];
  let fixed = '';
  const flush = (): void => {
    const text = fixed;
    if (text !== '') pieces.push(() => text);
    fixed = '';
  };
  for (let i = 0; i < replacement.length; i++) {
    const c = replacement[i]!;
    if (c === '\\' && i + 1 < replacement.length) {
      const next = replacement[++i]!;
      if (next >= '0' && next <= '9') {
        flush();
        pieces.push(next.charCodeAt(0) - 48);
      } else fixed += ESCAPES[next] ?? next;
      continue;
    }
    const variable = c === '$' ? args.variableIn(replacement, i) : null;
    if (variable === null) {
      fixed += c;
      continue;
    }
    flush();
    pieces.push(variable.read);
    i = variable.end - 1;
  }
  flush();
  return pieces;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** @returns null when an empty match would have to be replaced again and again, or the outcome is too long */
function substitute(text: string, pattern: Pattern, pieces: readonly Piece[], all: boolean, cx: RouteContext): string | null {
  const search = new Search(pattern, text);
  let out = '';
  let at = 0;
  for (;;) {
    const found = search.next(at);
    if (found === null) break;
    if (all && found[0] === '') return null;
    out += text.slice(at, found.index);
    for (const piece of pieces) out += typeof piece === 'number' ? (found[piece] ?? '') : piece(cx);
    if (out.length > MAX_OUTCOME) return null;
    at = found.index + found[0].length;
    if (!all) break;
  }
  return out + text.slice(at);
}
