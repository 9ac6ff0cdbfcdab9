import { direction, findLine, firstSdp, mediaStreams, type SipMessage } from '../../runtime/module.ts';

/**
 * Looks at the audio streams, until one is held.
 * @returns 1 held by a null address (RFC 2543) · 2 held by `a=sendonly` or `a=inactive` (RFC 3264 8.4) · -1 none is held, or no audio
 */
export function audioOnHold(message: SipMessage): 1 | 2 | -1 {
  const session = firstSdp(message);
  if (session === null) return -1;
  const { text } = message;
  const media = findLine(text, session.start, session.end, 'm=');
  // as upstream, what the session says holds a stream whatever that says itself
  const held = holds(direction(text, session.start, media < 0 ? session.end : media));
  for (const stream of mediaStreams(text, session)) {
    if (!text.startsWith('m=audio', stream.start)) continue;
    const { connection } = stream;
    if (connection?.family === 4 && text.slice(connection.addrStart, connection.addrEnd) === '0.0.0.0') return 1;
    if (held || holds(direction(text, stream.linesStart, stream.end))) return 2;
  }
  return -1;
}

function holds(one: string): boolean {
  return one === 'sendonly' || one === 'inactive';
}
