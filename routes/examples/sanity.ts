import type { KSR } from 'ksr';

/** Malformed requests are answered, and go no further. */
export function requestRoute(KSR: KSR): void {
  if (KSR.sanity.sanity_check(17895, 7) < 0) return;
  KSR.tm.t_relay();
}
