import type { RouteContext } from '../routing/context.ts';
import { leave } from '../routing/exit.ts';

/**
 * Leaving a callback: `KSR.x.*` (spec/modules.md 3).
 * @in any
 * @see Kamailio KEMI, KSR.x
 */
export class KsrX {
  private readonly cx: RouteContext;

  constructor(cx: RouteContext) {
    this.cx = cx;
  }

  /**
   * Leaves the whole callback at once, from any depth of functions. What was done so far stays done. It throws: do not catch it,
   * or throw on what you caught.
   */
  exit(): never {
    return leave(this.cx);
  }
  /**
   * Leaves the callback as `exit` does and drops the message: in requestRoute the same as `exit`, in reply callbacks the reply is
   * discarded (final replies in a callback armed by t_on_reply excepted), in branch callbacks the branch is not sent.
   */
  drop(): never {
    this.cx.dropped = true;
    return leave(this.cx);
  }
}
