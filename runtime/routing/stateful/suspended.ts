import type { RouteContext } from '../context.ts';
import type { Branch } from './branch.ts';
import { idText, transactionId, type TransactionId } from './identity.ts';
import type { StatefulProxy } from './proxy.ts';

/** A request that waits. */
export interface Suspended {
  readonly proxy: StatefulProxy;
  /** Stands in for what the request will be sent to: its timer ends the wait, a CANCEL cancels it. */
  readonly branch: Branch;
  /** The run that suspended it: where the request would have gone. */
  readonly cx: RouteContext;
}

/** The suspended requests of one server, by the two numbers that scripts know them by. */
export class SuspendedRequests {
  private readonly waiting: Map<string, Suspended> = new Map();

  get size(): number {
    return this.waiting.size;
  }
  add(suspended: Suspended): void {
    this.waiting.set(idText(idOf(suspended.proxy)), suspended);
  }
  /** Takes one out; it can be continued once. @returns null when nothing waits by these numbers */
  take(index: number, label: number): Suspended | null {
    const key = idText({ index, label });
    const found = this.waiting.get(key);
    if (found === undefined) return null;
    this.waiting.delete(key);
    return found;
  }
  /** The wait is over without anybody's doing. */
  forget(proxy: StatefulProxy): void {
    this.waiting.delete(idText(idOf(proxy)));
  }
}

function idOf({ core, key }: StatefulProxy): TransactionId {
  return transactionId(core, key);
}
