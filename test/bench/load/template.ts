// Messages are made once and patched as octets: the generator has to cost less than the server that it measures.

const HOLE = '{call}';
const DIGITS = 8;

/** The number of a call as it is written into messages: eight hexadecimal digits. */
export class CallDigits {
  readonly octets: Uint8Array = new Uint8Array(DIGITS);

  /** @returns itself, with the digits of another number */
  of(call: number): this {
    for (let i = DIGITS - 1, rest = call; i >= 0; i--, rest >>>= 4) {
      const digit = rest & 15;
      this.octets[i] = digit < 10 ? 48 + digit : 87 + digit;
    }
    return this;
  }
}

/** @returns the number that stands in eight hexadecimal digits, -1 when other octets do */
export function readCall(octets: Uint8Array, at: number): number {
  let call = 0;
  for (let i = at; i < at + DIGITS; i++) {
    const octet = octets[i] ?? 0;
    const digit = octet >= 48 && octet <= 57 ? octet - 48 : octet >= 97 && octet <= 102 ? octet - 87 : -1;
    if (digit < 0) return -1;
    call = (call << 4) | digit;
  }
  return call >>> 0;
}

/** A text in which `{call}` stands for the number of a call. */
export class Template {
  private readonly octets: Buffer;
  private readonly places: readonly number[];

  constructor(text: string) {
    const pieces = text.split(HOLE);
    this.octets = Buffer.from(pieces.join('0'.repeat(DIGITS)), 'latin1');
    const places: number[] = [];
    let at = 0;
    for (const piece of pieces.slice(0, -1)) {
      places.push(at + piece.length);
      at += piece.length + DIGITS;
    }
    this.places = places;
  }

  /** @returns the pieces of a text around holes that are filled with something else, in their order */
  static around(text: string, holes: readonly string[]): Template[] {
    const pieces: Template[] = [];
    let rest = text;
    for (const hole of holes) {
      const at = rest.indexOf(hole);
      if (at < 0) throw new Error(`the text has no ${hole}`);
      pieces.push(new Template(rest.slice(0, at)));
      rest = rest.slice(at + hole.length);
    }
    return [...pieces, new Template(rest)];
  }

  /** Writes the text with the digits in place. @returns where it ends */
  write(into: Buffer, at: number, digits: CallDigits): number {
    const { octets, places } = this;
    octets.copy(into, at);
    for (let i = 0; i < places.length; i++) {
      const place = at + places[i]!;
      for (let k = 0; k < DIGITS; k++) into[place + k] = digits.octets[k]!;
    }
    return at + octets.length;
  }
}
