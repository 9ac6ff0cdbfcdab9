import type { PseudoVariable, RouteContext } from '../../runtime/module.ts';
import { statusCode } from '../tm/api.ts';

/** Pseudo-variables of the module (spec/modules.md 5.1): `$T_branch_idx`, `$T_reply_code`, `$T_reply_reason`, `$T_reply_ruid`. */
export const variables: readonly PseudoVariable[] = [
  { name: 'T_branch_idx', inner: 'none', get: branchIndex },
  { name: 'T_reply_code', inner: 'none', get: (cx) => Math.max(0, statusCode(cx)) },
  { name: 'T_reply_reason', inner: 'none', get: replyReason },
  { name: 'T_reply_ruid', inner: 'none', get: replyRuid },
];

// The branch that the callback is about; where there is none, how many branches there are already
function branchIndex(cx: RouteContext): number {
  const appended = cx.branches?.length ?? 0;
  switch (cx.kind) {
    case 'request':
      return appended;
    case 'failure':
      return (cx.proxy?.branches.length ?? 0) + appended;
    default:
      return cx.branchIndex;
  }
}

// Of the reply in reply callbacks, of the winner in failure callbacks, of the last one sent elsewhere
function replyReason(cx: RouteContext): string | null {
  if (!cx.message.isRequest) return cx.message.reason;
  const { proxy } = cx;
  if (proxy === null) return null;
  if (cx.kind === 'failure' || cx.kind === 'branch_failure') return proxy.branches[cx.branchIndex]?.answer?.reason ?? null;
  const { lastReply } = proxy.server;
  // behind `SIP/2.0 200 `
  return lastReply === '' ? null : lastReply.slice(12, lastReply.indexOf('\r\n'));
}

function replyRuid(cx: RouteContext): string | null {
  const ruid = cx.branchIndex < 0 ? '' : cx.proxy?.branches[cx.branchIndex]?.destination.ruid;
  return ruid === undefined || ruid === '' ? null : ruid;
}
