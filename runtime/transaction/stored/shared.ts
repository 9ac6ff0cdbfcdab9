/** As many objects as fit the half word that tells one. */
const MOST = 1000;

/**
 * Objects that many records have in common, by number: sockets, callbacks. One is let go of with its last record: a busy server
 * always has some, and must not keep the routes of each generation that it ever ran.
 */
export class Shared {
  private readonly list: (object | null)[] = [];
  // records that have the object of a place
  private readonly counts: number[] = [];
  private readonly free: number[] = [];
  private readonly places: Map<object, number> = new Map();

  /** Objects that are kept. */
  get size(): number {
    return this.places.size;
  }

  /** Keeps an object for one record more. @returns its number; -1 when there are too many already */
  place(object: object): number {
    const known = this.places.get(object);
    if (known !== undefined) {
      this.counts[known]!++;
      return known;
    }
    if (this.places.size >= MOST) return -1;
    const place = this.free.pop() ?? this.list.length;
    this.list[place] = object;
    this.counts[place] = 1;
    this.places.set(object, place);
    return place;
  }

  at(place: number): object {
    return this.list[place]!;
  }

  /** A record needs its object no more. @param place what `place` returned; -1 is none */
  release(place: number): void {
    if (place < 0 || --this.counts[place]! > 0) return;
    this.places.delete(this.list[place]!);
    this.list[place] = null;
    this.free.push(place);
  }
}
