import type { KSR } from 'ksr';

/** A line for each request. */
export function requestRoute(KSR: KSR): void {
  KSR.xlog.xinfo('$rm $ru from $si:$sp\n');
  if (KSR.tm.t_relay() < 0) KSR.xlog.xlog('L_WARN', 'not relayed: $rU\n');
}
