import type { KSR } from 'ksr';

/** Relays a request at most ten hops far. */
export function requestRoute(KSR: KSR): void {
  if (KSR.maxfwd.process_maxfwd(10) < 0) {
    KSR.sl.sl_send_reply(483, 'Too Many Hops');
    return;
  }
  KSR.tm.t_relay();
}
