import { isToken, textArgument, wireText, type RouteContext } from '../../runtime/module.ts';

/**
 * add_sock_hdr: adds a header with the socket that the message arrived on, for a registrar behind this proxy (`sock_hdr_name`).
 * @returns 1 · -1 the name is no header name
 */
export function addSocketHeader(cx: RouteContext, name: unknown): 1 | -1 {
  const text = wireText(textArgument(name));
  if (!isToken(text)) {
    cx.core.log.error('add_sock_hdr: not the name of a header', { name: text });
    return -1;
  }
  const { message } = cx;
  // in front of the empty line
  message.edits.insert(message.bodyStart - 2, `${text}: ${cx.source.socket.text}\r\n`);
  return 1;
}
