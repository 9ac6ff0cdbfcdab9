import { wireText } from '../../sip/chars.ts';
import { bracket } from './bracket.ts';
import { OctetSet, SPACE, WORD, upper } from './octets.ts';

// POSIX extended expressions as glibc reads them (regcomp with REG_EXTENDED), which is what upstream hands them to. Where
// POSIX leaves a text undefined, what glibc does was tried out and is recorded in test/runtime/ksr/pattern/glibc.json.

/** How a pattern is read. */
export interface PatternFlags {
  /** Case of letters of ASCII does not matter. */
  readonly ignoreCase: boolean;
  /**
   * `^` and `$` match at each LF, and neither `.` nor `[^...]` takes one (REG_NEWLINE). CR is a character like others, so `$`
   * does not match before CRLF.
   */
  readonly lines: boolean;
}

/** Where a match stands, without taking anything. */
export type Place = 'begin' | 'end' | 'lineBegin' | 'lineEnd' | 'wordEdge' | 'noWordEdge' | 'wordBegin' | 'wordEnd';

/** A part of a pattern. */
export type Node =
  | { readonly kind: 'octet'; readonly set: OctetSet }
  | { readonly kind: 'place'; readonly place: Place }
  | { readonly kind: 'group'; readonly body: Node }
  | { readonly kind: 'sequence'; readonly parts: readonly Node[] }
  | { readonly kind: 'alternatives'; readonly parts: readonly Node[] }
  | { readonly kind: 'repeat'; readonly body: Node; readonly least: number; readonly most: number }
  | { readonly kind: 'again'; readonly group: number };

/** A pattern that was read. */
export interface Syntax {
  readonly root: Node;
  /** It has `\1`: no expression in the proper sense, and nothing runs it in linear time. */
  readonly repeats: boolean;
  readonly ignoreCase: boolean;
}

const MAX_PATTERN = 4096;
/** Counts in braces, nested ones multiplied: RE2's limit. glibc takes 32767, and the memory for that many copies. */
const MAX_COUNT = 1000;
const MAX_COPIES = 1000;
const MAX_DEPTH = 200;

/** @returns null when the pattern is wrong, or too large */
export function parsePattern(text: string, flags: PatternFlags): Syntax | null {
  return text.length > MAX_PATTERN ? null : new Reader(wireText(text), flags).read();
}

class Reader {
  private readonly text: string;
  private readonly flags: PatternFlags;
  private readonly closed: Set<number> = new Set();
  private at: number = 0;
  private groups: number = 0;
  private depth: number = 0;
  private repeats: boolean = false;

  constructor(text: string, flags: PatternFlags) {
    this.text = text;
    this.flags = flags;
  }

  read(): Syntax | null {
    const root = this.alternatives();
    if (root === null || copies(root) > MAX_COPIES) return null;
    return { root, repeats: this.repeats, ignoreCase: this.flags.ignoreCase };
  }

  private alternatives(): Node | null {
    const parts: Node[] = [];
    for (;;) {
      const part = this.sequence();
      if (part === null) return null;
      parts.push(part);
      if (this.text[this.at] !== '|') break;
      this.at++;
    }
    return parts.length === 1 ? parts[0]! : { kind: 'alternatives', parts };
  }

  private sequence(): Node | null {
    const parts: Node[] = [];
    while (this.at < this.text.length) {
      const c = this.text[this.at]!;
      if (c === '|' || (c === ')' && this.depth > 0)) break;
      const atom = this.atom(c);
      if (atom === null) return null;
      // `^*`: a place is not repeated, and nothing stands in front of the star
      const part = atom.kind === 'place' ? atom : this.repeated(atom);
      if (part === null) return null;
      parts.push(part);
    }
    return parts.length === 1 ? parts[0]! : { kind: 'sequence', parts };
  }

  private atom(c: string): Node | null {
    this.at++;
    switch (c) {
      case '^':
        return place(this.flags.lines ? 'lineBegin' : 'begin');
      case '$':
        return place(this.flags.lines ? 'lineEnd' : 'end');
      case '.':
        return octets(OctetSet.where((octet) => octet !== 10 || !this.flags.lines));
      case '(':
        return this.group();
      case '[': {
        const list = bracket(this.text, this.at - 1, this.flags);
        if (list === null) return null;
        this.at = list.end;
        return octets(list.set);
      }
      case '*':
      case '+':
      case '?':
      case '{':
        return null; // nothing to repeat
      case '\\':
        return this.escaped();
      default:
        return octets(this.literal(c, true));
    }
  }

