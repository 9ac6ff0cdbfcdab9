import type { KSR } from 'ksr';

/** In front of requestRoute and onReplyRoute. */
export function onPreRouting(KSR: KSR): void {
  if (KSR.kx.get_srcip() === '198.51.100.66') KSR.x.drop();
}

export function requestRoute(KSR: KSR): void {
  KSR.tm.t_relay();
}

export function onReplyRoute(KSR: KSR<'reply'>): void {
  if (KSR.kx.get_status() === 183) KSR.x.drop();
}
