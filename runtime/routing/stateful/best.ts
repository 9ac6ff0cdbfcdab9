import type { Branch } from './branch.ts';
import type { StatefulProxy } from './proxy.ts';

/**
 * Priority of a final reply, lower wins (RFC 3261 16.7 step 6; spec/modules.md 9.7): 2xx, 6xx, 3xx, 4xx with those that
 * say how to do better first, 5xx, anything else. A reply made here gets a penalty when one is configured.
 */
export function priority(status: number, fakedPenalty: number): number {
  return rank(status) + fakedPenalty;
}

function rank(status: number): number {
  const kind = (status / 100) | 0;
  switch (kind) {
    case 2:
      return 0;
    case 6:
      return 1000 + (status - 600);
    case 3:
      return 2000 + (status - 300);
    case 4:
      return 3000 + fourHundred(status);
    case 5:
      return 5000 + (status - 500);
    default:
      return 10_000 + status;
  }
}

function fourHundred(status: number): number {
  switch (status) {
    case 401:
      return 1;
    case 407:
      return 2;
    case 415:
      return 3;
    case 420:
      return 4;
    case 484:
      return 5;
    default:
      return status - 400 + 10;
  }
}

/**
 * Chooses among the final replies of the branches that are not forgotten; of equal ones the first.
 * @returns null when none of them has one
 */
export function bestBranch(proxy: StatefulProxy): Branch | null {
  const penalty = proxy.core.stateful.options.fakedReplyPriority;
  let best: Branch | null = null;
  let lowest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < proxy.branches.length; i++) {
    const branch = proxy.branches[i]!;
    if (branch.answer === null || branch.forgotten) continue;
    const p = priority(branch.answer.status, branch.answer.made ? penalty : 0);
    if (p < lowest) {
      lowest = p;
      best = branch;
    }
  }
  return best;
}
