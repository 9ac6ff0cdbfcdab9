import { Source, canonicalIP, parseHostPort, protoOf, type LocalSocket, type RouteContext } from '../../runtime/module.ts';

/** Sends from that socket; another one than the server has changes nothing. @returns whether the server has it */
export function sendFrom(cx: RouteContext, socket: LocalSocket | null | undefined): boolean {
  if (!socket) return false;
  cx.target.socket = socket;
  return true;
}

/** Goes on as if the message had arrived on that socket. @returns whether the server has it */
export function receiveOn(cx: RouteContext, socket: LocalSocket | null | undefined): boolean {
  if (!socket) return false;
  const { source } = cx;
  cx.source = new Source(socket, source.ip, source.port, source.flow);
  return true;
}

/**
 * Goes on as if the message had come from another address; its protocol stays.
 * @param text `[proto:]address[:port]`, IPv6 in brackets
 * @returns whether the text is an address
 */
export function comeFrom(cx: RouteContext, text: string): boolean {
  const colon = text.indexOf(':');
  const proto = colon < 0 ? '' : protoOf(text.slice(0, colon));
  const where = parseHostPort(proto === '' ? text : text.slice(colon + 1));
  if (where === null) return false;
  const ip = canonicalIP(where.host);
  if (ip === '') return false;
  const { source } = cx;
  cx.source = new Source(source.socket, ip, where.port === 0 ? 5060 : where.port, source.flow, source.proto);
  return true;
}
