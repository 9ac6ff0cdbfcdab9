import {
  PROTO_NUMBER,
  breaksLine,
  findParam,
  setRequestUri,
  wireText,
  type NameAddr,
  type RouteContext,
  type Source,
  type Uri,
} from '../../runtime/module.ts';
import { allContacts, replaceContactUri } from './contacts.ts';

/**
 * Puts an address of ours in the place of every contact's URI, which goes along as a parameter in base64url without padding.
 *
 * @param param name of the parameter
 * @param address URI of ours, without that parameter
 * @param source where the message came from, to go along as `;alias=`; null to leave it out
 * @returns 1 done, or there is no Contact · -1 a contact can not be read, or the arguments would break the field
 */
export function encodeContacts(cx: RouteContext, param: string, address: string, source: Source | null): 1 | -1 {
  const contacts = allContacts(cx.message);
  if (contacts === null || param === '' || address === '') return -1;
  const alias = source === null ? '' : `;alias=${source.host}~${source.port}~${PROTO_NUMBER[source.proto]}`;
  const head = `${wireText(address)};${wireText(param)}=`;
  if (breaksLine(head) || head.includes('<') || head.includes('>')) return -1;
  for (const contact of contacts) {
    const old = Buffer.from(contact.uriText + alias, 'latin1').toString('base64url');
    replaceContactUri(cx.message, contact, head + old, true);
  }
  return 1;
}

/**
 * Puts the URIs that `encodeContacts` hid back into the contacts. What comes out is not checked to be a URI.
 * @returns 1 done, or there was nothing to do · -1 a contact or a value can not be read, or the text would break the field
 */
export function decodeContacts(cx: RouteContext, param: string): 1 | -1 {
  const contacts = allContacts(cx.message);
  if (contacts === null) return -1;
  for (const contact of contacts) {
    const hidden = valueOf(contact.uri, param);
    if (hidden === '') continue;
    const uri = decode(hidden);
    if (uri === null || !replaceContactUri(cx.message, contact, uri, true)) return -1;
  }
  return 1;
}

/** The same for the Request-URI. @returns -1 also for a Request-URI that can not be read */
export function decodeRequestUri(cx: RouteContext, param: string): 1 | -1 {
  const uri = cx.parsedRequestUri;
  if (uri === null) return -1;
  const hidden = valueOf(uri, param);
  if (hidden === '') return 1;
  const text = decode(hidden);
  return text !== null && setRequestUri(cx, text) ? 1 : -1;
}

/** Removes a URI parameter from all contacts. @returns 1, also when none has it · -1 a contact can not be read */
export function removeContactParam(cx: RouteContext, param: string): 1 | -1 {
  const contacts = allContacts(cx.message);
  if (contacts === null) return -1;
  for (const contact of contacts) {
    const at = paramOf(contact.uri, param);
    if (at !== null) cx.message.edits.remove(at.start, at.end);
  }
  return 1;
}

/** @returns 1 the first contact has the URI parameter, or there is no Contact · -1 it has not, it is `*`, or it can not be read */
export function contactHasParam(cx: RouteContext, param: string): 1 | -1 {
  const contacts = allContacts(cx.message);
  if (contacts === null) return -1;
  const first: NameAddr | undefined = contacts[0];
  if (first === undefined) return cx.message.findByName('Contact') < 0 ? 1 : -1;
  return paramOf(first.uri, param) !== null ? 1 : -1;
}

function paramOf(uri: Uri | null, param: string): { start: number; end: number; valueStart: number; valueEnd: number } | null {
  if (uri === null || uri.paramsStart < 0) return null;
  return findParam(uri.text, uri.paramsStart, uri.paramsEnd, param.toLowerCase());
}

function valueOf(uri: Uri | null, param: string): string {
  const at = paramOf(uri, param);
  return at === null || at.valueStart < 0 ? '' : uri!.text.slice(at.valueStart, at.valueEnd);
}

// null for what no encoder wrote
function decode(text: string): string | null {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    const letter = ((c | 32) >= 97 && (c | 32) <= 122) || (c >= 48 && c <= 57);
    if (!letter && c !== 45 && c !== 95) return null; // - _
  }
  return text.length % 4 === 1 ? null : Buffer.from(text, 'base64url').toString('latin1');
}
