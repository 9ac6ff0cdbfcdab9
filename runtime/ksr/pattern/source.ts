import type { OctetSet } from './octets.ts';
import type { Node, Place, Syntax } from './syntax.ts';

// A pattern in the languages of the two engines. Nothing of the user's text gets through: octets are written anew, case is in the
// sets already (both engines would fold letters beyond ASCII too).

/** What differs between the engines. */
interface Dialect {
  readonly nothing: string;
  readonly anything: string;
  readonly places: Readonly<Record<Place, string>>;
}

const JAVASCRIPT: Dialect = {
  nothing: '[]',
  anything: '[^]',
  places: {
    begin: '^',
    end: '$',
    lineBegin: '(?<![^\\n])',
    lineEnd: '(?![^\\n])',
    wordEdge: '\\b',
    noWordEdge: '\\B',
    wordBegin: '\\b(?=\\w)',
    wordEnd: '\\b(?<=\\w)',
  },
};

const RE2: Dialect = {
  nothing: '[^\\x00-\\x{10ffff}]',
  anything: '(?s:.)',
  places: {
    begin: '\\A',
    end: '\\z',
    lineBegin: '(?m:^)',
    lineEnd: '(?m:$)',
    wordEdge: '\\b',
    noWordEdge: '\\B',
    // no look-ahead: an edge of a word that has none in front is its begin
    wordBegin: '\\b(?<!\\w)',
    wordEnd: '\\b(?<=\\w)',
  },
};

/** @returns the same pattern for `RegExp`, to be used without flags but `g` and `y` */
export function javascriptSource({ root }: Syntax): string {
  return source(root, JAVASCRIPT);
}
/** @returns the same pattern for RE2; it must have no back-reference */
export function re2Source({ root }: Syntax): string {
  return source(root, RE2);
}

function source(node: Node, dialect: Dialect): string {
  switch (node.kind) {
    case 'octet':
      return list(node.set, dialect);
    case 'place':
      return dialect.places[node.place];
    case 'group':
      return `(${source(node.body, dialect)})`;
    case 'sequence':
      return node.parts
        .map((part) => (part.kind === 'alternatives' ? `(?:${source(part, dialect)})` : source(part, dialect)))
        .join('');
    case 'alternatives':
      return node.parts.map((part) => source(part, dialect)).join('|');
    case 'repeat': {
      const body = source(node.body, dialect);
      const single = node.body.kind === 'octet' || node.body.kind === 'group';
      return (single ? body : `(?:${body})`) + count(node.least, node.most);
    }
    case 'again':
      return `(?:\\${node.group})`;
  }
}

function count(least: number, most: number): string {
  if (most === Infinity) return least === 0 ? '*' : least === 1 ? '+' : `{${least},}`;
  if (least === 0 && most === 1) return '?';
  return least === most ? `{${least}}` : `{${least},${most}}`;
}

function list(set: OctetSet, dialect: Dialect): string {
  const runs = set.runs();
  const [only] = runs;
  if (only === undefined) return dialect.nothing;
  if (runs.length === 1 && only[0] === only[1]) return octet(only[0]);
  if (runs.length === 1 && only[0] === 0 && only[1] === 255) return dialect.anything;
  return `[${runs.map(([from, to]) => (from === to ? octet(from) : `${octet(from)}-${octet(to)}`)).join('')}]`;
}

function octet(c: number): string {
  const plain = (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122);
  return plain ? String.fromCharCode(c) : `\\x${c.toString(16).padStart(2, '0')}`;
}
