// Short datagrams that keep a NAT binding open: CRLF, four zero octets, a single NUL (spec 2.4).

const SHORTEST = 32; // no SIP message is shorter
const STUN_HEADER = 20; // RFC 8489 5

/**
 * @param text one datagram
 * @returns whether it is nothing but a probe, to be dropped silently; a short STUN message is none
 */
export function isProbe(text: string): boolean {
  return text.length < SHORTEST && !isStun(text);
}

/** @returns whether the text looks like STUN: the two zero bits in front, and the length that its header says (RFC 8489 5) */
export function isStun(text: string): boolean {
  if (text.length < STUN_HEADER || text.charCodeAt(0) > 1) return false;
  return text.charCodeAt(2) * 256 + text.charCodeAt(3) === text.length - STUN_HEADER;
}
