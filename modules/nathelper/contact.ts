import { Header, type NameAddr, type SipMessage } from '../../runtime/module.ts';

/**
 * "The Contact" of a message, which all functions of the module work on: the first contact of the first Contact field
 * (spec/nathelper.md 1.4).
 *
 * @returns null when there is none, it is `*`, or it or its URI can not be read or has no host
 */
export function theContact(message: SipMessage): NameAddr | null {
  const contact = message.contacts?.[0];
  if (contact === undefined) return null;
  const { uri } = contact;
  return uri === null || uri.hostStart < 0 ? null : contact;
}

/** @returns whether there is nothing that could have an address: no Contact field, or `*` */
export function hasNoContact(message: SipMessage): boolean {
  const field = message.header(Header.Contact);
  return field === null || message.isStar(field);
}
