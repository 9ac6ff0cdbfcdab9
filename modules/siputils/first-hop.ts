import {
  Header,
  defaultPort,
  familyOf,
  fieldValues,
  parseNameAddr,
  sameIP,
  type ListValue,
  type Proto,
  type RouteContext,
  type Uri,
} from '../../runtime/module.ts';

/**
 * Tells whether a message came straight from its sender. A request did when it has passed nobody: it has one Via. A reply did
 * when nobody behind us asked to stay in the dialog: it has no Record-Route, or the top one is ours.
 *
 * @param byName the host of our Record-Route may be a name, and a reply from that very address counts as well
 */
export function isFirstHop(cx: RouteContext, byName: boolean): boolean {
  const { message } = cx;
  return message.isRequest ? message.via1 !== null && !message.hasVia2 : recordRouteIsOurs(cx, byName);
}

function recordRouteIsOurs(cx: RouteContext, byName: boolean): boolean {
  const { message } = cx;
  const index = message.findByType(Header.RecordRoute);
  if (index < 0) return true;
  const values: ListValue[] = [];
  fieldValues(message, index, values);
  const top = values[0];
  const uri = top === undefined ? null : (parseNameAddr(message.received, top.start, top.end)?.uri ?? null);
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
