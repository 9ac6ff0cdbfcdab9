import type { KSR } from 'ksr';

/** Who registers can be called. */
export function requestRoute(KSR: KSR): void {
  if (KSR.is_REGISTER()) {
    KSR.registrar.save('location', 0); // answers as well
    return;
  }
  if (KSR.registrar.lookup('location') < 0) {
    KSR.sl.send_reply(404, 'Not Found');
    return;
  }
  KSR.tm.t_relay();
}
