const ROOM = 4096;
const MOST_SHARED = 4096;

/**
 * Makes texts that may be kept for long. A piece cut out of a message keeps the whole message in memory, so what a binding
 * holds is copied out; what many bindings have in common (user agents, sockets) is kept once.
 */
export class Texts {
  private readonly room: Buffer = Buffer.allocUnsafeSlow(ROOM);
  private readonly known: Map<string, string> = new Map();

  /**
   * @param text characters up to U+00FF
   * @returns the same text, holding on to nothing else
   */
  own(text: string): string {
    const { length } = text;
    // so short a piece is copied when it is cut
    if (length < 13) return text;
    if (length > ROOM) return Buffer.from(text, 'latin1').toString('latin1');
    this.room.write(text, 0, 'latin1');
    return this.room.toString('latin1', 0, length);
  }

  /** As `own`, for texts that come again and again: the same text is the same object. */
  shared(text: string): string {
    if (text === '') return '';
    const known = this.known.get(text);
    if (known !== undefined) return known;
    const own = this.own(text);
    // peers choose some of these texts, so there is an end to remembering (spec/security.md 27)
    if (this.known.size < MOST_SHARED) this.known.set(own, own);
    return own;
  }

  /** How many texts are remembered. */
  get size(): number {
    return this.known.size;
  }
}
