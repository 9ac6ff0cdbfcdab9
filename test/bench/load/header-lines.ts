// Finds the few header lines that a phone needs. It reads messages of a server under test on loopback, so names are expected as
// everybody writes them, in full; what the server would have to understand from strangers is not its business.

export const Line = { Other: 0, Via: 1, RecordRoute: 2, From: 3, To: 4, CallId: 5, CSeq: 6, Contact: 7 } as const;
export type Line = (typeof Line)[keyof typeof Line];

const LF = 10;
const CR = 13;
const COLON = 58;
const SPACE = 32;
const LOWER = 32; // the bit that sets small letters apart
const MOST = 64;

/** The header lines of one message at a time. */
export class HeaderLines {
  count: number = 0;
  private readonly kinds: Uint8Array = new Uint8Array(MOST);
  private readonly starts: Int32Array = new Int32Array(MOST);
  private readonly values: Int32Array = new Int32Array(MOST);
  private readonly ends: Int32Array = new Int32Array(MOST);

  kind(i: number): Line {
    return this.kinds[i] as Line;
  }
  /** Where line `i` begins. */
  start(i: number): number {
    return this.starts[i]!;
  }
  /** Where its value begins. */
  value(i: number): number {
    return this.values[i]!;
  }
  /** Behind its line end. */
  end(i: number): number {
    return this.ends[i]!;
  }

  /** @returns the first line of a kind, -1 when there is none */
  first(kind: Line): number {
    for (let i = 0; i < this.count; i++) if (this.kinds[i] === kind) return i;
    return -1;
  }

  /** Reads the header of the message in [from, to). */
  read(octets: Uint8Array, from: number, to: number): void {
    this.count = 0;
    let at = nextLine(octets, from, to);
    while (at < to && octets[at] !== CR && this.count < MOST) {
      let colon = at;
      while (colon < to && octets[colon] !== COLON && octets[colon] !== LF) colon++;
      let value = colon + 1;
      while (octets[value] === SPACE) value++;
      const end = nextLine(octets, colon, to);
      const i = this.count++;
      this.kinds[i] = kindOf(octets, at, colon - at);
      this.starts[i] = at;
      this.values[i] = value;
      this.ends[i] = end;
      at = end;
    }
  }
}

function nextLine(octets: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && octets[at] !== LF) at++;
  return at + 1;
}

// Names of the length, by their first letters
function kindOf(octets: Uint8Array, at: number, length: number): Line {
  const letter = octets[at]! | LOWER;
  switch (length) {
    case 2:
      return letter === 116 ? Line.To : Line.Other;
    case 3:
      return letter === 118 ? Line.Via : Line.Other;
    case 4:
      return letter === 102 ? Line.From : letter === 99 ? Line.CSeq : Line.Other;
    case 7:
      if (letter !== 99) return Line.Other;
      return (octets[at + 1]! | LOWER) === 97 ? Line.CallId : Line.Contact;
    case 12:
      return letter === 114 ? Line.RecordRoute : Line.Other;
    default:
      return Line.Other;
  }
}
