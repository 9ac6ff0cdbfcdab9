import { COMMA, equalsLower, skipSpace, tokenEnd, type HeaderType, type SipMessage } from '../../runtime/module.ts';

/**
 * Whether a list of option tags (Supported, Require) names one.
 * @param tag in lower case; the case of the message is ignored
 */
export function hasOptionTag(message: SipMessage, type: HeaderType, tag: string): boolean {
  for (let at = message.findByType(type); at >= 0; at = message.findByType(type, at + 1)) {
    const field = message.field(at);
    if (lists(message.received, field.bodyStart, field.bodyEnd, tag)) return true;
  }
  return false;
}

function lists(text: string, from: number, to: number, tag: string): boolean {
  for (let i = from; i < to;) {
    const start = skipSpace(text, i, to);
    const end = tokenEnd(text, start, to);
    i = skipSpace(text, end, to);
    const separated = i >= to || text.charCodeAt(i) === COMMA;
    if (separated && equalsLower(text, start, end, tag)) return true;
    // what is no token is not understood; go on behind the next comma
    while (i < to && text.charCodeAt(i) !== COMMA) i++;
    i++;
  }
  return false;
}
