// Parts of URIs as scripts see and change them. Nothing here judges what a script writes (spec/modules.md 2 and 5.1); what
// would break the message's lines is refused by whoever stores the text.

import { equalsIgnoreCase } from '../sip/chars.ts';
import type { Scheme, Uri } from '../sip/uri.ts';

/** @returns whether the user part is a telephone number (RFC 3261 19.1.1, `user=phone`) */
export function isPhone(uri: Uri): boolean {
  if (uri.paramsStart < 0) return false;
  const user = uri.param('user');
  return user !== null && equalsIgnoreCase(user, 'phone');
}

/** @returns the scheme; a SIP URI with `user=phone` stands for its telephone number (RFC 3261 19.1.6) */
export function schemeOf(uri: Uri): Scheme {
  if (uri.scheme === 'sip' && isPhone(uri)) return 'tel';
  if (uri.scheme === 'sips' && isPhone(uri)) return 'tels';
  return uri.scheme;
}

/** @returns the user part, '' without one; of a telephone number without its own parameters (RFC 3966) */
export function userOf(uri: Uri): string {
  const { user } = uri;
  const semi = user.indexOf(';');
  return semi >= 0 && isPhone(uri) ? user.slice(0, semi) : user;
}

/** @returns parameters of the telephone number in the user part of a `user=phone` URI; '' without any */
export function userParamsOf(uri: Uri): string {
  const { user } = uri;
  const semi = user.indexOf(';');
  return semi >= 0 && isPhone(uri) ? user.slice(semi + 1) : '';
}

/** @returns the value of `transport` as written, `UDP` without one */
export function transportOf(uri: Uri): string {
  const transport = uri.param('transport');
  return transport === null || transport === '' ? 'UDP' : transport;
}

/** @returns the port as written, else 5060 */
export function portOf(uri: Uri): string {
  return uri.portStart >= 0 && uri.portEnd > uri.portStart ? uri.portText : '5060';
}

/** @returns the port as written, else the one that a request to this URI goes to */
export function targetPortOf(uri: Uri): string {
  if (uri.portStart >= 0 && uri.portEnd > uri.portStart) return uri.portText;
  const { transport } = uri;
  return uri.scheme === 'sips' || transport === 'tls' || transport === 'wss' ? '5061' : '5060';
}

/**
 * @param user the new user part; '' removes it with the password
 * @returns the whole new URI, or null when such a URI has no user that could change (urn:, or tel: without a number)
 */
export function withUser(uri: Uri, user: string): string | null {
  const { text, start, end, scheme } = uri;
  const head = text.slice(start, start + scheme.length + 1);
  if (scheme === 'urn') return null;
  if (scheme === 'tel' || scheme === 'tels') return user === '' ? null : head + user + text.slice(uri.userEnd, end);
  if (user === '') return head + text.slice(uri.hostStart, end);
  const password = uri.passwordStart < 0 ? '' : `:${uri.password}`;
  return `${head}${user}${password}@${text.slice(uri.hostStart, end)}`;
}

/** @returns the whole new URI; a telephone number becomes a SIP URI of that host (RFC 3261 19.1.6); null for urn: */
export function withHost(uri: Uri, host: string): string | null {
  const { text, start, end, scheme } = uri;
  if (scheme === 'urn') return null;
  if (scheme === 'tel') return `sip:${text.slice(start + 4, end)}@${host};user=phone`;
  if (scheme === 'tels') return `sips:${text.slice(start + 5, end)}@${host};user=phone`;
  return text.slice(start, uri.hostStart) + host + text.slice(uri.hostEnd, end);
}

/**
 * @param port '' removes it
 * @returns the whole new URI, or null when such a URI has no port (tel:, urn:)
 */
export function withPort(uri: Uri, port: string): string | null {
  const { text, start, end, scheme } = uri;
  if (scheme !== 'sip' && scheme !== 'sips') return null;
  const tail = uri.portStart < 0 ? uri.hostEnd : uri.portEnd;
  return text.slice(start, uri.hostEnd) + (port === '' ? '' : `:${port}`) + text.slice(tail, end);
}
