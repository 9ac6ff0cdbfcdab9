/** Text of a recording as octets, one character each: recordings hold UTF-8. */
export function toWire(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** The reverse. */
export function fromWire(octets: string): string {
  return Buffer.from(octets, 'latin1').toString('utf8');
}
