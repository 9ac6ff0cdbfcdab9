import type { RouteContext } from '../../runtime/module.ts';

/** What module rr offers to others. */
export interface RrApi {
  /**
   * Adds parameters to the Record-Route that is there or to come.
   * @param params with their `;`
   * @returns 1 · -1 as `KSR.rr.add_rr_param`
   */
  addParam(cx: RouteContext, params: string): 1 | -1;
  /** @returns parameters of our Route that loose_route processed, with the leading `;`; '' without any */
  ownParams(cx: RouteContext): string;
  /** @returns which way a request goes in its dialog */
  direction(cx: RouteContext): 'downstream' | 'upstream';
  /** Has a function called whenever loose_route has taken an entry of ours; `ownParams` are the entry's. */
  onOwnRoute(run: (cx: RouteContext) => void): void;
}
