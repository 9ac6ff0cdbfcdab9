import type { RouteContext } from '../../routing/context.ts';
import { parseUri, type Uri } from '../../sip/uri.ts';
import { isPhone, portOf, schemeOf, userOf, userParamsOf } from '../uri-parts.ts';
import { orNull, type Read } from './definition.ts';

// Parts of a URI as selects name them: `ruri.user`, `from.uri.host`, `contact.uri.params.transport`.

// a telephone number without its visual separators (RFC 3966 5.1.1)
function bareNumber(user: string): string {
  let out = '';
  for (const c of user) if (c !== '-' && c !== '.' && c !== '(' && c !== ')') out += c;
  return out;
}

function hostPort(uri: Uri): string | null {
  return uri.hostStart < 0 ? null : `${uri.host}:${portOf(uri)}`;
}

// of a telephone number those of the number itself, of a SIP URI its own
function params(uri: Uri): string | null {
  return orNull(uri.scheme !== 'tel' && isPhone(uri) ? userParamsOf(uri) : uri.params);
}

const PARTS: ReadonlyMap<string, (uri: Uri) => string | null> = new Map<string, (uri: Uri) => string | null>([
  ['type', (uri) => schemeOf(uri)],
  ['user', (uri) => orNull(schemeOf(uri) === 'tel' ? bareNumber(userOf(uri)) : userOf(uri))],
  ['rawuser', (uri) => orNull(userOf(uri))],
  ['pwd', (uri) => orNull(uri.password)],
  ['host', (uri) => uri.host],
  ['port', (uri) => orNull(uri.portText)],
  ['hostport', hostPort],
  ['params', params],
]);

/**
 * @param text reads the whole URI
 * @param path what follows the URI's own name: `['params', 'transport']`
 * @returns null when a URI has no such part
 */
export function uriSelect(text: (cx: RouteContext) => string | null, path: readonly string[]): Read | null {
  if (path.length === 0) return text;
  const part = PARTS.get(path[0]!);
  if (part === undefined) return null;
  const param = path[1]?.toLowerCase();
  if (path.length > 2 || (param !== undefined && path[0] !== 'params')) return null;
  return (cx) => {
    const whole = text(cx);
    const uri = whole === null ? null : parseUri(whole);
    if (uri === null) return null;
    return param === undefined ? part(uri) : uri.param(param);
  };
}
