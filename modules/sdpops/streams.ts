import {
  contentType,
  direction,
  equalsIgnoreCase,
  findLine,
  isMediaType,
  isOfMedia,
  rangeText,
  type Description,
  type SipMessage,
  type Stream,
} from '../../runtime/module.ts';

/**
 * Looks at Content-Type only.
 * @returns whether a body is there that may be or hold a description: no type or `application/sdp`, or a `multipart/mixed` body in
 *   which that text occurs
 */
export function mayHoldDescription(message: SipMessage): boolean {
  const { text, bodyStart, end } = message;
  if (end <= bodyStart) return false;
  const type = contentType(message);
  if (type === null || isMediaType(text, type, 'application/sdp')) return true;
  return isMediaType(text, type, 'multipart/mixed') && text.slice(bodyStart, end).toLowerCase().includes('application/sdp');
}

/** @returns whether a stream of that media type exists */
export function hasMedia(text: string, sessions: readonly Description[], type: string): boolean {
  return sessions.some(({ streams }) => streams.some((stream) => isOfMedia(text, stream, type)));
}

/** @returns whether a stream of that media type exists whose port is not 0 and whose last direction is not `inactive` */
export function hasActiveMedia(text: string, sessions: readonly Description[], type: string): boolean {
  return sessions.some(({ streams }) =>
    streams.some(
      (stream) =>
        isOfMedia(text, stream, type) &&
        !isPortZero(text, stream) &&
        direction(text, stream.linesStart, stream.end) !== 'inactive',
    ),
  );
}

// 0, 00, and 0/2
function isPortZero(text: string, { port }: Stream): boolean {
  for (let at = port.start; at < port.end; at++) if (text[at] !== '0') return at > port.start && text[at] === '/';
  return true;
}

/** @param like the transport has to contain the text, with case; else it has to equal it, without */
export function hasTransport(text: string, sessions: readonly Description[], transport: string, like: boolean): boolean {
  if (transport === '') return false;
  const fits = (own: string): boolean => (like ? own.includes(transport) : equalsIgnoreCase(own, transport));
  return sessions.some(({ streams }) => streams.some((stream) => fits(rangeText(text, stream.transport))));
}

/** @returns the transport of the first stream when all others have the same, case does not matter; null when they have not */
export function commonTransport(text: string, sessions: readonly Description[]): string | null {
  const all = sessions.flatMap(({ streams }) => streams.map((stream) => rangeText(text, stream.transport)));
  const [first, ...others] = all;
  return first !== undefined && others.every((one) => equalsIgnoreCase(one, first)) ? first : null;
}

/** @returns whether there is an `a=candidate` line, for one stream or for all (RFC 8839 5.1) */
export function hasCandidates(text: string, sessions: readonly Description[]): boolean {
  return sessions.some(({ start, end }) => findLine(text, start, end, 'a=candidate:') >= 0);
}

/** @returns the family of the first address that media is sent to */
export function addressFamily(sessions: readonly Description[]): 4 | 6 | -1 {
  return sessions[0]?.streams[0]?.connection?.family ?? -1;
}
