/** As many objects as fit the half word that tells one. */
const MOST = 1000;

/** Objects that many records have in common, by number: sockets, callbacks. */
export class Shared {
  private list: object[] = [];
  private readonly places: Map<object, number> = new Map();

  /** @returns the number of an object; -1 when there are too many already */
  place(object: object): number {
    const known = this.places.get(object);
    if (known !== undefined) return known;
    const place = this.list.length;
    if (place >= MOST) return -1;
    this.list.push(object);
    this.places.set(object, place);
    return place;
  }

  at(place: number): object {
    return this.list[place]!;
  }

  /** Forgets them all, when no record is left. */
  clear(): void {
    this.list = [];
    this.places.clear();
  }
}
