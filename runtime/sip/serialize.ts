import { applyEdits, sortEdits, type Edit, type ExitSocket } from './edits.ts';
import { Header } from './header-type.ts';
import type { SipMessage } from './message.ts';

/**
 * Writes a message with its edits applied. Every octet that no edit touches stays as received; Content-Length follows the
 * body when its size changed.
 *
 * @param startLine the new start line with its CRLF, or '' to keep the received one
 * @param more edits of this copy only (own Via, `received`), behind those of the script; not kept
 * @param exit socket that the message leaves from, for Record-Route and Path; null leaves such entries out
 */
export function serialize(message: SipMessage, startLine: string, more: readonly Edit[], exit: ExitSocket | null): string {
  const { text, bodyStart, headersStart } = message;
  const first = startLine !== '' ? headersStart : 0;
  const made = message.edits.made;
  if (made.length === 0 && more.length === 0) {
    return message.end === text.length ? startLine + text.slice(first) : startLine + text.slice(first, message.end);
  }
  const edits: Edit[] = [];
  let touchesBody = false;
  for (let i = 0; i < made.length; i++) {
    const edit = made[i]!;
    edits.push(edit);
    if (edit.end > bodyStart || edit.at >= bodyStart) touchesBody = true;
  }
  for (let i = 0; i < more.length; i++) edits.push(more[i]!);
  sortEdits(edits);
  if (!touchesBody) return startLine + applyEdits(text, first, bodyStart, edits, exit) + text.slice(bodyStart, message.end);
  return withBody(message, startLine, first, edits, exit);
}

function withBody(message: SipMessage, startLine: string, first: number, edits: Edit[], exit: ExitSocket | null): string {
  const { text, bodyStart } = message;
  const head = edits.filter((edit) => edit.at < bodyStart);
  const body = applyEdits(
    text,
    bodyStart,
    message.end,
    edits.filter((edit) => edit.at >= bodyStart),
    exit,
  );
  const field = message.header(Header.ContentLength);
  if (field !== null && body.length !== message.contentLength) {
    head.push({ at: field.bodyStart, end: field.bodyEnd, text: String(body.length), late: null });
    sortEdits(head);
  } else if (field === null && body.length > 0) {
    head.push({ at: bodyStart - 2, end: bodyStart - 2, text: `Content-Length: ${body.length}\r\n`, late: null });
    sortEdits(head);
  }
  return startLine + applyEdits(text, first, bodyStart, head, exit) + body;
}
