import {
  advertisedText,
  boundText,
  equalsIgnoreCase,
  type LocalSocket,
  type PseudoVariable,
  type PvAccess,
  type RouteContext,
} from '../../runtime/module.ts';

/** Pseudo-variables of the module: `$lsock(expression)`, `$cfg(key)`. */
export function variablesOf(pv: PvAccess): readonly PseudoVariable[] {
  return [
    {
      name: 'lsock',
      inner: 'text',
      summary:
        'a socket of the server: `n/NAME/listen` its address by its name, `l/proto:ip:port/name` the reverse; the last word is `listen`, `name` or `advertised`',
      get: (cx, inner) => socketPart(cx, pv, inner),
    },
    // where a native configuration is at the moment; routes have no such lines, as in KEMI
    {
      name: 'cfg',
      inner: 'text',
      summary: '0 for `line`, null for everything else: routes have no lines of a native configuration',
      get: (_, inner) => (inner === 'line' ? 0 : null),
    },
  ];
}

// `n/second/listen`: the socket that is named so, and its address
function socketPart(cx: RouteContext, pv: PvAccess, inner: string): string | null {
  const first = inner.indexOf('/');
  const last = inner.lastIndexOf('/');
  if (first !== 1 || last === first || inner.length - last < 3) return null;
  const given = inner.slice(2, last);
  const value = given.startsWith('$') ? pv.get(cx, given) : given;
  if (value === null) return null;
  const socket = socketOf(cx, inner[0]!, String(value));
  // the first letter of the last word tells
  switch (socket === null ? '' : inner[last + 1]) {
    case 'l':
      return boundText(socket!);
    case 'n':
      return socket!.name;
    case 'a':
      return advertisedText(socket!);
    default:
      return null;
  }
}

function socketOf(cx: RouteContext, by: string, value: string): LocalSocket | null {
  for (const socket of cx.core.sockets.sockets) {
    if (by === 'n' && socket.name !== '' && equalsIgnoreCase(socket.name, value)) return socket;
    if (by === 'l' && equalsIgnoreCase(boundText(socket), value)) return socket;
    if (by === 'a' && value !== '' && equalsIgnoreCase(advertisedText(socket), value)) return socket;
  }
  return null;
}
