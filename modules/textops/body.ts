import {
  Header,
  breaksLine,
  contentType,
  isMediaType,
  wireText,
  type Edit,
  type RouteContext,
  type SipMessage,
} from '../../runtime/module.ts';

// RFC 3261 7.4.1 leaves no default; upstream takes this one
const ASSUMED = 'application/sdp';

/** @returns whether Content-Length says that there is a body */
export function hasBody(message: SipMessage): boolean {
  return message.contentLength > 0;
}

/** @param type `application/sdp`, no parameters and no wildcards; '' for any @returns whether the message has a body of that type */
export function hasBodyOf(message: SipMessage, type: string): boolean {
  if (!hasBody(message)) return false;
  if (type === '') return true;
  const wanted = type.toLowerCase();
  if (!wanted.includes('/')) return false;
  const value = contentType(message);
  return value === null ? wanted === ASSUMED : isMediaType(message.text, value, wanted);
}

/** @returns whether a text can stand as value of Content-Type */
export function isType(type: string): boolean {
  return type !== '' && !breaksLine(type);
}

function endOfHeaders(message: SipMessage): number {
  return Math.max(message.headersStart, message.bodyStart - 2);
}

/**
 * Puts a body in the place of what is there, also of one that was put there before. Content-Length follows when the message leaves.
 * @param type value of Content-Type; a field with the same value stays where it is
 * @param more header lines with CRLF that go with the body
 */
export function putBody(message: SipMessage, body: string, type: string, more: string = ''): void {
  forgetBody(message);
  if (message.end > message.bodyStart || body !== '') message.edits.replace(message.bodyStart, message.end, body);
  const value = contentType(message);
  const same = value !== null && message.text.slice(value.start, value.end) === type;
  if (!same) {
    for (const field of message.headers) if (field.type === Header.ContentType) message.edits.remove(field.start, field.end);
    message.edits.insert(endOfHeaders(message), `Content-Type: ${type}\r\n${more}`);
  }
}

// What was recorded for the body and its type before
function forgetBody(message: SipMessage): void {
  const { edits, bodyStart } = message;
  const removed = new Set<number>();
  for (const field of message.headers) if (field.type === Header.ContentType) removed.add(field.start);
  const isOurs = (edit: Edit): boolean =>
    edit.at >= bodyStart ||
    (edit.at === endOfHeaders(message) && edit.text.startsWith('Content-Type: ')) ||
    (removed.has(edit.at) && edit.text === '' && edit.end > edit.at);
  edits.dropAll(isOurs);
}

/** Replaces the body. @returns 1 · -1 an empty body, or a type that can not stand in a header */
export function setBody(message: SipMessage, body: string, type: string): 1 | -1 {
  if (body === '' || !isType(type)) return -1;
  putBody(message, wireText(body), wireText(type));
  return 1;
}

/** Sets the body of replies that this server makes. @returns 1 · -1 there is one already, it is empty, or a bad type */
export function setReplyBody(cx: RouteContext, body: string, type: string): 1 | -1 {
  if (body === '' || !isType(type) || cx.replyBody !== null) return -1;
  cx.replyBody = { type, text: body };
  return 1;
}
