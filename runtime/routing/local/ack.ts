import { Header } from '../../sip/header-type.ts';
import type { SipMessage } from '../../sip/message.ts';
import { parseMessage } from '../../sip/parser.ts';
import { sendTo, type Hop } from '../../transaction/hop.ts';
import { COOKIE } from '../../transaction/branch.ts';
import { isUriText, parseUri } from '../../sip/uri.ts';
import { parseNameAddrs } from '../../sip/name-addr.ts';
import { RouteContext } from '../context.ts';
import type { Core } from '../core.ts';
import { runEvent } from '../events.ts';
import { findHop } from '../next-hop.ts';
import { Source } from '../source.ts';
import { ownVia } from '../via.ts';
import type { LocalRequest } from './local-request.ts';

// The ACK for a 2xx to an INVITE of this server: a request of its own, along the route that the 2xx has set up (RFC 3261 13.2.2.4).

/** Where the ACK goes (local_ack_mode): 0 as the RFC says, 1 to where the INVITE went, 2 to where the 2xx came from. */
export type AckMode = 0 | 1 | 2;

/** What a dialog sends its requests along (RFC 3261 12.1.2, 12.2.1.1). */
interface DialogRoute {
  /** Request-URI. */
  readonly uri: string;
  /** Route values with their brackets, in order. */
  readonly routes: readonly string[];
  /** URI of the next hop. */
  readonly next: string;
}

/**
 * Acknowledges a 2xx.
 * @param headers whole header lines with CRLF
 * @returns whether it was sent, or waits for the name of its next hop; false when its Record-Route can not be read, too
 */
export function acknowledge(
  core: Core,
  request: LocalRequest,
  reply: SipMessage,
  source: Source | null,
  mode: AckMode,
  headers: string = '',
  body: string = '',
): boolean {
  const { hop } = request;
  const sent = parseMessage(request.text);
  if (hop === null || sent === null) return false;
  const route = routeOf(sent, reply);
  if (route === null) return false;
  const own = new Source(hop.socket, hop.socket.ip, hop.socket.port, 0);
  const cx = new RouteContext(core, 'event', core.routes, 'ACK', sent, own);
  const send = (to: Hop): boolean => {
    const taken = sendTo(to, ackText(core, cx, sent, reply, route, to, headers, body));
    runEvent(core, core.routes, core.events.localAckSent, 'tm:local-ack-sent', reply, source ?? own);
    return taken;
  };
  if (mode === 1) return send(hop);
  if (mode === 2 && source !== null) return send({ socket: source.socket, ip: source.ip, port: source.port, flow: source.flow });
  const found = findHop(cx, route.next, hop.socket, 0);
  if (!(found instanceof Promise)) return typeof found !== 'string' && send(found);
  found.then((to) => typeof to !== 'string' && send(to)).catch(core.defect);
  return true;
}

// The peer wrote what becomes a request line: a Contact that can not be one is none (spec/security.md 4)
function routeOf(sent: SipMessage, reply: SipMessage): DialogRoute | null {
  const contact = reply.contacts?.[0]?.uriText ?? '';
  const target = isUri(contact) ? contact : sent.requestUri;
  const recorded: string[] = [];
  for (const field of reply.headers) {
    if (field.type !== Header.RecordRoute) continue;
    const entries = parseNameAddrs(reply.text, field.bodyStart, field.bodyEnd);
    if (entries === null || !entries.every(({ uriText }) => isUri(uriText))) return null;
    for (const { uriText } of entries) recorded.push(`<${uriText}>`);
  }
  const routes = recorded.reverse();
  const first = routes[0]?.slice(1, -1);
  if (first === undefined) return { uri: target, routes, next: target };
  if (parseUri(first)?.hasParam('lr') === true) return { uri: target, routes, next: first };
  // 12.2.1.1: a strict router gets itself as Request-URI, and the target behind all others
  return { uri: first, routes: [...routes.slice(1), `<${target}>`], next: first };
}

function isUri(text: string): boolean {
  return isUriText(text, 0, text.length);
}

function ackText(
  core: Core,
  cx: RouteContext,
  sent: SipMessage,
  reply: SipMessage,
  route: DialogRoute,
  hop: Hop,
  headers: string,
  body: string,
): string {
  const line = (message: SipMessage, type: (typeof Header)['From' | 'To' | 'CallId']): string => {
    const field = message.header(type);
    return field === null ? '' : message.text.slice(field.start, field.end);
  };
  const via = ownVia(cx, hop.socket, `${COOKIE}${core.random.token(20)}`);
  const routes = route.routes.length === 0 ? '' : `Route: ${route.routes.join(', ')}\r\n`;
  return (
    `ACK ${route.uri} SIP/2.0\r\n${via}${line(reply, Header.To)}${line(sent, Header.From)}CSeq: ${sent.cseqNumber} ACK\r\n` +
    `${line(sent, Header.CallId)}Max-Forwards: 70\r\n${routes}Content-Length: ${body.length}\r\n${headers}\r\n${body}`
  );
}
