// The default routes: a registrar and proxy for phones behind NATs, after Kamailio's basic KEMI script.
// A function that says "less than zero" has failed: -1 is not false in JavaScript, so compare, never test for truth.
import type { KSR } from 'ksr';

/** Branch flag of contacts behind a NAT; usrloc's nat_bflag. */
const FLB_NATB = 6;
/** Branch flag of contacts that are pinged with a SIP request; nathelper's sipping_bflag. */
const FLB_NATSIPPING = 7;
/** Message flag: the caller is behind a NAT. */
const FLT_NATS = 5;

/** Every request comes here first. */
export function requestRoute(KSR: KSR): void {
  if (!isWellFormed(KSR)) return;
  detectNat(KSR);

  // CANCEL belongs to an INVITE, or to nobody
  if (KSR.is_CANCEL()) {
    if (KSR.tm.t_check_trans() > 0) relay(KSR);
    return;
  }
  // what was sent twice is answered again, without any routing
  if (!KSR.is_ACK()) {
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

  if (isKeepalive(KSR)) {
    KSR.sl.sl_send_reply(200, 'Keepalive');
    return;
  }
  // a new request: it may not tell us where to send it
  KSR.hdr.remove('Route');
  if (KSR.is_method('INVITE|SUBSCRIBE')) KSR.rr.record_route();
  if (KSR.is_REGISTER()) {
    register(KSR);
    return;
  }
  if (!KSR.is_myself_ruri()) {
    toOtherDomain(KSR);
    return;
  }
  if (KSR.corex.has_ruri_user() < 0) {
    toThisServer(KSR);
    return;
  }
  toUser(KSR);
}

/** Max-Forwards and the checks that keep broken and malicious messages away. */
function isWellFormed(KSR: KSR): boolean {
  if (KSR.maxfwd.process_maxfwd(10) < 0) {
    KSR.sl.sl_send_reply(483, 'Too Many Hops');
    return false;
  }
  // 17895 is what Kamailio's scripts check, 512 refuses extensions that a proxy would have to know (RFC 3261 16.3)
  return KSR.sanity.sanity_check(17895 + 512, 7) > 0;
}

/** Answers go to where the request really came from; a caller behind a NAT is marked, and its address is remembered. */
function detectNat(KSR: KSR): void {
  KSR.force_rport();
  // 1 private Contact, 2 Via differs from the source, 16 port differs
  if (KSR.nathelper.nat_uac_test(19) < 0) return;
  if (KSR.is_REGISTER()) KSR.nathelper.fix_nated_register();
  else if (KSR.siputils.is_first_hop() > 0) KSR.nathelper.set_contact_alias();
  KSR.setflag(FLT_NATS);
}

/** Phones ask with OPTIONS whether we are alive: the server itself, their own address, or a user nobody has. */
function isKeepalive(KSR: KSR): boolean {
  if (!KSR.is_OPTIONS() || !KSR.is_myself_ruri()) return false;
  if (KSR.corex.has_ruri_user() < 0 || KSR.pv.get('$rU') === KSR.pv.get('$fU')) return true;
  return KSR.registrar.registered('location') < 0;
}

/** Requests inside a dialog follow the route that its first request left behind. */
function withinDialog(KSR: KSR): void {
  if (KSR.rr.loose_route() > 0) {
    // the phone's real address travels in ;alias= of the Request-URI
    if (!KSR.isdsturiset()) KSR.nathelper.handle_ruri_alias();
    if (KSR.is_NOTIFY()) KSR.rr.record_route();
    relay(KSR);
    return;
  }
  // the ACK of a negative reply ends here
  if (KSR.is_ACK() && KSR.tm.t_check_trans() === 0) return;
  // a phone that keeps no route set: its peer is found where it registered; anything else is not ours to carry
  if (KSR.is_myself_ruri() && KSR.corex.has_ruri_user() > 0 && KSR.registrar.lookup('location') > 0) {
    relay(KSR);
    return;
  }
  KSR.sl.sl_send_reply(404, 'Not here');
}

/** Phones tell where they are. Those behind a NAT are pinged from now on, which keeps the hole open. */
function register(KSR: KSR): void {
  if (KSR.isflagset(FLT_NATS)) {
    KSR.setbflag(FLB_NATB);
    KSR.setbflag(FLB_NATSIPPING);
  }
  KSR.registrar.save('location', 0);
}

/** No open relay: only a user who is registered here, and calls from where the phone registered, reaches other domains. */
function toOtherDomain(KSR: KSR): void {
  const caller = KSR.pv.get('$fu');
  if (typeof caller === 'string' && KSR.is_myself_furi() && KSR.registrar.reg_from_user('location', caller, 1) > 0) {
    relay(KSR);
    return;
  }
  KSR.sl.send_reply(403, 'Not relaying');
}

/** Requests to the server itself. */
function toThisServer(KSR: KSR): void {
  KSR.sl.send_reply(484, 'Address Incomplete');
}

/** Calls to users of this server. */
function toUser(KSR: KSR): void {
  const found = KSR.registrar.lookup('location');
  if (found < 0) {
    KSR.tm.t_newtran();
    if (found === -2) KSR.sl.send_reply(405, 'Method Not Allowed');
    else if (KSR.is_method('INVITE|MESSAGE|SUBSCRIBE|REFER')) KSR.sl.send_reply(480, 'Temporarily Unavailable');
    else KSR.sl.send_reply(404, 'Not Found');
    return;
  }
  relay(KSR);
}

/** Forwards with a transaction; replies come back through the callback armed here. */
function relay(KSR: KSR): void {
  if (KSR.is_method('INVITE|BYE|SUBSCRIBE|UPDATE')) {
    KSR.tm.t_on_branch('toPhone');
    KSR.tm.t_on_reply('fromPhone');
  }
  if (KSR.tm.t_relay() < 0) KSR.sl.sl_reply_error();
}

/** A contact that registered with ;alias= is reached at the address in it. */
export function toPhone(KSR: KSR<'branch'>): void {
  if (KSR.isdsturiset()) return;
  KSR.nathelper.handle_ruri_alias();
}

/** The Contact of a phone behind a NAT gets its real address, so that the other side can send to it. */
export function fromPhone(KSR: KSR<'reply'>): void {
  if (KSR.nathelper.nat_uac_test(1) > 0 || KSR.isbflagset(FLB_NATB)) {
    if (KSR.siputils.is_first_hop() > 0) KSR.nathelper.set_contact_alias();
  }
}
