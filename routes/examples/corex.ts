import type { KSR } from 'ksr';

/** Rings the desk phone and the mobile at once. */
export function requestRoute(KSR: KSR): void {
  KSR.seturi('sip:bob@203.0.113.31:5080');
  if (KSR.corex.append_branch_uri('sip:bob@203.0.113.32:5080') < 0) KSR.warn('the mobile does not ring');
  KSR.tm.t_relay();
}
