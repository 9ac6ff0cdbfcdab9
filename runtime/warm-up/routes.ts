// What the warm-up runs: the steps that most routes take, in the order in which most routes take them.

import type { KSR } from '../index.ts';

export function requestRoute(KSR: KSR): void {
  if (KSR.maxfwd.process_maxfwd(10) < 0) return;
  if (KSR.sanity.sanity_check(17895, 7) < 0) return;
  KSR.force_rport();
  const method = KSR.pv.get('$rm');
  if (KSR.nathelper.nat_uac_test(19) > 0) {
    if (method === 'REGISTER') KSR.nathelper.fix_nated_register();
    else if (KSR.siputils.is_first_hop() > 0) KSR.nathelper.set_contact_alias();
    KSR.setflag(5);
  }
  if (method !== 'ACK') {
    if (KSR.tmx.t_precheck_trans() > 0) return;
    if (KSR.tm.t_check_trans() === 0) return;
  }
  if (KSR.siputils.has_totag() > 0) {
    if (KSR.rr.loose_route() > 0) {
      if (KSR.pv.is_null('$du')) KSR.nathelper.handle_ruri_alias();
      relay(KSR);
    }
    return;
  }
  KSR.hdr.remove('Route');
  if (KSR.is_method('INVITE|SUBSCRIBE')) KSR.rr.record_route();
  if (KSR.is_REGISTER()) {
    KSR.registrar.save('location', 0);
  } else if (KSR.is_OPTIONS()) {
    KSR.sl.sl_send_reply(200, 'OK');
  } else {
    if (KSR.registrar.lookup('location') < 0) return;
    relay(KSR);
  }
}

function relay(KSR: KSR): void {
  if (KSR.is_INVITE()) KSR.tm.t_on_reply('natReply');
  if (KSR.tm.t_relay() < 0) KSR.sl.sl_reply_error();
}

export function natReply(KSR: KSR<'reply'>): void {
  if (KSR.nathelper.nat_uac_test(18) > 0) KSR.nathelper.set_contact_alias();
}
