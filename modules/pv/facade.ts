import { Destination } from '../../runtime/module.ts';
import { PvxLists } from './list-functions.ts';

/**
 * `KSR.pvx`: variables by their name, without a text to parse (spec/modules.md 6). Works in every route. `KSR.pv` reads and writes
 * the same variables by their text.
 * @in any
 * @see Kamailio pv
 */
export class Pvx extends PvxLists {
  /**
   * Appends the static branch record (`$sbranch(...)`) to the destination set.
   * @returns `1` · `-1` it has no URI, or there is no room for another branch
   */
  sbranch_append(): 1 | -1 {
    const { sbranch } = this.cx.variables.shared;
    const branches = (this.cx.branches ??= []);
    if (sbranch.uri === '' || branches.length + 1 >= this.cx.core.options.maxBranches) return -1;
    branches.push(sbranch.copy());
    return 1;
  }
  /** Makes the static branch record the Request-URI branch. Requests only. @returns `1` · `-1` it has no URI, or this is a reply */
  sbranch_set_ruri(): 1 | -1 {
    const { sbranch } = this.cx.variables.shared;
    if (sbranch.uri === '' || !this.cx.message.isRequest) return -1;
    this.cx.target = sbranch.copy();
    this.cx.targetUsable = true;
    return 1;
  }
  /** Clears the static branch record. @returns `1` */
  sbranch_reset(): 1 {
    this.cx.variables.shared.sbranch = new Destination();
    return 1;
  }
}

/** What routes of each kind see. */
export type PvxFacades = {
  request: Pvx;
  reply: Pvx;
  tm_reply: Pvx;
  branch: Pvx;
  failure: Pvx;
  branch_failure: Pvx;
  event: Pvx;
};
