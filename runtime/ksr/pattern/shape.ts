import { ANYTHING, END, NOTHING, OctetSet, WORD } from './octets.ts';
import type { Node, Place } from './syntax.ts';

// What is told of a part of a pattern by its form alone: how it begins, what it may take, where it may end.

/** LF alone. */
export const NEWLINE: OctetSet = OctetSet.of([10]);
const AT_END = OctetSet.of([END]);
const STARTS: Readonly<Record<Place, OctetSet>> = {
  begin: ANYTHING,
  end: AT_END,
  lineBegin: ANYTHING,
  lineEnd: NEWLINE.or(AT_END),
  wordEdge: ANYTHING,
  noWordEdge: ANYTHING,
  wordBegin: WORD,
  wordEnd: OctetSet.where((octet) => !WORD.has(octet)).or(AT_END),
};

/** @returns what a part begins with, and whether it may be empty, whatever stands behind it */
export function startsOf(node: Node): { readonly first: OctetSet; readonly empty: boolean } {
  switch (node.kind) {
    case 'octet':
      return { first: node.set, empty: false };
    case 'place':
      // `$` is fulfilled by what follows it alone, as if it took that
      return { first: STARTS[node.place], empty: node.place !== 'end' && node.place !== 'lineEnd' };
    case 'again':
      return { first: ANYTHING, empty: true };
    case 'group':
      return startsOf(node.body);
    case 'repeat': {
      const { first, empty } = startsOf(node.body);
      return { first, empty: empty || node.least === 0 };
    }
    case 'sequence': {
      let first = NOTHING;
      for (const part of node.parts) {
        const starts = startsOf(part);
        first = first.or(starts.first);
        if (!starts.empty) return { first, empty: false };
      }
      return { first, empty: true };
    }
    case 'alternatives': {
      const each = node.parts.map(startsOf);
      return { first: each.reduce((all, part) => all.or(part.first), NOTHING), empty: each.some((part) => part.empty) };
    }
  }
}

/** @returns whether these are two plain texts of which neither begins the other */
export function differ(a: Node, b: Node): boolean {
  const one = plainText(a);
  const two = plainText(b);
  if (one === null || two === null) return false;
  for (let i = 0; i < Math.min(one.length, two.length); i++) if (!one[i]!.meets(two[i]!)) return true;
  return false;
}

function plainText(node: Node): OctetSet[] | null {
  if (node.kind === 'octet') return [node.set];
  if (node.kind !== 'sequence') return null;
  const out: OctetSet[] = [];
  for (const part of node.parts) {
    if (part.kind !== 'octet') return null;
    out.push(part.set);
  }
  return out;
}

/** @returns whether there is a group in a part */
export function hasGroup(node: Node): boolean {
  switch (node.kind) {
    case 'group':
      return true;
    case 'repeat':
      return hasGroup(node.body);
    case 'sequence':
    case 'alternatives':
      return node.parts.some(hasGroup);
    default:
      return false;
  }
}

/** @returns all that a match may take */
export function walkedSigns(node: Node): OctetSet {
  switch (node.kind) {
    case 'octet':
      return node.set;
    case 'group':
    case 'repeat':
      return walkedSigns(node.body);
    case 'sequence':
    case 'alternatives':
      return node.parts.reduce((all, part) => all.or(walkedSigns(part)), NOTHING);
    case 'again':
      return ANYTHING;
    case 'place':
      return NOTHING;
  }
}

/**
 * @param walked what `walkedSigns` says of the whole pattern
 * @returns whether from one place all matches end at the same one, at `$` or where a last `.*` must stop: the first is the longest then
 */
export function sameEnd(node: Node, walked: OctetSet): boolean {
  switch (node.kind) {
    case 'place':
      return node.place === 'end' || (node.place === 'lineEnd' && !walked.meets(NEWLINE));
    case 'repeat':
      return node.most === Infinity && node.least <= 1 && node.body.kind === 'octet' && walked.within(node.body.set);
    case 'group':
      return sameEnd(node.body, walked);
    case 'sequence': {
      // `<(.*)>`: behind a last `.*` a plain text, which is looked for from behind
      const last = node.parts.findLast((part) => part.kind !== 'octet');
      if (last === undefined) return false;
      return last === node.parts.at(-1) ? sameEnd(last, walked) : last.kind !== 'place' && sameEnd(last, walked);
    }
    case 'alternatives':
      return node.parts.every((part) => sameEnd(part, walked));
    default:
      return false;
  }
}

/** How a pattern begins. */
export interface Prefix {
  readonly anchor: 'begin' | 'lineBegin' | null;
  /** At most one of so many neighbouring places begins what the pattern begins with. */
  readonly period: number;
}

/** Looks at how a pattern begins. */
export function prefix(root: Node): Prefix {
  const parts = root.kind === 'sequence' ? root.parts : [root];
  const [front] = parts;
  if (front?.kind === 'place' && (front.place === 'begin' || front.place === 'lineBegin'))
    return { anchor: front.place, period: 1 };
  const text: OctetSet[] = [];
  for (const part of parts) {
    if (part.kind !== 'octet') break;
    text.push(part.set);
  }
  return { anchor: null, period: Math.max(1, smallestShift(text)) };
}

// the smallest shift by which the text may stand on itself
function smallestShift(text: readonly OctetSet[]): number {
  for (let shift = 1; shift < text.length; shift++) {
    if (text.every((set, i) => i < shift || set.meets(text[i - shift]!))) return shift;
  }
  return text.length;
}
