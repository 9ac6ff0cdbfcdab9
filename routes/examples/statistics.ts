import type { KSR } from 'ksr';

/** Counts octets; the configuration declares the counter: `statistics: { variable: 'octets' }`. */
export function requestRoute(KSR: KSR): void {
  KSR.statistics.update_stat('octets', KSR.kx.get_bodylen());
  KSR.info(`${KSR.pv.getw('$stat(octets)')} octets`);
  KSR.tm.t_relay();
}
