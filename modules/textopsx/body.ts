import type { SipMessage } from '../../runtime/module.ts';

/** Deletes the body, also one that was set before; Content-Length follows when the message leaves, Content-Type stays. */
export function removeBody(message: SipMessage): void {
  message.edits.dropAll((edit) => edit.at >= message.bodyStart);
  if (message.end > message.bodyStart) message.edits.remove(message.bodyStart, message.end);
}
