import type { RouteContext, StatefulProxy } from '../../runtime/module.ts';

/**
 * The status that t_get_status_code and t_check_status look at: of the reply in reply callbacks, of the winner in failure
 * callbacks, of the last reply sent elsewhere.
 * @returns -1 without a transaction, 0 before the first reply
 */
export function statusCode(cx: RouteContext): number {
  if (cx.kind === 'tm_reply' || cx.kind === 'reply' || cx.kind === 'failure' || cx.kind === 'branch_failure')
    return cx.statusCode;
  return cx.proxy === null ? -1 : cx.proxy.server.lastStatus;
}

/** @returns whether some branch ended by timeout */
export function anyTimeout(proxy: StatefulProxy): boolean {
  return proxy.branches.some((branch) => branch.answer !== null && branch.answer.made && branch.answer.status === 408);
}

/** @returns whether some branch got any reply from the network */
export function anyReplied(proxy: StatefulProxy): boolean {
  return proxy.branches.some((branch) => branch.replied);
}

/** @returns whether some branch has that final status */
export function hasStatus(proxy: StatefulProxy, status: number): boolean {
  return proxy.branches.some((branch) => branch.answer?.status === status);
}