  private group(): Node | null {
    const number = ++this.groups;
    if (++this.depth > MAX_DEPTH) return null;
    const body = this.alternatives();
    if (body === null || this.text[this.at] !== ')') return null;
    this.at++;
    this.depth--;
    this.closed.add(number);
    return { kind: 'group', body };
  }

  // what GNU's expressions know behind a backslash; anything else is the character itself
  private escaped(): Node | null {
    const c = this.text[this.at++];
    switch (c) {
      case undefined:
        return null;
      case 'w':
        return octets(this.cased(WORD));
      case 'W':
        return octets(OctetSet.where((octet) => !WORD.has(octet)));
      case 's':
        return octets(SPACE);
      case 'S':
        return octets(OctetSet.where((octet) => !SPACE.has(octet)));
      case 'b':
        return place('wordEdge');
      case 'B':
        return place('noWordEdge');
      case '<':
        return place('wordBegin');
      case '>':
        return place('wordEnd');
      case '`':
        return place('begin');
      case "'":
        return place('end');
      default:
    }
    if (c < '1' || c > '9') return octets(this.literal(c, false));
    const group = c.charCodeAt(0) - 48;
    if (!this.closed.has(group)) return null;
    this.repeats = true;
    return { kind: 'again', group };
  }

  // glibc makes capitals of text and pattern, but not of a letter behind a backslash: `\d` finds nothing where case does not matter
  private literal(c: string, capital: boolean): OctetSet {
    const octet = c.charCodeAt(0);
    return this.cased(OctetSet.of([capital && this.flags.ignoreCase ? upper(octet) : octet]));
  }
  private cased(set: OctetSet): OctetSet {
    return this.flags.ignoreCase ? OctetSet.where((octet) => set.has(upper(octet))) : set;
  }

  // `a*?` is an optional `a*`, and never JavaScript's lazy one
  private repeated(atom: Node): Node | null {
    let body = atom;
    for (let wrapped = 0; this.at < this.text.length; wrapped++) {
      const count = this.count(this.text[this.at]!);
      if (count === undefined) return body;
      if (count === null || wrapped > MAX_DEPTH) return null;
      body = { kind: 'repeat', body, least: count[0], most: count[1] };
    }
    return body;
  }

  // undefined where no repetition stands, null for a wrong one
  private count(c: string): readonly [number, number] | null | undefined {
    switch (c) {
      case '*':
        this.at++;
        return [0, Infinity];
      case '+':
        this.at++;
        return [1, Infinity];
      case '?':
        this.at++;
        return [0, 1];
      case '{':
        this.at++;
        return this.braces();
      default:
        return undefined;
    }
  }

  // `{2}`, `{2,}`, `{2,5}`, `{,5}`
  private braces(): readonly [number, number] | null {
    const least = this.number();
    if (least === null) return null;
    let most: number | null = least;
    if (this.text[this.at] === ',') {
      this.at++;
      most = this.number();
      if (most === null) return null;
      if (most < 0) most = Infinity;
    } else if (least < 0) return null;
    if (this.text[this.at] !== '}' || most < least) return null;
    this.at++;
    return [Math.max(0, least), most];
  }

  // -1 for none, null for one that is too large
  private number(): number | null {
    let n = -1;
    for (; this.at < this.text.length; this.at++) {
      const digit = this.text.charCodeAt(this.at) - 48;
      if (digit < 0 || digit > 9) break;
      n = Math.max(0, n) * 10 + digit;
      if (n > MAX_COUNT) return null;
    }
    return n;
  }
}

// how often the innermost part stands there when each repetition is written out
function copies(node: Node): number {
  switch (node.kind) {
    case 'group':
      return copies(node.body);
    case 'repeat':
      return copies(node.body) * Math.max(1, node.most === Infinity ? node.least : node.most);
    case 'sequence':
    case 'alternatives': {
      let most = 1;
      for (const part of node.parts) most = Math.max(most, copies(part));
      return most;
    }
    default:
      return 1;
  }
}

function octets(set: OctetSet): Node {
  return { kind: 'octet', set };
}
function place(where: Place): Node {
  return { kind: 'place', place: where };
}
