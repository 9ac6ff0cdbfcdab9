import type { KSR } from 'ksr';

/** Calls that wait for a phone to wake up, by the user who is called. */
const waiting = new Map<string, { index: number; label: number }>();

/** A phone that sleeps is woken by a push message: the call waits until it registers. */
export function requestRoute(KSR: KSR): void {
  if (KSR.is_REGISTER()) {
    KSR.registrar.save('location', 0);
    const call = waiting.get(KSR.kx.gete_tuser());
    if (call !== undefined) KSR.tmx.t_continue(call.index, call.label, toPhone);
    return;
  }
  if (KSR.registrar.registered('location') > 0) toPhone(KSR);
  else if (KSR.tmx.t_suspend() > 0) {
    waiting.set(KSR.kx.gete_ruser(), { index: KSR.pv.geti('$T(id_index)'), label: KSR.pv.geti('$T(id_label)') });
  }
}

export function toPhone(KSR: KSR<'failure'>): void {
  waiting.delete(KSR.kx.gete_ruser());
  if (KSR.registrar.lookup('location') > 0) KSR.tm.t_relay();
}
