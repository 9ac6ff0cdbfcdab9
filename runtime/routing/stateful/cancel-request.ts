import type { RouteContext } from '../context.ts';
import { forward } from '../forward.ts';
import { cancelPending } from './answers.ts';
import { copiedReason } from './cancel.ts';
import { findCancelled, newTransaction } from './lookup.ts';
import type { StatefulProxy } from './proxy.ts';
import { ownReply } from './upstream.ts';

/**
 * t_relay of a CANCEL (RFC 3261 16.10; spec/modules.md 9.4 step 1, 9.6).
 * @returns 1 answered or dropped · 0 forwarded statelessly · -1 could not be · null: it belongs to no INVITE here and is to be
 * relayed as any other request
 */
export function cancelRequest(cx: RouteContext): number | null {
  const invite = findCancelled(cx);
  if (invite === null) {
    switch (cx.core.stateful.options.unmatchedCancel) {
      case 0:
        return null;
      case 1:
        return forward(cx) > 0 ? 0 : -1;
      case 2:
        cx.answered = true;
        return 1;
    }
  }
  const made = newTransaction(cx);
  if (made === 0) return 1; // the CANCEL again: its 200 went out again
  if (made === -1) return -1;
  cancelInvite(invite, cx);
  return 1;
}

function cancelInvite(invite: StatefulProxy, cx: RouteContext): void {
  const proxy = cx.proxy!;
  proxy.relayed = true;
  const open = !invite.answered && invite.pending > 0;
  if (!invite.answered) {
    invite.cancelled = true;
    if (open) cancelPending(invite, copiedReason(invite, cx.message));
    else ownReply(invite, invite.cx, 487, 'Request canceled');
  }
  ownReply(proxy, cx, 200, open ? 'canceling' : 'ok -- no more pending branches');
}
