import type { SipMessage } from '../../runtime/module.ts';

/** Deletes the body; Content-Length follows when the message leaves, Content-Type stays. */
export function removeBody(message: SipMessage): void {
  if (message.end > message.bodyStart) message.edits.remove(message.bodyStart, message.end);
}
