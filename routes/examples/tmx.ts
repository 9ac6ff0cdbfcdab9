import type { KSR } from 'ksr';

/** Rings two phones. */
export function requestRoute(KSR: KSR): void {
  KSR.corex.append_branch_uri('sip:bob@203.0.113.32:5080');
  KSR.tm.t_on_reply(fromPhone);
  KSR.tm.t_relay();
}

/** One phone says that it is being answered: the others stop ringing. */
export function fromPhone(KSR: KSR<'reply'>): void {
  if (KSR.tm.t_check_status('183') > 0) KSR.tmx.t_cancel_branches('others');
}
