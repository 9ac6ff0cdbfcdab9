// Comparing messages with recorded ones: parts that are made at random are named, and the order of parameters in a Via is free.

const NAMED = /@(?:TAG|BRANCH|CONID)@/;
const OWN_MARK = /;i=@CONID@/g;

/**
 * @param expected recorded text; `@TAG@`, `@BRANCH@` and `@CONID@` stand for any token
 * @returns whether the text is the recorded one
 */
export function sameMessage(expected: string, actual: string): boolean {
  if (expected === actual || fits(expected, actual)) return true;
  const recorded = orderedVias(expected);
  const own = orderedVias(actual);
  // our Via carries no mark of the connection: the flow is kept with the transaction
  return fits(recorded, own) || fits(recorded.replace(OWN_MARK, ''), own);
}

/** @returns whether a value read from a variable is the recorded one */
export function sameValue(expected: unknown, actual: unknown): boolean {
  if (expected === '@CONID@') return typeof actual === 'number' && actual > 0;
  if (typeof expected === 'string' && typeof actual === 'string') return fits(expected, actual);
  return expected === actual;
}

function fits(pattern: string, text: string): boolean {
  const literals = pattern.split(NAMED);
  let at = 0;
  for (const [i, literal] of literals.entries()) {
    if (i > 0) {
      const start = at;
      while (at < text.length && isToken(text[at] as string)) at++;
      if (at === start) return false;
    }
    if (!text.startsWith(literal, at)) return false;
    at += literal.length;
  }
  return at === text.length;
}

function isToken(c: string): boolean {
  return /[A-Za-z0-9.\-_]/.test(c);
}

/** @returns the message with the parameters of each Via value sorted */
export function orderedVias(message: string): string {
  const end = message.indexOf('\r\n\r\n');
  const head = end < 0 ? message : message.slice(0, end);
  const lines = head.split('\r\n').map((line) => {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    if (name !== 'via' && name !== 'v') return line;
    const values = line.slice(colon + 1).split(',');
    return `${line.slice(0, colon)}:${values.map(orderedVia).join(',')}`;
  });
  return lines.join('\r\n') + (end < 0 ? '' : message.slice(end));
}

function orderedVia(value: string): string {
  const [sentBy, ...params] = value.split(';');
  return [sentBy, ...params.sort()].join(';');
}
