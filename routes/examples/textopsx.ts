import type { KSR } from 'ksr';

/** Readers see the message as received; after msg_apply_changes() they see what was added. */
export function requestRoute(KSR: KSR): void {
  KSR.hdr.append('X-Zone: inside\r\n');
  KSR.textopsx.msg_apply_changes();
  KSR.info(`goes out with ${KSR.hdr.getw('X-Zone')}`);
  KSR.textopsx.include_hf_value('Supported', 'path');
  KSR.tm.t_on_reply(busy);
  KSR.tm.t_relay();
}

/** Nobody learns that the phone is switched off. */
export function busy(KSR: KSR<'reply'>): void {
  if (KSR.tm.t_check_status('480') > 0) KSR.textopsx.change_reply_status(486, 'Busy Here');
}
