import { Header, equalsIgnoreCase, skipSpace, trimEnd, type SipMessage } from '../../runtime/module.ts';

// RFC 3323 4.2, RFC 3325 9.3, RFC 4244 3.2
const KNOWN: readonly string[] = ['header', 'session', 'user', 'none', 'critical', 'id', 'history'];

/**
 * @param value one that is known, in any case
 * @returns whether Privacy asks for it; not when the field holds a value that is not known: it can not be trusted to be read right
 */
export function asksForPrivacy(message: SipMessage, value: string): boolean {
  const field = message.header(Header.Privacy);
  if (field === null || !isKnown(value)) return false;
  const { text } = message;
  let found = false;
  for (let at = field.bodyStart; at <= field.bodyEnd;) {
    let end = text.indexOf(';', at);
    if (end < 0 || end > field.bodyEnd) end = field.bodyEnd;
    const start = skipSpace(text, at, end);
    const one = text.slice(start, trimEnd(text, start, end));
    if (!isKnown(one)) return false;
    if (equalsIgnoreCase(one, value)) found = true;
    at = end + 1;
  }
  return found;
}

function isKnown(value: string): boolean {
  for (const one of KNOWN) if (equalsIgnoreCase(one, value)) return true;
  return false;
}
