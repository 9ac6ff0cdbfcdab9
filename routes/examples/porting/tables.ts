import type { KSR } from 'ksr';

/** Until when an address is banned, in seconds; it lives as long as the routes. */
const banned = new Map<string, number>();

export function requestRoute(KSR: KSR): void {
  const source = KSR.kx.get_srcip();
  const now = KSR.pv.geti('$TS');
  if ((banned.get(source) ?? 0) > now) return;
  banned.delete(source);
  if (KSR.kx.gete_ua().includes('sipvicious')) {
    if (banned.size < 10_000) banned.set(source, now + 300);
    return;
  }
  KSR.tm.t_relay();
}
