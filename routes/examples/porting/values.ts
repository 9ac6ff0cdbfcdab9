import type { KSR } from 'ksr';

export function requestRoute(KSR: KSR): void {
  const account = KSR.hdr.get('X-Account');
  if (account === null) {
    KSR.sl.send_reply(403, 'No Account');
    return;
  }
  KSR.pvx.avp_sets('account', account.toUpperCase()); // the reply callback reads it again
  KSR.hdr.remove('X-Account');
  KSR.hdr.append(`X-Caller: ${KSR.kx.get_fuser()}@${KSR.kx.get_srcip()}\r\n`);
  KSR.tm.t_on_reply(toCaller);
  KSR.tm.t_relay();
}

export function toCaller(KSR: KSR<'reply'>): void {
  if (KSR.kx.get_status() === 200) KSR.hdr.append(`X-Account: ${KSR.pvx.avp_get('account')}\r\n`);
}
