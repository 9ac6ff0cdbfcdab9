import { CLASSES, OctetSet, upper } from './octets.ts';

/** A list in brackets. */
interface List {
  readonly set: OctetSet;
  /** Behind it, in the pattern. */
  readonly end: number;
}

const HYPHEN = 45;

/**
 * Reads `[...]` (POSIX 9.3.5): backslash is a character like others, `]` may stand first, `-` first or last.
 * @returns null when it does not end, or is wrong
 */
export function bracket(
  text: string,
  from: number,
  flags: { readonly ignoreCase: boolean; readonly lines: boolean },
): List | null {
  let at = from + 1;
  const negated = text[at] === '^';
  if (negated) at++;
  const first = at;
  let set = OctetSet.of([]);
  while (text[at] !== ']' || at === first) {
    const low = element(text, at, flags.ignoreCase);
    if (low === null) return null;
    at = low.end;
    // `[-a]`, `[--a]` and `[a-]`, but not `[a-c-e]`
    if (low.octet === HYPHEN && low.bare && at - 1 !== first && text[at] !== ']') return null;
    if (text[at] !== '-' || text[at + 1] === ']') {
      set = set.or(low.set);
      continue;
    }
    const high = element(text, at + 1, flags.ignoreCase);
    if (high === null || low.octet < 0 || high.octet < low.octet) return null;
    set = set.or(OctetSet.where((octet) => octet >= low.octet && octet <= high.octet));
    at = high.end;
  }
  const cased = flags.ignoreCase ? OctetSet.where((octet) => set.has(upper(octet))) : set;
  if (!negated) return { set: cased, end: at + 1 };
  return { set: OctetSet.where((octet) => !cased.has(octet) && (octet !== 10 || !flags.lines)), end: at + 1 };
}

interface Element extends List {
  /** -1 for what can not begin or end a range. */
  readonly octet: number;
  /** Written as it is, not as `[.a.]`. */
  readonly bare: boolean;
}

function element(text: string, at: number, ignoreCase: boolean): Element | null {
  const c = text[at];
  if (c === undefined) return null;
  const kind = c === '[' ? text[at + 1] : undefined;
  if (kind !== ':' && kind !== '.' && kind !== '=') {
    const octet = ignoreCase ? upper(c.charCodeAt(0)) : c.charCodeAt(0);
    return { set: OctetSet.of([octet]), octet, bare: true, end: at + 1 };
  }
  const end = text.indexOf(`${kind}]`, at + 2);
  if (end < 0) return null;
  const name = text.slice(at + 2, end);
  if (kind === ':') {
    const set = CLASSES.get(ignoreCase && (name === 'upper' || name === 'lower') ? 'alpha' : name);
    return set === undefined ? null : { set, octet: -1, bare: false, end: end + 2 };
  }
  if (name.length !== 1) return null;
  const octet = ignoreCase ? upper(name.charCodeAt(0)) : name.charCodeAt(0);
  return { set: OctetSet.of([octet]), octet: kind === '.' ? octet : -1, bare: false, end: end + 2 };
}
