/** Payload types that are known by name without an `a=rtpmap` line: those of audio in RFC 3551 6, table 4. Names in lower case. */
const STATIC: ReadonlyMap<string, readonly string[]> = new Map([
  ['pcmu', ['0']],
  ['gsm', ['3']],
  ['g723', ['4']],
  ['dvi4', ['5', '6', '16', '17']],
  ['lpc', ['7']],
  ['pcma', ['8']],
  ['g722', ['9']],
  ['l16', ['10', '11']],
  ['qcelp', ['12']],
  ['cn', ['13']],
  ['mpa', ['14']],
  ['g728', ['15']],
  ['g729', ['18']],
]);

/** @param name in lower case @returns payload types that the name always has */
export function staticFormats(name: string): readonly string[] {
  return STATIC.get(name) ?? [];
}

/** @returns the parts of a list that a script gives, separated by commas, without blanks around them and without empty ones */
export function listed(list: string): string[] {
  const found: string[] = [];
  for (const part of list.split(',')) {
    const word = part.trim();
    if (word !== '') found.push(word);
  }
  return found;
}
