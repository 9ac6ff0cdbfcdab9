import { findHop, sendTo, wireText, type LocalSocket, type RouteContext } from '../../runtime/module.ts';

/**
 * Sends octets as they are to where a URI leads.
 * @param socket null: chosen by protocol and address family
 * @returns 1 handed to the transport, or waiting for a name to be looked up · -1 no usable URI, nothing to send, or not sent
 */
export function sendRaw(cx: RouteContext, uri: string, socket: LocalSocket | null, text: string): 1 | -1 {
  const octets = wireText(text);
  if (octets === '') return -1;
  const hop = findHop(cx, wireText(uri), socket, 0);
  if (!(hop instanceof Promise)) return typeof hop !== 'string' && sendTo(hop, octets) ? 1 : -1;
  const { counters } = cx.core;
  void hop.then((found) => {
    if (typeof found === 'string' || !sendTo(found, octets)) counters.sendFailures++;
  });
  return 1;
}
