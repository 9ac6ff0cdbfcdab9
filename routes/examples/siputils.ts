import type { KSR } from 'ksr';

/** Says that it is there when it is asked, and lets only numbers be called. */
export function requestRoute(KSR: KSR): void {
  if (KSR.siputils.options_reply() > 0) return;
  if (KSR.siputils.has_totag() < 0 && KSR.siputils.is_tel_number(KSR.pv.gete('$rU').toString()) < 0) {
    KSR.sl.send_reply(404, 'Not Found');
    return;
  }
  KSR.tm.t_relay();
}
