// Recordings hold messages as JSON text; the runtime holds one character per octet.

/** @returns the octets of a recorded text, one character each */
export function wire(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** @returns the text as it would stand in a recording */
export function unwire(octets: string): string {
  return Buffer.from(octets, 'latin1').toString('utf8');
}
