import { Header, parseNameAddrs, type HeaderField, type NameAddr, type SipMessage } from '../../runtime/module.ts';
import { REFUSED, type Refusal } from './refusal.ts';
import { MOST_IN_REQUEST } from './registrar.ts';

/** The contacts of a REGISTER; `*` is no contact but a request to remove all. */
export interface Contacts {
  /** The first Contact field is `*`. */
  readonly star: boolean;
  /** Field by field, those of one field from its end, as recorded (flow register/two-contacts-fork). Empty for `*` and for a query. */
  readonly list: readonly NameAddr[];
}

const NONE: Contacts = { star: false, list: [] };
const STAR: Contacts = { star: true, list: [] };
const ASTERISK = 42;

/**
 * Reads all Contact fields (modules.md 13.1, step 2). A script may have replaced the URI of a contact (nathelper.md 1.1).
 *
 * @param expires value of the Expires field, -1 without, -2 when it is no number
 */
export function readContacts(message: SipMessage, expires: number): Contacts | Refusal {
  const first = message.header(Header.Contact);
  if (first === null) return NONE;
  const single = (message.repeated & (1 << Header.Contact)) === 0;
  if (isStar(message, first)) {
    // a parameter does not count, only the field does (RFC 3261 10.2.2)
    if (expires !== 0) return REFUSED.starExpires;
    return single ? STAR : REFUSED.starContacts;
  }
  const contacts = message.contacts;
  if (contacts === null) return REFUSED.contact;
  if (!single) return all(message, contacts);
  if (contacts.length > MOST_IN_REQUEST) return REFUSED.contactCount;
  return { star: false, list: contacts.length === 1 ? contacts : contacts.slice().reverse() };
}

function all(message: SipMessage, contacts: readonly NameAddr[]): Contacts | Refusal {
  const list = contacts.slice().reverse();
  const { received: text } = message;
  // behind the first one
  for (let at = message.findByType(Header.Contact); (at = message.findByType(Header.Contact, at + 1)) >= 0;) {
    const field = message.field(at);
    if (isStar(message, field)) return REFUSED.starContacts;
    const more = parseNameAddrs(text, field.bodyStart, field.bodyEnd);
    if (more === null) return REFUSED.contact;
    for (let k = more.length - 1; k >= 0; k--) list.push(more[k]!);
    if (list.length > MOST_IN_REQUEST) return REFUSED.contactCount;
  }
  return list.length > MOST_IN_REQUEST ? REFUSED.contactCount : { star: false, list };
}

// what begins with `*` is one, parameters and further contacts in the field included
function isStar(message: SipMessage, field: HeaderField): boolean {
  return field.bodyStart < field.bodyEnd && message.received.charCodeAt(field.bodyStart) === ASTERISK;
}
