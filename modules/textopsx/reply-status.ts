import { breaksLine, wireText, type Edit, type RouteContext, type SipMessage } from '../../runtime/module.ts';

// in front of the status code: `SIP/2.0 `
const CODE_AT = 8;

/**
 * Changes the status of a reply that is passed on. The code is seen at once, the reason once it has left. Provisional and
 * successful replies keep their class: transactions on both sides depend on it (RFC 3261 17).
 *
 * @param status 100 to 699
 * @param reason null keeps the reason
 * @returns whether it was done; not for requests, an empty reason, and a code of another class below 300
 */
export function changeReplyStatus(cx: RouteContext, status: number, reason: string | null): boolean {
  const { message } = cx;
  if (message.isRequest || !(status >= 100 && status <= 699)) return false;
  const before = message.status;
  if ((before < 300 || status < 300) && Math.floor(before / 100) !== Math.floor(status / 100)) return false;
  const text = reason === null ? null : wireText(reason);
  if (text !== null && (text === '' || breaksLine(text))) return false;
  if (status !== before) message.overwrite(message.start + CODE_AT, String(status), status);
  if (text !== null) replaceReason(cx.message, text);
  return true;
}

function replaceReason(message: SipMessage, text: string): void {
  const { edits, reasonStart, reasonEnd } = message;
  const before: Edit | undefined = edits.made.find((edit) => edit.at === reasonStart && edit.end === reasonEnd);
  if (before !== undefined) edits.drop(before);
  edits.replace(reasonStart, reasonEnd, text);
}
