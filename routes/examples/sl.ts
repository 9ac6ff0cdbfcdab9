import type { KSR } from 'ksr';

/** Refuses what it does not know, and keeps nothing of it. */
export function requestRoute(KSR: KSR): void {
  if (!KSR.is_method('INVITE|ACK|CANCEL|BYE')) {
    KSR.hdr.append_to_reply('Allow: INVITE, ACK, CANCEL, BYE\r\n');
    KSR.sl.sl_send_reply(405, 'Method Not Allowed');
    return;
  }
  if (KSR.tm.t_relay() < 0) KSR.sl.sl_reply_error();
}
