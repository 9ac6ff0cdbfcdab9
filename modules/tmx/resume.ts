import { resume, type RouteContext, type RouteReference } from '../../runtime/module.ts';

/**
 * t_continue: the name is looked for in the routes of this run first, so that a misspelt one is told at once.
 * @returns 1 the callback has run, or runs · -1 nothing is suspended by these numbers, or there is no such callback
 */
export function resumeBy(cx: RouteContext, index: number, label: number, callback: RouteReference): 1 | -1 {
  const reference = typeof callback === 'function' ? callback : String(callback);
  if (typeof reference === 'string' && cx.routes.get(reference) === undefined) {
    cx.core.log.error(`tmx.t_continue: ${cx.routes.file} exports no function "${reference}"`, { route: cx.routeName });
    return -1;
  }
  return resume(cx.core, index, label, reference);
}
