import {
  Header,
  decimal,
  parseNameAddrs,
  type NameAddr,
  type RouteContext,
  type Select,
  type SipMessage,
  type Source,
} from '../../runtime/module.ts';

const NAME = 'rewrite_contact[';

/**
 * Select `nathelper.rewrite_contact[n]`: the n-th contact of the message, n from 1, with host and port of the source;
 * `.nameaddr.uri` and `.nameaddr.name` give its parts (spec/nathelper.md 6).
 * @returns null without that contact, without a host in it, and for another path
 */
export const rewriteContact: Select = (cx: RouteContext, path: readonly string[]): string | null => {
  const [first = '', part = '', field = ''] = path;
  if (!first.startsWith(NAME) || !first.endsWith(']')) return null;
  const contact = nthContact(cx.message, decimal(first, NAME.length, first.length - 1, 0xffff));
  const uri = contact === null ? null : rewrittenUri(contact, cx.source);
  if (contact === null || uri === null) return null;
  if (path.length === 1)
    return contact.text.slice(contact.start, contact.uriStart) + uri + contact.text.slice(contact.uriEnd, contact.end);
  if (part !== 'nameaddr' || path.length !== 3) return null;
  if (field === 'uri') return uri;
  return field === 'name' ? contact.text.slice(contact.displayStart, contact.displayEnd) : null;
};

function nthContact(message: SipMessage, n: number): NameAddr | null {
  if (n < 1) return null;
  let left = n;
  for (const field of message.headers) {
    if (field.type !== Header.Contact) continue;
    const contacts = message.isStar(field) ? null : parseNameAddrs(message.text, field.bodyStart, field.bodyEnd);
    if (contacts === null) return null;
    if (left <= contacts.length) return contacts[left - 1]!;
    left -= contacts.length;
  }
  return null;
}

// the default port is left out
function rewrittenUri(contact: NameAddr, source: Source): string | null {
  const { uri } = contact;
  if (uri === null || uri.hostStart < 0) return null;
  const port = source.port === (source.proto === 'tls' ? 5061 : 5060) ? '' : `:${source.port}`;
  return (
    uri.text.slice(uri.start, uri.hostStart) +
    source.host +
    port +
    uri.text.slice(uri.portEnd >= 0 ? uri.portEnd : uri.hostEnd, uri.end)
  );
}
