import {
  bodyParts,
  boundaryOf,
  breaksLine,
  contentType,
  equalsIgnoreCase,
  equalsLower,
  isMediaType,
  partHeader,
  wireText,
  type BodyPart,
  type SipMessage,
} from '../../runtime/module.ts';
import { hasBody, isType, putBody } from './body.ts';

/** Boundary of bodies that become multipart, when the script names none. */
export const BOUNDARY = 'unique-boundary-1';

const MULTIPART = 'multipart/';

/** A body with several parts (RFC 2046 5.1), as received. */
interface Multipart {
  readonly boundary: string;
  readonly parts: readonly BodyPart[];
}

/** @returns null for another Content-Type than multipart, and without a boundary; no part may be found */
function multipartOf(message: SipMessage): Multipart | null {
  const type = contentType(message);
  if (type === null || !equalsLower(message.text, type.start, type.start + MULTIPART.length, MULTIPART)) return null;
  const boundary = boundaryOf(message.text, type);
  return boundary === null ? null : { boundary, parts: bodyParts(message.text, message.bodyStart, message.end, boundary) };
}

/** @returns whether the message says that its body has parts */
function isMultipart(message: SipMessage): boolean {
  const type = contentType(message);
  return type !== null && isMediaType(message.text, type, 'multipart/mixed');
}

// The first part of that type; one with parameters behind its type is found by all of that text only. As upstream, a part that no
// delimiter follows is none.
function partOf(message: SipMessage, { parts }: Multipart, type: string): BodyPart | null {
  for (const part of parts) {
    const value = partHeader(message.text, part, 'content-type');
    if (value === null || !equalsIgnoreCase(message.text.slice(value.start, value.end), type)) continue;
    return part.end < message.end ? part : null;
  }
  return null;
}

// where the delimiter line in front of a part begins
function delimiterOf(message: SipMessage, { boundary }: Multipart, part: BodyPart): number {
  return message.text.lastIndexOf(`--${boundary}`, part.headersStart - 1);
}

function lineBehind(message: SipMessage, at: number): number {
  const lf = message.text.indexOf('\n', at);
  return lf < 0 || lf >= message.end ? message.end : lf + 1;
}

/**
 * Reads a part. A body that has no parts is given as it is, whatever its type.
 * @param raw from Content-Type up to and with the next delimiter line, else from the line behind Content-Type up to that
 * @returns null without such a part, and without a body
 */
export function readPart(message: SipMessage, type: string, raw: boolean): string | null {
  if (!hasBody(message)) return null;
  const multipart = multipartOf(message);
  if (multipart === null) return message.text.slice(message.bodyStart, message.end);
  const part = partOf(message, multipart, type);
  if (part === null) return null;
  const value = partHeader(message.text, part, 'content-type')!;
  const line = Math.max(part.headersStart, message.text.lastIndexOf('\n', value.start) + 1);
  const behind = part.end;
  return raw ? message.text.slice(line, lineBehind(message, behind)) : message.text.slice(lineBehind(message, value.end), behind);
}

/** Removes a part with the delimiter in front of it, and what stands around all parts. @returns whether there is one */
export function removePart(message: SipMessage, type: string): boolean {
  const multipart = multipartOf(message);
  const part = multipart === null ? null : partOf(message, multipart, type);
  if (multipart === null || part === null) return false;
  const first = part === multipart.parts[0];
  if (!first) removePreamble(message, multipart);
  message.edits.remove(first ? message.bodyStart : delimiterOf(message, multipart, part), part.end);
  const { end } = multipart.parts[multipart.parts.length - 1]!;
  const behind = lineBehind(message, end);
  if (behind < message.end) message.edits.remove(behind, message.end);
  return true;
}

// for readers who know no parts
function removePreamble(message: SipMessage, multipart: Multipart): void {
  const first = delimiterOf(message, multipart, multipart.parts[0]!);
  if (first > message.bodyStart) message.edits.remove(message.bodyStart, first);
}

/**
 * Makes one part of a multipart/mixed body the whole body, with its header fields behind Content-Type. As upstream the Content-Type of
 * the message stays: scripts put another one there (`remove_hf`, `append_hf`).
 * @returns whether there is one
 */
export function keepPart(message: SipMessage, type: string): boolean {
  const multipart = isMultipart(message) ? multipartOf(message) : null;
  const part = multipart === null ? null : partOf(message, multipart, type);
  if (part === null) return false;
  const { text, edits } = message;
  const line = lineBehind(message, partHeader(text, part, 'content-type')!.end);
  const from = text.startsWith('\r\n', line) ? line + 2 : line;
  const to = Math.max(from, part.contentEnd);
  edits.dropAll((edit) => edit.at >= message.bodyStart);
  edits.replace(message.bodyStart, message.end, text.slice(from, to));
  return true;
}

/**
 * Adds a part at the end of a multipart body as received.
 * @param disposition value of Content-Disposition, '' for none
 * @returns 1 · -1 the body has no parts, or an argument can not stand in a header
 */
export function appendPart(message: SipMessage, text: string, type: string, disposition: string): 1 | -1 {
  const multipart = multipartOf(message);
  const last = multipart?.parts[multipart.parts.length - 1];
  if (multipart === null || last === undefined || text === '' || !isType(type) || breaksLine(disposition)) return -1;
  const end = last.end;
  const part = partText(multipart.boundary, text, type, disposition);
  const closed = end < message.end;
  const gap = message.text[end - 1] === '\n' ? '' : '\r\n';
  message.edits.insert(end, `${gap}${part}${closed ? '' : `--${multipart.boundary}--\r\n`}`);
  return 1;
}

function partText(boundary: string, text: string, type: string, disposition: string): string {
  const more = disposition === '' ? '' : `Content-Disposition: ${wireText(disposition)}\r\n`;
  return `--${boundary}\r\nContent-Type: ${wireText(type)}\r\n${more}\r\n${wireText(text)}\r\n`;
}

/**
 * Makes the body one part of a multipart body; one that is multipart stays as it is.
 * @returns 1 · -1 without a body or Content-Type, or a bad boundary
 */
export function makeMultipart(message: SipMessage, boundary: string): 1 | -1 {
  const mark = wireText(boundary === '' ? BOUNDARY : boundary);
  const type = contentType(message);
  if (!hasBody(message) || type === null || !isBoundary(mark)) return -1;
  if (isMultipart(message)) return 1;
  const { text } = message;
  wrap(message, mark, partText(mark, text.slice(message.bodyStart, message.end), text.slice(type.start, type.end), ''));
  return 1;
}

/**
 * Makes a multipart body with one part, in the place of what is there; a multipart body stays as it is.
 * @returns 1 · -1 an empty part, or a bad type or boundary
 */
export function setMultipart(message: SipMessage, part: string, type: string, boundary: string): 1 | -1 {
  const mark = wireText(boundary === '' ? BOUNDARY : boundary);
  if (part === '' || !isType(type) || !isBoundary(mark)) return -1;
  if (isMultipart(message)) return 1;
  wrap(message, mark, partText(mark, part, type, ''));
  return 1;
}

function wrap(message: SipMessage, boundary: string, part: string): void {
  putBody(message, `${part}--${boundary}--\r\n`, `multipart/mixed;boundary="${boundary}"`, 'Mime-Version: 1.0\r\n');
}

// RFC 2046 5.1.1
function isBoundary(text: string): boolean {
  return text.length > 0 && text.length <= 70 && !breaksLine(text) && !text.includes('"') && !text.endsWith(' ');
}
