import {
  LBRACKET,
  PROTO_NUMBER,
  decimal,
  nextParam,
  percentDecoded,
  setNextHop,
  type Proto,
  type RouteContext,
  type Source,
} from '../../runtime/module.ts';

/** How the source address of a request stands in Path: `sip:192.0.2.1:5060`, or `192.0.2.1~5060~1` as in `;alias=`. */
export type ReceivedFormat = 0 | 1;

// there is no name of its own for a WebSocket over TLS (RFC 7118 5.2.2)
const TRANSPORT: Readonly<Record<Proto, string>> = { udp: '', tcp: 'tcp', tls: 'tls', sctp: 'sctp', ws: 'ws', wss: 'ws' };
// by Kamailio's numbers
const TRANSPORTS: readonly string[] = ['', '', 'tcp', 'tls', 'sctp', 'ws', 'ws'];

/** @returns where a request came from as value of a URI parameter; what would end it is escaped */
export function receivedText(source: Source, format: ReceivedFormat): string {
  if (format === 1) return `${source.host}~${source.port}~${PROTO_NUMBER[source.proto]}`;
  const transport = TRANSPORT[source.proto];
  return `sip:${source.host}:${source.port}${transport === '' ? '' : `%3Btransport%3D${transport}`}`;
}

/**
 * Makes the source address that our Route carries the next hop (`use_received`).
 * @param params of our Route's URI
 * @param name of the parameter, in any case; when it is there twice the last one counts
 */
export function followReceived(cx: RouteContext, params: string, name: string, format: ReceivedFormat): void {
  const value = lastValue(params, name.toLowerCase());
  if (value === '') return;
  const next = format === 1 ? aliasUri(value) : percentDecoded(value);
  if (next === null || next === '') {
    cx.core.log.warn('the source address in our Route can not be read', { value });
    return;
  }
  setNextHop(cx, next);
}

function lastValue(params: string, name: string): string {
  let value = '';
  for (let at = 0; at < params.length;) {
    const param = nextParam(params, at, params.length);
    if (param === null) break;
    if (param.valueStart >= 0 && params.slice(param.nameStart, param.nameEnd).toLowerCase() === name) {
      value = params.slice(param.valueStart, param.valueEnd);
      if (value.length > 1 && value.startsWith('"') && value.endsWith('"')) value = value.slice(1, -1);
    }
    at = param.end;
  }
  return value;
}

// `192.0.2.1~5060~2` -> `sip:192.0.2.1:5060;transport=tcp`; null for anything else
function aliasUri(text: string): string | null {
  const first = text.indexOf('~');
  const second = text.indexOf('~', first + 1);
  if (first < 1 || second < 0 || decimal(text, first + 1, second, 65_535) < 1) return null;
  const transport = TRANSPORTS[decimal(text, second + 1, text.length, TRANSPORTS.length - 1)];
  if (transport === undefined || text.charCodeAt(text.length - 1) === 48) return null;
  const address = text.slice(0, first);
  const host = address.includes(':') && address.charCodeAt(0) !== LBRACKET ? `[${address}]` : address;
  return `sip:${host}:${text.slice(first + 1, second)}${transport === '' ? '' : `;transport=${transport}`}`;
}
