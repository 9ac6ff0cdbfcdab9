import { COLON, LBRACKET, QMARK, SEMI, indexOfChar, type RouteContext, type Uri } from '../../runtime/module.ts';
import type { Settings } from './settings.ts';
import { TILDE } from './set-alias.ts';

// Kamailio's numbers of protocols, as an alias carries them, and what they are in a URI
const TRANSPORT: readonly string[] = [
  '',
  '',
  ';transport=tcp',
  ';transport=tls',
  ';transport=sctp',
  ';transport=ws',
  ';transport=ws',
];

const LONGEST_URI = 1023;
const LONGEST_ADDRESS = 895;

/**
 * Takes an alias out of the Request-URI and makes it the next hop (spec/nathelper.md 4.7).
 *
 * @param mode 0: the first alias, any other: the last one
 * @returns 1 done · 2 there is none · -1 it can not be read, or the message is no request
 */
export function handleAlias(cx: RouteContext, settings: Settings, mode: number): 1 | 2 | -1 {
  if (!cx.message.isRequest) return -1;
  const uri = cx.parsedRequestUri;
  if (uri === null) return -1;
  if (uri.paramsStart < 0 || uri.hostStart < 0) return 2;
  const { aliasParam } = settings;
  const at = findAlias(uri, aliasParam, mode !== 0);
  if (at < 0) return 2;
  return useAlias(cx, uri, at, at + aliasParam.length);
}

// index of the `;` of the first or last alias parameter that has a value, -1 without one
function findAlias(uri: Uri, aliasParam: string, last: boolean): number {
  const { text, paramsEnd } = uri;
  let found = -1;
  let at = uri.paramsStart;
  // a value that is the end of all parameters may not be empty
  while (at >= 0 && at + aliasParam.length < paramsEnd) {
    if (text.startsWith(aliasParam, at)) {
      if (!last) return at;
      found = at;
    }
    at = indexOfChar(text, SEMI, at + 1, paramsEnd);
  }
  return found;
}

function useAlias(cx: RouteContext, uri: Uri, at: number, value: number): 1 | -1 {
  const { text, paramsEnd } = uri;
  if (uri.end - uri.start > LONGEST_URI) return -1;
  const first = indexOfChar(text, TILDE, value, paramsEnd);
  if (first < 0 || first - value > LONGEST_ADDRESS) return -1;
  const second = indexOfChar(text, TILDE, first + 1, paramsEnd);
  const end = second + 2;
  if (second < 0 || end > paramsEnd) return -1;
  const transport = TRANSPORT[text.charCodeAt(second + 1) - 48];
  if (transport === undefined || second + 1 >= paramsEnd || text.charCodeAt(second + 1) === 48) return -1;
  if (end < paramsEnd && text.charCodeAt(end) !== SEMI && text.charCodeAt(end) !== QMARK) return -1;
  const address = text.slice(value, first);
  const host = address.charCodeAt(0) !== LBRACKET && indexOfChar(text, COLON, value, first) >= 0 ? `[${address}]` : address;
  cx.target.dstUri = `sip:${host}:${text.slice(first + 1, second)}${transport}`;
  // what `$ou` shows of a handled alias in Kamailio, where the function works in the received text
  if (cx.target.uri === '') cx.message.overwrite(first, ':');
  cx.requestUri = text.slice(uri.start, at) + text.slice(end, uri.end);
  return 1;
}
