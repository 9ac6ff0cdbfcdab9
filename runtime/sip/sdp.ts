// Session descriptions (RFC 8866) as far as somebody between two phones looks at them: where they stand in a message, their
// lines, their media streams and the addresses in `c=`, `o=` and `a=rtcp`. Ranges of the message text, no copies; the text need
// not be valid SDP (spec/nathelper.md 4.10).

import { CR, LF, SP, TAB, trimEnd } from './chars.ts';
import {
  bodyParts,
  boundaryOf,
  contentType,
  isMediaType,
  lineEnd,
  nextLine,
  partHeader,
  type BodyPart,
  type Range,
} from './body.ts';
import type { SipMessage } from './message.ts';

/** The address in a `c=`, `o=` or `a=rtcp` line, whatever it looks like: a name or `224.2.1.1/127` stands here too. */
export interface Connection {
  readonly family: 4 | 6;
  /** The token `IP4` or `IP6`. */
  readonly familyStart: number;
  readonly familyEnd: number;
  readonly addrStart: number;
  readonly addrEnd: number;
}

/** One media section: the `m=` line and what belongs to it. */
export interface MediaStream {
  /** The `m`. */
  readonly start: number;
  /** Behind the line end of the `m=` line. */
  readonly linesStart: number;
  /** The next `m=` line, or the end of the description. */
  readonly end: number;
  /** The section's own first `c=` line, or null. */
  readonly own: Connection | null;
  /** Where media is sent: the section's own `c=` line, else the session's, else null. */
  readonly connection: Connection | null;
}

/** Streams of one description that are looked at. */
export const MAX_STREAMS = 256;

/**
 * All session descriptions of a message: the body when it is `application/sdp`, the parts that are one when it is
 * `multipart/mixed`. Content-Length is not asked: a NAT test wants to see what a phone wrote, not what a proxy may pass on.
 *
 * @returns empty without Content-Type, with another type, and without a body (spec/nathelper.md 3, "what counts as SDP")
 */
export function sdpBodies(message: SipMessage): Range[] {
  const { text, bodyStart } = message;
  const type = contentType(message);
  if (type === null || bodyStart >= text.length) return [];
  if (isMediaType(text, type, 'application/sdp')) return [{ start: bodyStart, end: text.length }];
  return isMediaType(text, type, 'multipart/mixed') ? contents(sdpParts(message, type, text.length)) : [];
}

/**
 * The session description that may be rewritten (spec/nathelper.md 4.10): the body, also when it has no Content-Type, or the
 * first one of a `multipart/mixed`. Line ends at its end are left out.
 *
 * @returns null without Content-Length, when that is 0 or more than what arrived, for another type, a multipart without an SDP
 *   part, and a body of line ends only
 */
export function firstSdp(message: SipMessage): Range | null {
  const { text, bodyStart, contentLength } = message;
  if (contentLength <= 0 || contentLength > text.length - bodyStart) return null;
  const bodyEnd = bodyStart + contentLength;
  const type = contentType(message);
  let found: Range | undefined = { start: bodyStart, end: bodyEnd };
  if (type !== null && !isMediaType(text, type, 'application/sdp')) {
    found = isMediaType(text, type, 'multipart/mixed') ? contents(sdpParts(message, type, bodyEnd))[0] : undefined;
  }
  if (found === undefined) return null;
  const end = trimLineEnds(text, found.start, found.end);
  return end === found.start ? null : { start: found.start, end };
}

/**
 * @param type the value of a multipart Content-Type
 * @param to end of the body
 * @returns the parts that are `application/sdp`, in order; empty without a boundary
 */
export function sdpParts(message: SipMessage, type: Range, to: number): BodyPart[] {
  const { text, bodyStart } = message;
  const boundary = boundaryOf(text, type);
  if (boundary === null) return [];
  return bodyParts(text, bodyStart, to, boundary).filter((part) => {
    const partType = partHeader(text, part, 'content-type');
    return partType !== null && isMediaType(text, partType, 'application/sdp');
  });
}

function contents(parts: readonly BodyPart[]): Range[] {
  return parts.map(({ contentStart, contentEnd }) => ({ start: contentStart, end: contentEnd }));
}

/**
 * Finds the next line that begins with `key`.
 * @param from start of a line
 * @param key `c=`, `a=rtcp`
 * @returns index of its first character, or -1
 */
export function findLine(text: string, from: number, to: number, key: string): number {
  for (let at = from; at < to; at = nextLine(text, at, to)) {
    if (text.startsWith(key, at)) return at + key.length <= to ? at : -1;
  }
  return -1;
}

/**
 * Reads the address of one line: the token behind the first token that is `IP4` or `IP6`. Tokens are separated by blanks or
 * tabs; what stands before the `=` of the line is none.
 *
 * @param lineStart first character of the line
 * @param end end of the line or anything behind it; a line end stops the search
 * @returns null when there is no such pair
 */
export function connection(text: string, lineStart: number, end: number): Connection | null {
  const to = lineEnd(text, lineStart, end);
  let at = lineStart + 2;
  let familyStart = -1;
  while (at < to) {
    while (at < to && isGap(text.charCodeAt(at))) at++;
    const start = at;
    while (at < to && !isGap(text.charCodeAt(at))) at++;
    if (at === start) return null;
    if (familyStart >= 0) {
      const family = text.charCodeAt(familyStart + 2) === 52 ? 4 : 6;
      return { family, familyStart, familyEnd: familyStart + 3, addrStart: start, addrEnd: at };
    }
    if (at - start === 3 && (text.startsWith('IP4', start) || text.startsWith('IP6', start))) familyStart = start;
  }
  return null;
}

/**
 * @param session a description, from `sdpBodies` or `firstSdp`
 * @returns its session-level connection: the first `c=` line before any `m=` line that has an address; null without one
 */
export function sessionConnection(text: string, session: Range): Connection | null {
  const media = findLine(text, session.start, session.end, 'm=');
  return sectionConnection(text, session.start, media < 0 ? session.end : media);
}

/**
 * @param session a description, from `sdpBodies` or `firstSdp`
 * @param most streams that are looked at
 * @returns its media streams in order; empty without an `m=` line
 */
export function mediaStreams(text: string, session: Range, most: number = MAX_STREAMS): MediaStream[] {
  const streams: MediaStream[] = [];
  const to = session.end;
  let start = findLine(text, session.start, to, 'm=');
  if (start < 0) return streams;
  const common = sectionConnection(text, session.start, start);
  while (start >= 0 && streams.length < most) {
    const linesStart = nextLine(text, start, to);
    const next = findLine(text, linesStart, to, 'm=');
    const end = next < 0 ? to : next;
    const own = sectionConnection(text, linesStart, end);
    streams.push({ start, linesStart, end, own, connection: own ?? common });
    start = next;
  }
  return streams;
}

function sectionConnection(text: string, from: number, to: number): Connection | null {
  const line = findLine(text, from, to, 'c=');
  return line < 0 ? null : connection(text, line, to);
}

function isGap(c: number): boolean {
  return c === SP || c === TAB;
}

// Only CR and LF: blanks may belong to the last line.
function trimLineEnds(text: string, from: number, to: number): number {
  let end = trimEnd(text, from, to);
  while (end < to && text.charCodeAt(end) !== CR && text.charCodeAt(end) !== LF) end++;
  return end;
}
