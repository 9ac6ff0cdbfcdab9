import type { KSR } from 'ksr';

/** Requests of one call are handled one after the other, also when a route waits. */
export async function requestRoute(KSR: KSR): Promise<void> {
  const call = KSR.kx.get_callid() ?? '';
  await KSR.cfgutils.lock(call);
  await KSR.cfgutils.usleep(20_000);
  KSR.tm.t_relay();
  KSR.cfgutils.unlock(call);
}
