import { EarlySettings, restartTimeouts, type RouteContext, type StatefulProxy } from '../../runtime/module.ts';

/** The transaction when there is one, else what the message's transaction will take over. */
export function settings(cx: RouteContext): StatefulProxy | EarlySettings {
  if (cx.proxy !== null && cx.ownsProxy) return cx.proxy;
  return (cx.early ??= new EarlySettings(cx.core.stateful.options));
}

/** @param frInvite @param fr milliseconds, 0 leaves the value. @returns 1 · -1 for a negative number */
export function setFr(cx: RouteContext, frInvite: number, fr: number): 1 | -1 {
  if (frInvite < 0 || fr < 0) return -1;
  const to = settings(cx);
  const timing = to.ownTiming();
  if (frInvite > 0) timing.frInvite = frInvite;
  if (fr > 0) timing.fr = fr;
  if (!(to instanceof EarlySettings)) restartTimeouts(to, frInvite, fr);
  return 1;
}

/** @param t1 @param t2 milliseconds, 0 leaves the value. @returns 1 · -1 for a negative number */
export function setRetransmission(cx: RouteContext, t1: number, t2: number): 1 | -1 {
  if (t1 < 0 || t2 < 0) return -1;
  const timing = settings(cx).ownTiming();
  if (t1 > 0) timing.t1 = t1;
  if (t2 > 0) timing.t2 = t2;
  return 1;
}

/** @param invite @param other milliseconds from now, 0 leaves the value. @returns 1 · -1 for a negative number */
export function setLifetime(cx: RouteContext, invite: number, other: number): 1 | -1 {
  if (invite < 0 || other < 0) return -1;
  const to = settings(cx);
  if (to instanceof EarlySettings) {
    if (invite > 0) to.inviteLifetime = invite;
    if (other > 0) to.otherLifetime = other;
    return 1;
  }
  const life = to.isInvite ? invite : other;
  if (life > 0) to.lifeEnd = cx.core.clock.now() + life;
  return 1;
}
