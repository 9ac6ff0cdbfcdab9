import {
  COMMA,
  Header,
  defaultPort,
  familyOf,
  fieldValues,
  parseNameAddr,
  sameIP,
  skipSpace,
  type ListValue,
  type Proto,
  type RouteContext,
  type SipMessage,
  type Uri,
} from '../../runtime/module.ts';

/**
 * Tells whether a message came straight from its sender. A request did when it has passed nobody: it has one Via. A reply did
 * when nobody behind us asked to stay in the dialog: it has no Record-Route, or the top one is ours.
 *
 * @param byName the host of our Record-Route may be a name, and a reply from that very address counts as well
 */
export function isFirstHop(cx: RouteContext, byName: boolean): boolean {
  return cx.message.isRequest ? hasOneVia(cx.message) : recordRouteIsOurs(cx, byName);
}

function hasOneVia(message: SipMessage): boolean {
  const { headers } = message;
  let first = -1;
  for (let i = 0; i < headers.length; i++) {
    if (headers[i]!.type !== Header.Via) continue;
    if (first >= 0) return false;
    first = i;
  }
  const via = message.via1;
  if (via === null) return false;
  const { bodyEnd } = headers[first]!;
  const behind = skipSpace(message.text, via.end, bodyEnd);
  return behind >= bodyEnd || message.text.charCodeAt(behind) !== COMMA;
}

function recordRouteIsOurs(cx: RouteContext, byName: boolean): boolean {
  const { message } = cx;
  const index = message.headers.findIndex((field) => field.type === Header.RecordRoute);
  if (index < 0) return true;
  const values: ListValue[] = [];
  fieldValues(message, index, values);
  const top = values[0];
  const uri = top === undefined ? null : (parseNameAddr(message.text, top.start, top.end)?.uri ?? null);
  if (uri === null || uri.hostStart < 0) return false;
  if (!byName && familyOf(uri.hostBare) === 0) return false;
  const proto = protoOf(uri);
  if (!cx.core.sockets.isMyself(uri.host, uri.port, proto)) return false;
  return byName || !cameFrom(cx, uri, proto === '' ? 'udp' : proto);
}

// our own entry as source: the reply went round through ourselves
function cameFrom(cx: RouteContext, uri: Uri, proto: Proto): boolean {
  const { source } = cx;
  const port = uri.port > 0 ? uri.port : defaultPort(proto);
  return source.proto === proto && source.port === port && sameIP(source.ip, uri.hostBare);
}

function protoOf(uri: Uri): Proto | '' {
  const { transport } = uri;
  switch (transport) {
    case 'udp':
    case 'tcp':
    case 'tls':
    case 'sctp':
    case 'ws':
    case 'wss':
      return transport;
    default:
      return uri.scheme === 'sips' ? 'tls' : '';
  }
}
