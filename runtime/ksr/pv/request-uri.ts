import type { Value } from '../../routing/avps.ts';
import type { RouteContext } from '../../routing/context.ts';
import { parseUri, type Uri } from '../../sip/uri.ts';
import { setHost, setNextHop, setPort, setRequestUri, setUser } from '../request-uri.ts';
import { portOf, schemeOf, targetPortOf, transportOf, userOf } from '../uri-parts.ts';
import { orNull, plain, words, type Definition, type Read } from './definition.ts';

// $ru and its parts, $ou and its parts, $du and its parts, $nh (spec/modules.md 5.1)

const ruri: Read = (cx) => (cx.message.isRequest ? cx.requestUri : null);
const ouri: Read = (cx) => (cx.message.isRequest ? cx.message.requestUri : null);
const duri: Read = (cx) => orNull(cx.target.dstUri);
const nextHop: Read = (cx) => (cx.target.dstUri !== '' ? cx.target.dstUri : ruri(cx));

function original(cx: RouteContext): Uri | null {
  const { message } = cx;
  if (cx.target.uri === '') return cx.parsedRequestUri; // nothing changed: already parsed, or soon needed
  return message.isRequest ? parseUri(message.text, message.uriStart, message.uriEnd) : null;
}
function destination(cx: RouteContext): Uri | null {
  return cx.target.dstUri === '' ? null : parseUri(cx.target.dstUri);
}
function next(cx: RouteContext): Uri | null {
  return cx.target.dstUri === '' ? cx.parsedRequestUri : parseUri(cx.target.dstUri);
}

type UriOf = (cx: RouteContext) => Uri | null;
type PartOf = (uri: Uri) => Value | null;

/** A reader of one part of a URI; null while the URI can not be read. */
export function part(uriOf: UriOf, partOf: PartOf): Read {
  return (cx) => {
    const uri = uriOf(cx);
    return uri === null ? null : partOf(uri);
  };
}

export const userPart: PartOf = (uri) => orNull(userOf(uri));
export const hostPart: PartOf = (uri) => orNull(uri.host);
const userLength: PartOf = (uri) => userOf(uri).length;

const current: UriOf = (cx) => cx.parsedRequestUri;

const writeUri = (cx: RouteContext, value: Value | null): boolean => typeof value === 'string' && setRequestUri(cx, value);

function writeUser(cx: RouteContext, value: Value | null): boolean {
  return typeof value !== 'number' && setUser(cx, value ?? '');
}
function writeHost(cx: RouteContext, value: Value | null): boolean {
  return typeof value === 'string' && setHost(cx, value);
}
function writePort(cx: RouteContext, value: Value | null): boolean {
  if (typeof value === 'number' && value < 0) return false;
  return setPort(cx, value === null ? '' : String(value));
}
// writing $du lets the R-URI branch be used again (2.6)
function writeNextHop(cx: RouteContext, value: Value | null): boolean {
  if (typeof value === 'number' || !setNextHop(cx, value ?? '')) return false;
  cx.targetUsable = true;
  return true;
}

/** `$ru`, `$ou`, `$du`, `$nh` and their parts. */
export const requestUriVariables: readonly Definition[] = [
  plain('ru', ruri, writeUri),
  plain('ruri', ruri, writeUri),
  plain('rul', (cx) => (cx.message.isRequest ? cx.requestUri.length : null)),
  plain('rU', part(current, userPart), writeUser),
  plain('rUl', part(current, userLength)),
  plain('rd', part(current, hostPart), writeHost),
  plain('ruri.user', part(current, userPart), writeUser),
  plain('ruri.domain', part(current, hostPart), writeHost),
  plain('rp', part(current, portOf), writePort),
  plain('rP', part(current, transportOf)),
  plain('rz', part(current, schemeOf)),
  plain('ou', ouri),
  plain('ouri', ouri),
  plain('oU', part(original, userPart)),
  plain('oUl', part(original, userLength)),
  plain('od', part(original, hostPart)),
  plain('op', part(original, portOf)),
  plain('oP', part(original, transportOf)),
  plain('du', duri, writeNextHop),
  plain('duri', duri, writeNextHop),
  plain('dd', part(destination, hostPart)),
  plain('dp', part(destination, targetPortOf)),
  plain('dP', part(destination, transportOf)),
  words('nh', {
    u: nextHop,
    U: part(next, userPart),
    d: part(next, hostPart),
    p: part(next, portOf),
    P: part(next, transportOf),
  }),
];
