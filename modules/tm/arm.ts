import type { RouteContext, RouteReference } from '../../runtime/module.ts';

/** The callbacks that can be armed. */
export type Armed = 'onReply' | 'onBranch' | 'onFailure' | 'onBranchFailure';

/**
 * Arms a callback for branches that are built from now on (spec/modules.md 9).
 *
 * @param callback name of an exported function, the function itself, or '' to disarm
 * @returns 1 armed · -1 the routes export no such function
 */
export function arm(cx: RouteContext, which: Armed, callback: RouteReference, fn: string): 1 | -1 {
  if (typeof callback !== 'function') {
    const name = String(callback);
    if (name !== '' && cx.routes.get(name) === undefined) {
      cx.core.log.error(`${fn}: ${cx.routes.file} exports no function "${name}"; exported are: ${cx.routes.names.join(', ')}`, {
        route: cx.routeName,
      });
      return -1;
    }
  }
  if (cx.proxy !== null && cx.ownsProxy) cx.proxy[which] = callback;
  else cx[which] = callback;
  return 1;
}
