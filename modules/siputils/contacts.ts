import { Header, breaksLine, listValues, parseNameAddr, type NameAddr, type SipMessage } from '../../runtime/module.ts';

/**
 * Reads all contacts of all Contact fields.
 * @returns null when one can not be read; empty for `*`, and when there is no Contact
 */
export function allContacts(message: SipMessage): NameAddr[] | null {
  const field = message.header(Header.Contact);
  if (field === null || message.isStar(field)) return [];
  const values = listValues(message, Header.Contact);
  if (values === null) return null;
  const contacts: NameAddr[] = [];
  for (const value of values) {
    const contact = parseNameAddr(message.text, value.start, value.end);
    if (contact === null) return null;
    contacts.push(contact);
  }
  return contacts;
}

/**
 * Records another URI for a contact.
 * @param bracket put `<>` around it when the contact has none
 * @returns false when the text would break the field: `<`, `>`, CR, LF, NUL (spec/security.md 4)
 */
export function replaceContactUri(message: SipMessage, contact: NameAddr, uri: string, bracket: boolean): boolean {
  if (breaksLine(uri) || uri.includes('<') || uri.includes('>')) return false;
  message.edits.replace(contact.uriStart, contact.uriEnd, bracket && !contact.bracketed ? `<${uri}>` : uri);
  return true;
}
