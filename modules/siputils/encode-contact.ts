import { setRequestUri, wireText, type RouteContext, type Uri } from '../../runtime/module.ts';
import { allContacts, replaceContactUri } from './contacts.ts';

// The old style of topology hiding: the parts of a URI stand in the user part of another one,
// `sip:prefix*user*password*host*port*transport@ours`.

/** Why a contact could not be decoded. */
export const NO_USER = -23;
export const FEW_PARTS = -26;
export const BAD_SCHEME = -509;
const UNREADABLE = -2;
const BREAKS_FIELD = -3;

/** 1 done · -1 no Contact · -23 it has no user · -26 it has not six parts · -509 neither sip nor tel · -2 not readable · -3 would break the field */
export type Coding = 1 | -1 | -2 | -3 | -23 | -26 | -509;

/**
 * Hides the URIs of all contacts; their parameters but `transport` are lost.
 * @param host of ours, with a port or without
 */
export function hideContacts(cx: RouteContext, prefix: string, host: string, separator: string): Coding {
  const { message } = cx;
  if (message.findByName('Contact') < 0) return -1;
  const contacts = allContacts(message);
  if (contacts === null) return UNREADABLE;
  for (const contact of contacts) {
    const uri = contact.uri;
    if (uri === null) return UNREADABLE;
    if (!isSipOrTel(uri) || uri.scheme === 'sips') return BAD_SCHEME;
    const parts = [wireText(prefix), uri.user, uri.password, uri.host, uri.portText, uri.param('transport') ?? ''];
    if (!replaceContactUri(message, contact, `${uri.scheme}:${parts.join(separator)}@${wireText(host)}`, false))
      return BREAKS_FIELD;
  }
  return 1;
}

/** Puts the hidden URI back into the Request-URI. */
export function revealRequestUri(cx: RouteContext, separator: string): Coding {
  const uri = cx.parsedRequestUri;
  if (uri === null) return UNREADABLE;
  const revealed = reveal(uri, separator);
  if (typeof revealed === 'number') return revealed;
  return setRequestUri(cx, revealed) ? 1 : BREAKS_FIELD;
}

/** Puts the hidden URIs back into all contacts. */
export function revealContacts(cx: RouteContext, separator: string): Coding {
  const { message } = cx;
  if (message.findByName('Contact') < 0) return -1;
  const contacts = allContacts(message);
  if (contacts === null) return UNREADABLE;
  for (const contact of contacts) {
    const uri = contact.uri;
    if (uri === null) return UNREADABLE;
    const revealed = reveal(uri, separator);
    if (typeof revealed === 'number') return revealed;
    if (!replaceContactUri(message, contact, revealed, false)) return BREAKS_FIELD;
  }
  return 1;
}

function reveal(uri: Uri, separator: string): string | -23 | -26 | -509 {
  if (!isSipOrTel(uri)) return BAD_SCHEME;
  const at = uri.user.indexOf('@'); // in a tel: URI it stands in what is the number
  if (uri.user === '' || (uri.scheme === 'tel' && at < 0)) return NO_USER;
  const parts = (at < 0 ? uri.user : uri.user.slice(0, at)).split(separator);
  if (parts.length !== 6) return FEW_PARTS;
  const [, user = '', password = '', host = '', port = '', transport = ''] = parts;
  let text = `${uri.scheme}:${user}`;
  if (password !== '') text += `:${password}`;
  if (user !== '' && host !== '') text += '@';
  text += host;
  if (port !== '') text += `:${port}`;
  if (transport !== '') text += `;transport=${transport}`;
  return uri.paramsStart < 0 ? text : `${text};${uri.params}`;
}

function isSipOrTel({ scheme }: Uri): boolean {
  return scheme === 'sip' || scheme === 'sips' || scheme === 'tel';
}
