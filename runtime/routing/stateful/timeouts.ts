import type { Branch } from './branch.ts';
import type { StatefulProxy } from './proxy.ts';

// How long branches may take: timers B and F by their client transactions, timer C here (RFC 3261 16.6 step 11, 16.8).

/** Starts timer C of an INVITE branch with its first provisional reply, and anew with each (16.7 step 2) unless restart_fr_on_each_reply is off. */
export function startRinging(branch: Branch, status: number): void {
  const { proxy } = branch;
  if (!proxy.isInvite) return;
  proxy.core.stateful.ringing.began(proxy);
  const rises = status > branch.provisional && status >= 180;
  if (branch.provisional > 0 && !proxy.core.stateful.options.restartOnEachReply && !rises) return;
  branch.provisional = Math.max(branch.provisional, status);
  branch.startRinging(Math.min(proxy.timing.frInvite, proxy.lifeLeft));
}

/**
 * Gives the running branches other times, counted from now (`t_set_fr`).
 * @param frInvite milliseconds for those that ring, 0 leaves them
 * @param fr milliseconds for those that got no reply yet, and for all of a non-INVITE; 0 leaves them
 */
export function restartTimeouts(proxy: StatefulProxy, frInvite: number, fr: number): void {
  const { lifeLeft } = proxy;
  for (let i = 0; i < proxy.branches.length; i++) {
    const branch = proxy.branches[i]!;
    if (!branch.isPending) continue;
    if (branch.isRinging) {
      if (frInvite > 0) branch.startRinging(Math.min(frInvite, lifeLeft));
    } else if (fr > 0) branch.client?.restartTimeout(Math.min(fr, lifeLeft));
  }
}
