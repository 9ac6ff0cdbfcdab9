import { ownText } from '../../runtime/module.ts';
import type { Binding } from './binding.ts';

// The first bits of a hash choose a place, so that a range of hashes is a range of places. So many that a million AoRs are four
// in each; nothing ever has to be moved, so a table that grows never makes the server wait.
const PLACE_BITS = 18;
const SHIFT = 32 - PLACE_BITS;

/** AoRs that are looked for one after the other. More of one place stand in a Map: who chooses them may know the hash. */
const MOST_NEIGHBOURS = 8;

type Place = Binding | Map<string, Binding> | null;

/**
 * Finds AoRs: the first binding of each by its hash. There is nothing for an AoR but its bindings, chained through `neighbour`
 * where some AoRs have the same place.
 */
export class AorIndex {
  private readonly places: Place[] = Array.from({ length: 1 << PLACE_BITS }, () => null);

  /** @param hash `placeHash(aor)` */
  get(aor: string, hash: number): Binding | null {
    const place = this.places[placeOf(hash)]!;
    if (place instanceof Map) return place.get(aor) ?? null;
    for (let at: Binding | null = place; at !== null;) {
      // Read before it is needed: V8 throws away compiled code that comes to a line which never ran before, and two AoRs
      // in one place are rare.
      const following: Binding | null = at.neighbour;
      if (at.isOf(aor, hash)) return at;
      at = following;
    }
    return null;
  }

  /** Adds an AoR that is not there yet. */
  add(first: Binding): void {
    const at = placeOf(first.placeHash);
    const place = this.places[at]!;
    if (place instanceof Map) place.set(ownText(first.aor), first);
    else {
      first.neighbour = place;
      this.places[at] = isLong(first) ? mapOf(first) : first;
    }
  }

  /** Another binding of the AoR is the first one now. @param first null: it has none any more */
  replace(old: Binding, first: Binding | null): void {
    if (old === first) return;
    const at = placeOf(old.placeHash);
    const place = this.places[at]!;
    if (!(place instanceof Map)) this.places[at] = replaced(place, old, first);
    else if (first !== null) place.set(ownText(first.aor), first);
    else if (place.delete(old.aor) && place.size === 0) this.places[at] = null;
  }

  /** @returns what `find` finds in one of the AoRs of a place, null when it finds nothing there */
  search(place: number, find: (first: Binding) => Binding | null): Binding | null {
    const chain = this.places[place] ?? null;
    let found: Binding | null = null;
    if (!(chain instanceof Map)) {
      for (let at: Binding | null = chain; at !== null && found === null; at = at.neighbour) found = find(at);
    } else for (const first of chain.values()) found ??= find(first);
    return found;
  }

  /**
   * Visits the AoRs whose hash is in [from, to), unsigned.
   * @param visit may remove the AoR it is called with, and no other
   */
  range(from: number, to: number, visit: (first: Binding) => void): void {
    const inRange = (first: Binding): void => {
      const hash = first.placeHash >>> 0;
      if (hash >= from && hash < to) visit(first);
    };
    if (from >= to) return;
    const last = (to - 1) >>> SHIFT;
    for (let i = from >>> SHIFT; i <= last; i++) {
      const place = this.places[i]!;
      if (place === null) continue;
      if (place instanceof Map) for (const first of place.values()) inRange(first);
      else visitChain(place, inRange);
    }
  }
}

/** @returns index of the place; @param hash signed 32 bits */
export function placeOf(hash: number): number {
  return hash >>> SHIFT;
}

function visitChain(chain: Binding, visit: (first: Binding) => void): void {
  for (let at: Binding | null = chain; at !== null;) {
    const following: Binding | null = at.neighbour;
    visit(at);
    at = following;
  }
}

function isLong(chain: Binding): boolean {
  let length = 0;
  for (let at: Binding | null = chain; at !== null; at = at.neighbour) length++;
  return length > MOST_NEIGHBOURS;
}

function mapOf(chain: Binding): Map<string, Binding> {
  const map = new Map<string, Binding>();
  visitChain(chain, (first) => {
    first.neighbour = null;
    map.set(ownText(first.aor), first);
  });
  return map;
}

// the chain with another binding, or none, in the place of `old`
function replaced(chain: Binding, old: Binding, first: Binding | null): Binding | null {
  const { neighbour } = old;
  old.neighbour = null;
  if (first !== null) first.neighbour = neighbour;
  const next = first ?? neighbour;
  if (chain === old) return next;
  let before = chain;
  while (before.neighbour !== old) before = before.neighbour!;
  before.neighbour = next;
  return chain;
}
