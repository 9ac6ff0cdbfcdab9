import { COLON, LBRACKET, QMARK, SEMI, indexOfChar, type RouteContext, type Uri } from '../../runtime/module.ts';
import type { Settings } from './settings.ts';

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

// Index of the `;` of the first or last alias parameter that has a value, -1 without one. `indexOf` goes on behind the URI when there
// is none; it does so once for a message.
function findAlias(uri: Uri, aliasParam: string, last: boolean): number {
  const { text, paramsStart, paramsEnd } = uri;
  // a value that is the end of all parameters may not be empty
  const latest = paramsEnd - aliasParam.length - 1;
  const at = last ? text.lastIndexOf(aliasParam, latest) : text.indexOf(aliasParam, paramsStart);
  return at >= paramsStart && at <= latest ? at : -1;
}

function useAlias(cx: RouteContext, uri: Uri, at: number, value: number): 1 | -1 {
  const { text, paramsEnd } = uri;
  if (uri.end - uri.start > LONGEST_URI) return -1;
  const first = text.indexOf('~', value);
  if (first < 0 || first >= paramsEnd || first - value > LONGEST_ADDRESS) return -1;
  const second = text.indexOf('~', first + 1);
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
