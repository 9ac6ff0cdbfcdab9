// From a message and its edits to octets.

import { applyEdits, sortEdits, type Edit, type ExitSocket } from './edits.ts';
import { Header } from './header-type.ts';
import type { SipMessage } from './message.ts';

/**
 * Writes a message with its edits applied. Every octet that no edit touches stays as received, but for line ends in front of the
 * start line and octets behind Content-Length, which are no part of the message; Content-Length follows the body when its size
 * changed.
 *
 * @param startLine the new start line with its CRLF, or '' to keep the received one
 * @param more edits of this copy only (own Via, `received`), behind those of the script; not kept
 * @param exit socket that the message leaves from, for Record-Route and Path; null leaves such entries out
 */
export function serialize(message: SipMessage, startLine: string, more: readonly Edit[], exit: ExitSocket | null): string {
  const { bodyStart, headersStart, end } = message;
  const first = startLine !== '' ? headersStart : message.start;
  const made = message.edits.made;
  if (made.length === 0 && more.length === 0) return startLine + message.text.slice(first, end);
  const edits: Edit[] = [];
  let touchesBody = take(edits, made, bodyStart);
  touchesBody = take(edits, more, bodyStart) || touchesBody;
  // what was overwritten is edits as well, where none of the script's stands beside them
  const { overwritten } = message;
  const alone = overwritten !== null && standAlone(overwritten, edits);
  if (alone) for (let i = 0; i < overwritten.length; i++) edits.push(overwritten[i]!);
  const text = alone ? message.received : message.text;
  sortEdits(edits);
  if (touchesBody) return startLine + withBody(message, text, first, edits, exit);
  return startLine + applyEdits(text, first, bodyStart, edits, exit) + text.slice(bodyStart, end);
}

// @returns whether one of them touches the body
function take(edits: Edit[], some: readonly Edit[], bodyStart: number): boolean {
  let touchesBody = false;
  for (let i = 0; i < some.length; i++) {
    const edit = some[i]!;
    edits.push(edit);
    if (edit.end > bodyStart || edit.at >= bodyStart) touchesBody = true;
  }
  return touchesBody;
}

function standAlone(some: readonly Edit[], edits: readonly Edit[]): boolean {
  for (let k = 0; k < some.length; k++) {
    const { at, end } = some[k]!;
    for (let i = 0; i < edits.length; i++) if (edits[i]!.at <= end && edits[i]!.end >= at) return false;
  }
  return true;
}

function withBody(message: SipMessage, text: string, first: number, edits: readonly Edit[], exit: ExitSocket | null): string {
  const { bodyStart } = message;
  const head: Edit[] = [];
  const tail: Edit[] = [];
  for (let i = 0; i < edits.length; i++) {
    const edit = edits[i]!;
    if (edit.at < bodyStart) head.push(edit);
    if (edit.at >= bodyStart || edit.end > bodyStart) tail.push(edit);
  }
  const body = applyEdits(text, bodyStart, message.end, tail, exit);
  return applyEdits(text, first, bodyStart, withLength(message, head, body.length), exit) + body;
}

// All fields that tell the length tell the new one (two that differ are two messages for two readers, spec/security.md 2), whatever the
// script wrote into them. Where it removed them, one is put at the end of the header: without it a stream has no frame.
// Fields and edits stand in order both, so one walk along them does.
function withLength(message: SipMessage, head: readonly Edit[], length: number): Edit[] {
  const { bodyStart } = message;
  const edits: Edit[] = [];
  const value = String(length);
  let stays = false;
  let removed = 0; // how far the edits up to here delete
  let next = 0;
  const type = Header.ContentLength;
  for (let at = message.findByType(type); at >= 0; at = message.findByType(type, at + 1)) {
    const field = message.field(at);
    for (; next < head.length && head[next]!.at < field.bodyStart; next++) {
      if (head[next]!.at <= field.start) removed = Math.max(removed, head[next]!.end);
      edits.push(head[next]!);
    }
    if (removed >= field.bodyEnd) continue;
    stays = true;
    const own = next;
    while (next < head.length && head[next]!.at < field.bodyEnd) next++;
    if (next > own || length !== message.contentLength) {
      edits.push({ at: field.bodyStart, end: field.bodyEnd, text: value, late: null });
    }
  }
  for (; next < head.length; next++) edits.push(head[next]!);
  if (!stays && length > 0)
    edits.push({ at: bodyStart - 2, end: bodyStart - 2, text: `Content-Length: ${value}\r\n`, late: null });
  return sortEdits(edits);
}
