import { findParam, trimEnd, type SipMessage, type Source, type Uri } from '../../runtime/module.ts';
import { theContact } from './contact.ts';

/**
 * Puts the source address and port in the place of host and port of the Contact (spec/nathelper.md 4.2). Who reads the
 * contact list later sees the new URI.
 * @returns 1, or -1: no usable Contact, or its URI was replaced before
 */
export function fixContact(message: SipMessage, source: Source): 1 | -1 {
  const contact = theContact(message);
  if (contact === null || contact.replaced !== '') return -1;
  const uri = contact.uri!;
  const { text } = uri;
  const behind = uri.portEnd >= 0 ? uri.portEnd : uri.hostEnd;
  const fixed = `${text.slice(uri.start, uri.hostStart)}${source.host}:${source.port}${withoutMaddr(uri, behind)}`;
  message.edits.replace(contact.uriStart, contact.uriEnd, fixed);
  contact.replaceUri(fixed);
  return 1;
}

// maddr would send requests elsewhere again (RFC 3261 19.1.1)
function withoutMaddr(uri: Uri, from: number): string {
  const { text, end, paramsStart } = uri;
  const maddr = paramsStart < 0 ? null : findParam(text, paramsStart, uri.paramsEnd, 'maddr');
  if (maddr === null) return text.slice(from, end);
  return text.slice(from, trimEnd(text, from, maddr.start)) + text.slice(maddr.end, end);
}
