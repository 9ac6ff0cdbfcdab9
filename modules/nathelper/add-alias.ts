import {
  Header,
  LBRACKET,
  LT,
  PROTO_NUMBER,
  decimal,
  indexOfChar,
  isDigit,
  isIPv6,
  sameIP,
  type Proto,
  type SipMessage,
  type Source,
  type Uri,
} from '../../runtime/module.ts';
import { hasNoContact, theContact } from './contact.ts';
import type { Settings } from './settings.ts';
import { sourceAlias } from './source-text.ts';

/**
 * Adds the source as alias behind host and port of the Contact's URI, unless the URI tells the truth (spec/nathelper.md 4.4).
 * Only the message that leaves shows it; the contact list does not.
 * @returns 1 added · 2 nothing to do · -1 the Contact can not be read, or its URI was replaced before
 */
export function addAlias(message: SipMessage, source: Source, settings: Settings): 1 | 2 | -1 {
  if (hasNoContact(message)) return 2;
  const uri = theContact(message)?.uri ?? null;
  if (uri === null) return -1;
  return isSource(uri, source) ? 2 : insertAlias(message, settings.aliasParam + sourceAlias(source));
}

/**
 * The same with an address that the script knows; added in any case (spec/nathelper.md 4.5).
 * @returns as `addAlias`, and -1 when one of the values can not be
 */
export function addAliasAddress(message: SipMessage, settings: Settings, ip: string, port: string, proto: string): 1 | 2 | -1 {
  if (hasNoContact(message)) return 2;
  const host = aliasHost(ip);
  const name = proto.toLowerCase();
  if (host === '' || !Object.hasOwn(PROTO_NUMBER, name) || decimal(port, 0, port.length, 65535) < 1) return -1;
  if (theContact(message) === null) return -1;
  return insertAlias(message, `${settings.aliasParam}${host}~${port}~${PROTO_NUMBER[name as Proto]}`);
}

// host, port and transport all as the packet's; a missing port counts as 5060 with every transport. A URI can not say WSS
// (RFC 7118 5.2.2).
function isSource(uri: Uri, source: Source): boolean {
  return (
    source.proto !== 'wss' &&
    (uri.portStart < 0 ? 5060 : uri.port) === source.port &&
    uri.transport === source.proto &&
    sameIP(uri.hostBare, source.ip)
  );
}

function insertAlias(message: SipMessage, alias: string): 1 | -1 {
  const contact = theContact(message)!;
  if (contact.replaced !== '') return -1;
  const uri = contact.uri!;
  const field = message.header(Header.Contact)!;
  const bare = indexOfChar(message.text, LT, field.bodyStart, field.bodyEnd) < 0;
  if (bare) message.edits.insert(field.bodyStart, '<');
  message.edits.insert(uri.portEnd >= 0 ? uri.portEnd : uri.hostEnd, bare ? `${alias}>` : alias);
  return 1;
}

// The address as an alias carries it, '' when it is none. Octets are not checked, as Kamailio does not.
function aliasHost(ip: string): string {
  if (isIPv6(ip)) return ip.charCodeAt(0) === LBRACKET ? ip : `[${ip}]`;
  let groups = 1;
  let digits = 0;
  for (let i = 0; i < ip.length; i++) {
    const c = ip.charCodeAt(i);
    if (isDigit(c)) digits++;
    else if (c === 46 && digits > 0) {
      groups++;
      digits = 0;
    } else return '';
    if (digits > 3) return '';
  }
  return groups === 4 && digits > 0 ? ip : '';
}
