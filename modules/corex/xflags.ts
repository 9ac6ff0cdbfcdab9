import type { RouteContext } from '../../runtime/module.ts';

// Extended flags: 0 to 31 in one word, 32 to 63 in another.

/** @returns whether there is such a flag */
export function isXFlag(flag: unknown): flag is number {
  return Number.isInteger(flag) && (flag as number) >= 0 && (flag as number) < 64;
}

export function setXFlag(cx: RouteContext, flag: number): void {
  if (flag < 32) cx.xflagsLow |= 1 << flag;
  else cx.xflagsHigh |= 1 << (flag - 32);
}
export function resetXFlag(cx: RouteContext, flag: number): void {
  if (flag < 32) cx.xflagsLow &= ~(1 << flag);
  else cx.xflagsHigh &= ~(1 << (flag - 32));
}
export function isXFlagSet(cx: RouteContext, flag: number): boolean {
  return ((flag < 32 ? cx.xflagsLow : cx.xflagsHigh) & (1 << (flag & 31))) !== 0;
}
