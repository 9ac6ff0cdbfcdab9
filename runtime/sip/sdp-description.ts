// Session descriptions (RFC 8866) as somebody reads them who wants to know what they offer: the words of `o=` and `m=`, payload
// types, codecs. Ranges of the message text on top of sdp.ts; what is missing in a description makes it unreadable.

import { boundaryOf, contentType, isMediaType, lineEnd, nextLine, type Range } from './body.ts';
import { COLON, SP, TAB, equalsIgnoreCase, equalsLower, indexOfChar, trimEnd } from './chars.ts';
import type { SipMessage } from './message.ts';
import { connection, findLine, mediaStreams, sdpParts, type Connection, type MediaStream } from './sdp.ts';

/** A media section whose `m=` line can be read (RFC 8866 5.14). */
export interface Stream extends MediaStream {
  /** Media type: `audio`. */
  readonly media: Range;
  /** Port, with the number of ports behind it if one is written: `49170/2`. */
  readonly port: Range;
  /** Transport: `RTP/AVP`. */
  readonly transport: Range;
  /** Payload types or other formats in order, each one word. */
  readonly formats: readonly Range[];
}

/** One session description. */
export interface Description extends Range {
  /** Words behind `o=`: user, session id, version, network type, address type, address. */
  readonly origin: readonly Range[];
  /** The address in the `o=` line. */
  readonly originAddress: Connection;
  /** At least one. */
  readonly streams: readonly Stream[];
}

/**
 * The session descriptions of a message: the body when it is `application/sdp`, all such parts when it is `multipart/mixed`.
 *
 * @returns empty without a body, and for a multipart body with no such part · null when one can not be read, when the body is
 *   something else, or when it has no Content-Type
 */
export function readDescriptions(message: SipMessage): readonly Description[] | null {
  const { text, bodyStart, end } = message;
  if (end <= bodyStart) return [];
  const type = contentType(message);
  if (type === null) return null;
  let ranges: Range[];
  if (isMediaType(text, type, 'application/sdp')) ranges = [{ start: bodyStart, end }];
  else if (!isMediaType(text, type, 'multipart/mixed') || boundaryOf(text, type) === null) return null;
  // the line end in front of a delimiter stays with the last line: who removes that line removes it whole
  else ranges = sdpParts(message, type, end).map((part) => ({ start: part.contentStart, end: part.end }));
  const found: Description[] = [];
  for (const range of ranges) {
    const description = readDescription(text, range);
    if (description === null) return null;
    found.push(description);
  }
  return found;
}

/**
 * Reads one description. It needs `v=`, `o=` with an address, and media with a transport and, in the section or for all of
 * them, a `c=` line; in this order (RFC 8866 5).
 * @returns null when something of that is missing
 */
export function readDescription(text: string, { start, end }: Range): Description | null {
  const version = findLine(text, start, end, 'v=');
  const origin = version < 0 ? -1 : findLine(text, version, end, 'o=');
  const originAddress = origin < 0 ? null : connection(text, origin, end);
  if (originAddress === null) return null;
  const streams: Stream[] = [];
  for (const section of mediaStreams(text, { start: origin, end }, Infinity)) {
    const stream = section.connection === null ? null : readStream(text, section);
    if (stream === null) return null;
    streams.push(stream);
  }
  if (streams.length === 0) return null;
  return { start, end, origin: words(text, origin + 2, lineEnd(text, origin, end)), originAddress, streams };
}

function readStream(text: string, section: MediaStream): Stream | null {
  const [media, port, transport, ...formats] = words(text, section.start + 2, lineEnd(text, section.start, section.end));
  return media === undefined || port === undefined || transport === undefined
    ? null
    : { ...section, media, port, transport, formats };
}

/** @returns the words of [from, to), separated by blanks or tabs */
function words(text: string, from: number, to: number): Range[] {
  const found: Range[] = [];
  let start = -1;
  for (let at = from; at <= to; at++) {
    const gap = at === to || text.charCodeAt(at) === SP || text.charCodeAt(at) === TAB;
    if (!gap && start < 0) start = at;
    if (!gap || start < 0) continue;
    found.push({ start, end: at });
    start = -1;
  }
  return found;
}

/** @returns whether the stream is of a media type, whatever its case */
export function isOfMedia(text: string, stream: Stream, type: string): boolean {
  return stream.media.end - stream.media.start === type.length && equalsIgnoreCase(rangeText(text, stream.media), type);
}

// RFC 8866 6.7; all of them are as long
const DIRECTIONS: readonly string[] = ['sendrecv', 'sendonly', 'recvonly', 'inactive'];

/**
 * @param from start of a line
 * @returns the direction of media that the last attribute of the kind in [from, to) tells: `sendrecv`, `sendonly`, `recvonly` or
 *   `inactive`; '' for none
 */
export function direction(text: string, from: number, to: number): string {
  let last = '';
  for (let at = findLine(text, from, to, 'a='); at >= 0; at = findLine(text, nextLine(text, at, to), to, 'a=')) {
    const end = trimEnd(text, at, lineEnd(text, at, to));
    if (end - at === 2 + DIRECTIONS[0]!.length) last = DIRECTIONS.find((one) => equalsLower(text, at + 2, end, one)) ?? last;
  }
  return last;
}

/** @returns the text of a range */
export function rangeText(text: string, { start, end }: Range): string {
  return text.slice(start, end);
}

/** @returns the lines of [start, end), each with its line end */
export function linesOf(text: string, { start, end }: Range): Range[] {
  const lines: Range[] = [];
  for (let at = start; at < end;) {
    const next = nextLine(text, at, end);
    lines.push({ start: at, end: next });
    at = next;
  }
  return lines;
}

/** What an attribute says of one payload type: `a=rtpmap:96 opus/48000/2`. */
export interface FormatLine extends Range {
  /** `rtpmap` as written. */
  readonly name: string;
  /** `96`. */
  readonly format: string;
  /** Behind the blank. */
  readonly valueStart: number;
}

/** @returns the attribute lines `a=name:format value` of a stream, whatever the name, each with its line end */
export function formatLines(text: string, { linesStart, end }: MediaStream): FormatLine[] {
  const found: FormatLine[] = [];
  for (let at = findLine(text, linesStart, end, 'a='); at >= 0;) {
    const next = nextLine(text, at, end);
    const eol = lineEnd(text, at, next);
    const colon = indexOfChar(text, COLON, at + 2, eol);
    const gap = colon < 0 ? -1 : indexOfChar(text, SP, colon + 1, eol);
    if (gap >= 0) {
      const line = {
        start: at,
        end: next,
        name: text.slice(at + 2, colon),
        format: text.slice(colon + 1, gap),
        valueStart: gap + 1,
      };
      found.push(line);
    }
    at = findLine(text, next, end, 'a=');
  }
  return found;
}
