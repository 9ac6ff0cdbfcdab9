// What Kamailio's basic KEMI script does, with the modules that exist: a registrar and proxy for one domain, phones behind NATs included.
// Its configuration is basic-kemi.config.ts. Left out: passwords (auth), addresses that are banned (htable, pike), accounting (acc), the
// media relay (rtpproxy).
import type { KSR } from 'ksr';

/** Message flag: the sender is behind a NAT. */
const FLT_NATS = 5;
/** Branch flag: whom it goes to is behind a NAT; usrloc's nat_bflag. */
const FLB_NATB = 6;
/** Branch flag: pinged with a SIP request; nathelper's sipping_bflag. */
const FLB_NATSIPPING = 7;

/** What programs that look for open servers call themselves. */
const SCANNERS = ['friendly', 'scanner', 'sipcli', 'sipvicious'] as const;

export function requestRoute(KSR: KSR): void {
  checkRequest(KSR);
  detectNat(KSR);
  if (KSR.is_CANCEL()) {
    if (KSR.tm.t_check_trans() > 0) relay(KSR);
    return;
  }
  absorbRepeated(KSR);
  if (KSR.siputils.has_totag() > 0) withinDialog(KSR);

  // initial requests from here on: they may not bring a route of their own
  KSR.hdr.remove('Route');
  if (KSR.is_method_in('IS')) KSR.rr.record_route();
  if (!KSR.is_myself_ruri()) toOtherDomain(KSR);
  if (KSR.is_REGISTER()) register(KSR);
  if (KSR.corex.has_ruri_user() < 0) refuse(KSR, 484, 'Address Incomplete');
  toUser(KSR);
}

/** What every request has to pass. */
function checkRequest(KSR: KSR): void {
  KSR.set_reply_no_connect();
  KSR.force_rport();
  const agent = KSR.kx.gete_ua();
  // they go away when they think that there is nothing to find out
  if (SCANNERS.some((name) => agent.includes(name))) refuse(KSR, 200, 'OK');
  if (KSR.maxfwd.process_maxfwd(10) < 0) refuse(KSR, 483, 'Too Many Hops');
  // somebody asks whether we are alive
  if (KSR.is_OPTIONS() && KSR.is_myself_ruri() && KSR.corex.has_ruri_user() < 0) refuse(KSR, 200, 'Keepalive');
  if (KSR.sanity.sanity_check(17895, 7) < 0) {
    KSR.warn(`malformed request from ${KSR.kx.get_srcaddr_sock()}`);
    KSR.x.exit();
  }
}

/** Marks what comes from behind a NAT, and remembers where it came from. */
function detectNat(KSR: KSR): void {
  if (KSR.nathelper.nat_uac_test(19) < 0) return;
  if (KSR.is_REGISTER()) KSR.nathelper.fix_nated_register();
  else if (KSR.siputils.is_first_hop() > 0) KSR.nathelper.set_contact_alias();
  KSR.setflag(FLT_NATS);
}

/** What arrives twice gets the answer that it had, and goes no further. */
function absorbRepeated(KSR: KSR): void {
  if (KSR.is_ACK()) return;
  if (KSR.tmx.t_precheck_trans() > 0) {
    KSR.tm.t_check_trans();
    KSR.x.exit();
  }
  if (KSR.tm.t_check_trans() === 0) KSR.x.exit();
}

/** Later requests of a dialog follow the route that the first one recorded. */
function withinDialog(KSR: KSR): never {
  if (KSR.rr.loose_route() > 0) {
    if (!KSR.isdsturiset()) KSR.nathelper.handle_ruri_alias();
    if (KSR.is_NOTIFY()) KSR.rr.record_route(); // RFC 6665 4.3
    relay(KSR);
  }
  if (!KSR.is_ACK()) refuse(KSR, 404, 'Not here');
  // without a route it can only be the ACK of a negative reply; any other is nobody's
  if (KSR.tm.t_check_trans() > 0) relay(KSR);
  KSR.x.exit();
}

/** Only who is registered here, from this very address, reaches other domains. With a module auth this is where passwords are asked. */
function toOtherDomain(KSR: KSR): never {
  if (!KSR.is_myself_furi() || KSR.registrar.reg_from_user('location', KSR.kx.get_furi() ?? '', 1) < 0) {
    refuse(KSR, 403, 'Not relaying');
  }
  KSR.hdr.append('P-Hint: outbound\r\n');
  relay(KSR);
}

/** Keeps where a phone is, and answers it, also when it refuses: to answer again with `sl_reply_error` would be one answer too many. */
function register(KSR: KSR): never {
  if (KSR.isflagset(FLT_NATS)) {
    KSR.setbflag(FLB_NATB);
    KSR.setbflag(FLB_NATSIPPING);
  }
  KSR.registrar.save('location', 0);
  KSR.x.exit();
}

/** To all contacts of a user of this domain. */
function toUser(KSR: KSR): never {
  const found = KSR.registrar.lookup('location');
  if (found > 0) relay(KSR);
  KSR.tm.t_newtran();
  if (found === -2) KSR.sl.send_reply(405, 'Method Not Allowed');
  else KSR.sl.send_reply(404, 'Not Found');
  KSR.x.exit();
}

/** Sends it on; what it meets on its way runs through the callbacks below. */
function relay(KSR: KSR): never {
  if (KSR.is_method_in('IBSU') && KSR.tm.t_is_set('branch_route') < 0) KSR.tm.t_on_branch(manageBranch);
  if (KSR.is_method_in('ISU') && KSR.tm.t_is_set('onreply_route') < 0) KSR.tm.t_on_reply(manageReply);
  if (KSR.is_INVITE() && KSR.tm.t_is_set('failure_route') < 0) KSR.tm.t_on_failure(manageFailure);
  if (KSR.tm.t_relay() < 0) KSR.sl.sl_reply_error();
  KSR.x.exit();
}

function refuse(KSR: KSR, status: number, reason: string): never {
  KSR.sl.sl_send_reply(status, reason);
  KSR.x.exit();
}

/** Writes into the route of a dialog that somebody in it is behind a NAT, and reads it there. A media relay would be asked here. */
export function manageBranch(KSR: KSR<'branch'>): void {
  if (KSR.siputils.has_totag() > 0) {
    if (KSR.rr.check_route_param('nat=yes') > 0) KSR.setbflag(FLB_NATB);
  } else if (KSR.isflagset(FLT_NATS) || KSR.isbflagset(FLB_NATB)) {
    KSR.rr.add_rr_param(';nat=yes');
  }
}

/** The Contact of a phone behind a NAT gets the address that its reply came from. */
export function manageReply(KSR: KSR<'reply'>): void {
  const status = KSR.kx.get_status();
  if (status > 100 && status < 299 && KSR.isbflagset(FLB_NATB)) KSR.nathelper.set_contact_alias();
}

/** Nobody took the call. Voicemail or another number would come here: `KSR.seturi(...)` and `t_relay`. */
export function manageFailure(KSR: KSR<'failure'>): void {
  if (KSR.tm.t_is_canceled() > 0) return;
  KSR.info(`call to ${KSR.kx.get_ouri()} failed: ${KSR.tm.t_get_status_code()}`);
}

/** Replies, in front of transactions. */
export function onReplyRoute(KSR: KSR<'reply'>): void {
  if (KSR.sanity.sanity_check(17604, 6) > 0) return;
  KSR.warn(`malformed reply from ${KSR.kx.get_srcaddr_sock()}`);
  KSR.x.drop();
}
