import type { KSR } from 'ksr';

/** Refuses calls to nobody. */
export function requestRoute(KSR: KSR): void {
  if (KSR.kx.get_ruser() === null) {
    KSR.sl.send_reply(484, 'Address Incomplete');
    return;
  }
  KSR.info(`${KSR.kx.get_method()} from ${KSR.kx.get_srcaddr_sock()}`);
  KSR.tm.t_relay();
}
