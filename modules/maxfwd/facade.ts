import { numberArgument, type RouteContext } from '../../runtime/module.ts';
import { countHop, hasFewerHops } from './max-forwards.ts';

/**
 * `KSR.maxfwd`: how many more hops a request may take (RFC 3261 8.1.1.6, 16.3).
 * @in any
 * @see Kamailio maxfwd; RFC 3261 16.3, 20.22
 */
export class Maxfwd {
  private readonly cx: RouteContext;
  private readonly highest: number;

  constructor(cx: RouteContext, highest: number) {
    this.cx = cx;
    this.highest = highest;
  }

  /**
   * Counts this hop: Max-Forwards becomes one less, a value above `max_limit` becomes `max_limit`. Readers see the new value at
   * once, and a second call counts again. The field keeps its width: `10` becomes ` 9`. Without the field, one with `limit` is
   * added.
   *
   * @param limit 0 to 255, for a request without Max-Forwards
   * @returns `1` counted · `2` added · `-1` no hop is left (answer 483), or `limit` is out of range · `-2` the field holds no number
   * @see Kamailio maxfwd
   */
  process_maxfwd(limit: number): 1 | 2 | -1 | -2 {
    return countHop(this.cx, numberArgument(limit), this.highest);
  }

  /**
   * Tells whether fewer than `hops` hops are left, without counting.
   *
   * @param hops 0 to 255
   * @returns `1` fewer · `-1` not, or `hops` is out of range · `-2` no Max-Forwards · `-3` the field holds no number
   */
  is_maxfwd_lt(hops: number): 1 | -1 | -2 | -3 {
    return hasFewerHops(this.cx.message, numberArgument(hops));
  }
}

/** What routes of each kind see. */
export type MaxfwdFacades = {
  request: Maxfwd;
  reply: Maxfwd;
  tm_reply: Maxfwd;
  branch: Maxfwd;
  failure: Maxfwd;
  branch_failure: Maxfwd;
  event: Maxfwd;
};
