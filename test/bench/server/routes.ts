// What a proxy for phones behind NATs does with a call, and no more: what is measured is the server.
import type { KSR } from 'ksr';

/** Every request comes here first. */
export function requestRoute(KSR: KSR): void {
  if (KSR.maxfwd.process_maxfwd(10) < 0) {
    KSR.sl.sl_send_reply(483, 'Too Many Hops');
    return;
  }
  if (KSR.sanity.sanity_check(17895, 7) < 0) return;
  KSR.force_rport();
  const method = KSR.pv.get('$rm');
  if (KSR.nathelper.nat_uac_test(19) > 0) {
    if (method === 'REGISTER') KSR.nathelper.fix_nated_register();
    else if (KSR.siputils.is_first_hop() > 0) KSR.nathelper.set_contact_alias();
  }
  if (method === 'CANCEL') {
    if (KSR.tm.t_check_trans() > 0) relay(KSR);
    return;
  }
  if (method !== 'ACK') {
    if (KSR.tmx.t_precheck_trans() > 0) {
      KSR.tm.t_check_trans();
      return;
    }
    if (KSR.tm.t_check_trans() === 0) return;
  }
  if (KSR.siputils.has_totag() > 0) {
    withinDialog(KSR);
    return;
  }
  KSR.hdr.remove('Route');
  if (method === 'INVITE' || method === 'SUBSCRIBE') KSR.rr.record_route();
  if (method === 'REGISTER') KSR.registrar.save('location', 0);
  else if (method === 'OPTIONS' && KSR.pv.is_null('$rU')) KSR.sl.sl_send_reply(200, 'OK');
  else relay(KSR);
}

function withinDialog(KSR: KSR): void {
  if (KSR.rr.loose_route() > 0) {
    if (KSR.pv.is_null('$du')) KSR.nathelper.handle_ruri_alias();
    relay(KSR);
  } else if (KSR.is_ACK()) {
    if (KSR.tm.t_check_trans() > 0) relay(KSR);
  } else {
    KSR.sl.sl_send_reply(404, 'Not here');
  }
}

function relay(KSR: KSR): void {
  if (KSR.is_INVITE()) KSR.tm.t_on_reply('fromCallee');
  if (KSR.tm.t_relay() < 0) KSR.sl.sl_reply_error();
}

/** Answers to an INVITE. */
export function fromCallee(KSR: KSR<'reply'>): void {
  if (KSR.nathelper.nat_uac_test(18) > 0) KSR.nathelper.set_contact_alias();
}
