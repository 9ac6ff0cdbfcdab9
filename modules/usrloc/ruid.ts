const BASE = 36;
const PLACE_DIGITS = 4;

/**
 * Makes the ids of bindings: `uloc-`, what tells this server and this start of it from others, a number, and in the last four
 * digits the place of its AoR (aor-index.ts), by which the binding is found again.
 */
export class Ruids {
  private readonly prefix: string;
  private made = 0;

  /**
   * @param serverId number of the server (`server_id`)
   * @param start unguessable text made at start: temporary GRUUs carry the id
   */
  constructor(serverId: number, start: string) {
    this.prefix = `uloc-${serverId > 0 ? `${serverId.toString(BASE)}-` : ''}${start}-`;
  }

  /** @returns the number of a new id: a binding keeps that, the text is wanted seldom */
  next(): number {
    return ++this.made;
  }

  /** @param number from `next` */
  text(number: number, place: number): string {
    return this.prefix + number.toString(BASE) + place.toString(BASE).padStart(PLACE_DIGITS, '0');
  }

  /** @returns the place that an id names, -1 when this server did not make it since it started */
  place(ruid: string): number {
    const from = ruid.length - PLACE_DIGITS;
    if (from <= this.prefix.length || !ruid.startsWith(this.prefix)) return -1;
    let place = 0;
    for (let i = from; i < ruid.length; i++) {
      const c = ruid.charCodeAt(i);
      const digit = c >= 48 && c <= 57 ? c - 48 : c >= 97 && c <= 122 ? c - 87 : BASE;
      if (digit >= BASE) return -1;
      place = place * BASE + digit;
    }
    return place;
  }
}
