import { cancelPending, decimal, localReason, type Core, type StatefulProxy } from '../../runtime/module.ts';

// Transactions by Call-ID and CSeq number, for scripts that end calls from outside of them (spec/modules.md 10).

/**
 * @param cseq number of CSeq as text
 * @param invite only the INVITE
 * @returns the transaction that is not answered yet, or null
 */
export function transactionOf(core: Core, callId: string, cseq: string, invite: boolean): StatefulProxy | null {
  const number = decimal(cseq, 0, cseq.length, 0xffffffff);
  return callId === '' || number < 0 ? null : core.transactions.servers.findCall(callId, number, invite);
}

/**
 * Cancels the branches of an INVITE. It is not marked as cancelled: a failure callback may send it elsewhere.
 * @param flag message flag to set on it, 0 for none
 * @param cause for Reason in the CANCELs, 0 for none
 * @returns 1 · -1 no such INVITE
 */
export function cancelCall(core: Core, callId: string, cseq: string, flag: number, cause: number): 1 | -1 {
  const proxy = transactionOf(core, callId, cseq, true);
  if (proxy === null) return -1;
  if (flag > 0 && flag < 32) proxy.flags |= 1 << flag;
  cancelPending(proxy, localReason(proxy, cause));
  return 1;
}
