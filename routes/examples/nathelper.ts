import type { KSR } from 'ksr';

/** A phone behind a NAT writes its private address into Contact; where it really is goes along as `;alias=`. */
export function requestRoute(KSR: KSR): void {
  KSR.force_rport();
  if (KSR.siputils.has_totag() > 0) KSR.nathelper.handle_ruri_alias();
  if (KSR.nathelper.nat_uac_test(19) > 0) KSR.nathelper.set_contact_alias();
  KSR.tm.t_on_reply(fromPhone);
  KSR.tm.t_relay();
}

export function fromPhone(KSR: KSR<'reply'>): void {
  if (KSR.nathelper.nat_uac_test(1) > 0) KSR.nathelper.set_contact_alias();
}
