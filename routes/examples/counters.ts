import type { KSR } from 'ksr';

/** Counts calls; the configuration declares the counter: `counters: { script_counter: 'calls' }`. */
export function requestRoute(KSR: KSR): void {
  if (KSR.is_INVITE()) KSR.counters.inc('calls');
  KSR.info(`${KSR.pv.getw('$stat(calls)')} calls`);
  KSR.tm.t_relay();
}
