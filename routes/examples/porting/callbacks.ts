import type { KSR } from 'ksr';

export function requestRoute(KSR: KSR): void {
  if (KSR.is_INVITE()) KSR.tm.t_on_failure(toVoicemail);
  relay(KSR);
}

function relay(KSR: KSR): never {
  if (KSR.tm.t_relay() < 0) KSR.sl.sl_reply_error();
  KSR.x.exit();
}

export function toVoicemail(KSR: KSR<'failure'>): void {
  if (KSR.tm.t_is_canceled() > 0 || KSR.tm.t_check_status('486|408') < 0) return;
  KSR.seturi('sip:voicemail@203.0.113.50');
  KSR.tm.t_relay();
}
