import { textArgument, type RouteContext } from '../../runtime/module.ts';
import { parseQ } from './q.ts';

const OVERRIDE: unique symbol = Symbol('registrar q');

/** set_q_override: the q of all contacts of this message, whatever they say. @returns 1 · -1 no q from 0 to 1 */
export function setQOverride(cx: RouteContext, q: unknown): 1 | -1 {
  const text = textArgument(q);
  const value = parseQ(text);
  if (value < 0) {
    cx.core.log.error('set_q_override: q has to be a number from 0 to 1', { q: text });
    return -1;
  }
  cx.setSlot(OVERRIDE, value);
  return 1;
}

/** @returns thousandths, -1 when none was set for this message */
export function qOverride(cx: RouteContext): number {
  return cx.slot<number>(OVERRIDE) ?? -1;
}
