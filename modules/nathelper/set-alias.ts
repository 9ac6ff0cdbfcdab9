import { LT, SEMI, type SipMessage, type Source } from '../../runtime/module.ts';
import { theContact } from './contact.ts';
import type { Settings } from './settings.ts';
import { sourceAlias } from './source-text.ts';

/** `~` between the parts of an alias. */
export const TILDE = 126;

/**
 * Writes the source as alias to the end of the Contact's URI (spec/nathelper.md 4.3). Who reads the contact list later sees
 * the new URI.
 *
 * @param trim removes an alias that is there already
 * @returns 1, or -1: no usable Contact, or its URI was replaced before
 */
export function setAlias(message: SipMessage, source: Source, settings: Settings, trim: boolean): 1 | -1 {
  const contact = theContact(message);
  if (contact === null || contact.replaced !== '') return -1;
  const written = contact.uriText;
  const uri = (trim ? withoutAlias(written, settings.aliasParam) : written) + settings.aliasParam + sourceAlias(source);
  const bracketed = contact.text.charCodeAt(contact.uriStart - 1) === LT;
  // a bare contact needs brackets now, or the alias would be a parameter of the header
  message.edits.replace(contact.uriStart, contact.uriEnd, bracketed ? uri : `<${uri}>`);
  contact.replaceUri(uri);
  return 1;
}

// Shortest value that is looked for, `1.1.1.1~1~1`, and where in a URI a parameter can begin at the earliest.
const SHORTEST_VALUE = 11;
const FIRST_PLACE = 6;

/**
 * Removes the last alias of a URI.
 * @returns the URI as it was when none is found, or the last one is not complete
 */
export function withoutAlias(uri: string, aliasParam: string): string {
  const last = uri.length - aliasParam.length - SHORTEST_VALUE;
  if (last < FIRST_PLACE - 1) return uri;
  const at = uri.lastIndexOf(aliasParam, last);
  if (at < FIRST_PLACE) return uri;
  const first = uri.indexOf('~', at + aliasParam.length);
  const second = first < 0 ? -1 : uri.indexOf('~', first + 1);
  if (second < 0 || second + 1 >= uri.length) return uri;
  const end = second + 2;
  if (end < uri.length && uri.charCodeAt(end) !== SEMI) return uri;
  return uri.slice(0, at) + uri.slice(end);
}
