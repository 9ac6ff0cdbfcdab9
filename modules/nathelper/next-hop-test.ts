import { canonicalIP, parseUri, type RouteContext, type SipMessage } from '../../runtime/module.ts';

/** @returns whether the next hop is not what the Request-URI or, in replies, the second Via says (spec/nathelper.md 3, test 512) */
export function nextHopDiffers(cx: RouteContext): boolean {
  return cx.message.isRequest ? requestDiffers(cx) : replyDiffers(cx.message);
}

function requestDiffers(cx: RouteContext): boolean {
  const wanted = cx.parsedRequestUri;
  if (wanted === null) return false;
  const { dstUri } = cx.target;
  if (dstUri === '') return wanted.transport === 'ws';
  const hop = parseUri(dstUri);
  if (hop === null) return false;
  if (hop.transport === 'ws') return true;
  if (uriPort(hop.port, hop.transport) !== uriPort(wanted.port, wanted.transport)) return true;
  return hostsDiffer(hop.hostBare, wanted.hostBare);
}

function uriPort(port: number, transport: string): number {
  if (port > 0) return port;
  return transport === 'tls' ? 5061 : 5060;
}

function replyDiffers(message: SipMessage): boolean {
  const via = message.via2;
  if (via === null) return false;
  const transport = via.transport.toLowerCase();
  if (transport === 'ws' || transport === 'wss') return true;
  const rport = via.param('rport');
  if (rport !== null && rport !== '') {
    // `rport` is 0 for a value that is no port
    if (via.rport === 0 && !isZero(rport)) return false;
    if (via.rport > 0 && via.rport !== uriPort(via.port, transport)) return true;
  }
  return via.receivedParamStart >= 0 && hostsDiffer(via.received, via.hostBare);
}

function isZero(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text[i] !== '0') return false;
  return true;
}

// addresses by value, names byte for byte; an address never is a name
function hostsDiffer(a: string, b: string): boolean {
  const address = canonicalIP(a);
  const other = canonicalIP(b);
  return address === '' && other === '' ? a !== b : address !== other;
}
