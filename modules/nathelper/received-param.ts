import { Header, parseNameAddrs, type HeaderField, type NameAddr, type SipMessage, type Source } from '../../runtime/module.ts';
import { sourceUri } from './source-text.ts';

/**
 * Adds a parameter `received` with the source URI to every contact of every Contact field (spec/nathelper.md 4.6).
 *
 * @param mode 0: a parameter of the header; any other: of the URI, which works for UDP only and not with a URI that was replaced
 * @returns 1 added, or nothing to add it to · -1 not added
 */
export function addReceivedParam(message: SipMessage, source: Source, mode: number): 1 | -1 {
  if (mode !== 0 && source.proto !== 'udp') return -1;
  const contacts: NameAddr[] = [];
  for (const field of message.headers) {
    if (field.type !== Header.Contact) continue;
    if (message.isStar(field)) return 1;
    const own = contactsOf(message, field);
    if (own === null) return -1;
    for (const contact of own) contacts.push(contact);
  }
  // all of them or none: a fault in one field leaves the others alone
  for (const { replaced } of contacts) if (mode !== 0 && replaced !== '') return -1;
  const param = mode === 0 ? `;received="${sourceUri(source)}"` : `;received=${sourceUri(source)}`;
  for (const { end, uriEnd } of contacts) message.edits.insert(mode === 0 ? end : uriEnd, param);
  return 1;
}

// only the list of the first field is kept, with what was replaced in it
function contactsOf(message: SipMessage, field: HeaderField): readonly NameAddr[] | null {
  if (field.start === message.header(Header.Contact)?.start) return message.contacts;
  return parseNameAddrs(message.text, field.bodyStart, field.bodyEnd);
}
