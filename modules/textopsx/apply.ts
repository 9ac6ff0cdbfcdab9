import { parseMessage, serialize, wireText, type RouteContext, type SipMessage } from '../../runtime/module.ts';

/**
 * Rebuilds the message with all changes that were recorded, so that they are seen from now on. What is kept beside the message
 * stays: next hop, branches, flags, variables.
 *
 * @returns whether it was done; not while an edit waits for the socket that the message leaves from (Record-Route, Path)
 */
export function applyChanges(cx: RouteContext): boolean {
  const { message, target } = cx;
  const { made } = message.edits;
  for (let i = 0; i < made.length; i++) if (made[i]!.late !== null) return false;
  const line = target.uri !== '' && message.isRequest ? `${message.method} ${target.uri} SIP/2.0\r\n` : '';
  const text = serialize(message, line, [], null);
  if (text === message.text && target.uri === '') {
    // edits that change nothing are done, too: a later one at their place would stand beside them
    message.edits.clear();
    return true;
  }
  const rebuilt = parseMessage(text);
  if (rebuilt === null || rebuilt.fault !== '' || rebuilt.isRequest !== message.isRequest) return false;
  replaceMessage(cx, rebuilt);
  return true;
}

/**
 * Puts another message in the place of this one.
 * @param text a whole message
 * @returns whether it was done; not for what is no SIP message, or one that may not be sent (spec/security.md 3)
 */
export function setMessageText(cx: RouteContext, text: string): boolean {
  const message = parseMessage(wireText(text));
  if (message === null || message.fault !== '') return false;
  replaceMessage(cx, message);
  return true;
}

function replaceMessage(cx: RouteContext, message: SipMessage): void {
  cx.message = message;
  // the Request-URI stands in the message now
  cx.target.uri = '';
}
