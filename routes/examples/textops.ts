import type { KSR } from 'ksr';

/** Drops scanners silently, and cleans the rest. */
export function requestRoute(KSR: KSR): void {
  if (KSR.textops.search_hf('User-Agent', 'friendly-scanner', 'a') > 0) return;
  KSR.textops.subst_hf('Subject', '/^(Re: *)+/Re: /i', 'f');
  KSR.textops.remove_hf_re('^X-');
  KSR.tm.t_relay();
}
