import type { KSR } from 'ksr';

/** Stays in the path of a call: later requests come over this server, and follow the Route. */
export function requestRoute(KSR: KSR): void {
  if (KSR.siputils.has_totag() > 0) {
    if (KSR.rr.loose_route() > 0) KSR.tm.t_relay();
    return;
  }
  if (KSR.is_method_in('IS')) KSR.rr.record_route_params(';caller=known');
  KSR.tm.t_relay();
}
