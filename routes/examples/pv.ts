import type { KSR } from 'ksr';

/** Tries a second phone when the first one is busy, and no third. AVPs are kept with the transaction. */
export function requestRoute(KSR: KSR): void {
  KSR.pvx.avp_seti('tries', 1);
  KSR.tm.t_on_failure(secondTry);
  KSR.tm.t_relay();
}

export function secondTry(KSR: KSR<'failure'>): void {
  if (KSR.pvx.avp_get('tries') !== 1) return;
  KSR.pvx.avp_seti('tries', 2);
  KSR.seturi('sip:bob@203.0.113.32:5080');
  KSR.tm.t_on_failure(secondTry);
  KSR.tm.t_relay();
}
