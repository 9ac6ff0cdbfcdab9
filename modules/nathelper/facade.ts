import { numberArgument, textArgument, type RouteContext } from '../../runtime/module.ts';
import { addAlias, addAliasAddress } from './add-alias.ts';
import { aliasToVariable } from './alias-variable.ts';
import { fixContact } from './fix-contact.ts';
import { fixSdp } from './fix-sdp.ts';
import { seemsNated } from './nat-test.ts';
import { isPrivate } from './private-address.ts';
import { addReceivedParam } from './received-param.ts';
import { handleAlias } from './ruri-alias.ts';
import { setAlias } from './set-alias.ts';
import type { Settings } from './settings.ts';
import { sourceUri } from './source-text.ts';

/**
 * `KSR.nathelper`: finds phones behind NAT and makes what they wrote reachable.
 *
 * "Source" is where the packet really came from. "The Contact" is the first contact of the first Contact field. Changes
 * show in what leaves the server and after `KSR.textopsx.msg_apply_changes()`.
 * @in any
 * @see Kamailio nathelper; RFC 3581
 */
export class Nathelper {
  private readonly cx: RouteContext;
  private readonly settings: Settings;

  constructor(cx: RouteContext, settings: Settings) {
    this.cx = cx;
    this.settings = settings;
  }

  /**
   * Looks for signs of NAT, one test for each bit:
   * 1 the Contact has a private address · 2 the topmost Via has another address than the source · 4 a private one ·
   * 8 the SDP has a private one · 16 the Via has another port than the source · 32 the source is private · 64 it came over a
   * WebSocket · 128 the Contact has another port than the source · 256 the session's `c=` has another address than the source ·
   * 512 the next hop is not what the Request-URI (in a reply the second Via) says.
   *
   * @param flags sum of the tests; 19 is the usual one
   * @returns `1` one of them found something · `-1` none did
   * @see Kamailio nathelper 5.1; RFC 1918, 6598
   */
  nat_uac_test(flags: number): 1 | -1 {
    return seemsNated(this.cx, numberArgument(flags), this.settings.addressMode) ? 1 : -1;
  }

  /**
   * Tells whether a text is a private IPv4 address (RFC 1918, 6598, 7335).
   *
   * @param address `10.0.0.1`; a name, an address with a port or an IPv6 address is not private
   * @returns `1` private · `-1` not
   */
  is_rfc1918(address: string): 1 | -1 {
    const text = textArgument(address);
    return isPrivate(text, 0, text.length, this.settings.addressMode) ? 1 : -1;
  }

  /**
   * Replaces host and port of the Contact's URI by the source. Registrar and NAT tests see the new URI at once. Rewriting
   * Contact breaks what RFC 3261 12.1.1 asks for; `set_contact_alias()` does not.
   *
   * @returns `1` replaced · `-1` no usable Contact (absent, `*`, not readable), or it was replaced before
   */
  fix_nated_contact(): 1 | -1 {
    return fixContact(this.cx.message, this.cx.source);
  }

  /**
   * Adds `;alias=ip~port~proto` with the source to the end of the Contact's URI, for `handle_ruri_alias()` to use on the way
   * back. Registrar and NAT tests see the new URI at once.
   *
   * @returns `1` added · `-1` no usable Contact (absent, `*`, not readable), or it was replaced before
   */
  set_contact_alias(): 1 | -1 {
    return setAlias(this.cx.message, this.cx.source, this.settings, false);
  }

  /**
   * As `set_contact_alias()`, and takes out the last alias that is there already.
   *
   * @returns as `set_contact_alias()`
   */
  set_contact_alias_trim(): 1 | -1 {
    return setAlias(this.cx.message, this.cx.source, this.settings, true);
  }

  /**
   * Adds the alias right behind host and port of the Contact's URI, unless address, port and `transport` of the URI are those
   * of the source. The registrar sees it only after `msg_apply_changes()`.
   *
   * @returns `1` added · `2` nothing to do: no Contact, `*`, or it is the source · `-1` not readable, or replaced before
   */
  add_contact_alias(): 1 | 2 | -1 {
    return addAlias(this.cx.message, this.cx.source, this.settings);
  }

  /**
   * As `add_contact_alias()`, with an address that the script knows; added in any case.
   *
   * @param ip IPv4, or IPv6 with or without brackets
   * @param port 1 to 65535, as text
   * @param proto udp, tcp, tls, sctp, ws or wss
   * @returns `1` added · `2` no Contact or `*` · `-1` not readable, replaced before, or a value that can not be
   */
  add_contact_alias_addr(ip: string, port: string, proto: string): 1 | 2 | -1 {
    return addAliasAddress(this.cx.message, this.settings, textArgument(ip), textArgument(port), textArgument(proto));
  }

  /**
   * Takes the first alias out of the Request-URI and sends the request to where it says: `$du` becomes
   * `sip:ip:port;transport=...`. Call it for requests inside a dialog.
   *
   * @returns `1` done · `2` there is no alias · `-1` it can not be read, or the message is a reply
   * @in request, branch, failure, branch_failure, event
   */
  handle_ruri_alias(): 1 | 2 | -1 {
    return this.alias(0, 'nathelper.handle_ruri_alias');
  }

  /**
   * As `handle_ruri_alias()`, with a choice where there are several.
   *
   * @param mode `0` the first alias; any other number the last one, which is the one this server wrote
   * @returns as `handle_ruri_alias()`
   * @in request, branch, failure, branch_failure, event
   */
  handle_ruri_alias_mode(mode: number): 1 | 2 | -1 {
    return this.alias(numberArgument(mode), 'nathelper.handle_ruri_alias_mode');
  }

  private alias(mode: number, name: string): 1 | 2 | -1 {
    const { cx } = this;
    return cx.message.isRequest ? handleAlias(cx, this.settings, mode) : cx.misplaced(name);
  }

  /**
   * Reads the alias of the received Contact, which has to be the only one of its field, and stores it as
   * `sip:ip:port;transport=...`.
   *
   * @param name a pseudo-variable that can be written, `$avp(x)`; an AVP gets one more value
   * @returns `1` stored · `-1` no alias, or no such variable
   */
  set_alias_to_pv(name: string): 1 | -1 {
    return aliasToVariable(this.cx, this.settings, textArgument(name));
  }

  /**
   * Adds `received` with the source URI to every contact of the message; a registrar on another host can read it.
   *
   * @param mode `0` as parameter of the header; any other number as parameter of the URI, for UDP only
   * @returns `1` added, or there is no contact · `-1` a Contact field can not be read, another transport, or a URI was replaced before
   */
  add_rcv_param(mode: number): 1 | -1 {
    return addReceivedParam(this.cx.message, this.cx.source, numberArgument(mode));
  }

  /**
   * Remembers the source URI in the AVP of parameter `received_avp`, where `registrar.save()` finds it and stores it with the
   * contact: `lookup()` then sends requests there.
   *
   * @returns `1` always, also when `received_avp` is not set
   */
  fix_nated_register(): 1 {
    const { receivedAvp } = this.settings;
    if (receivedAvp !== null) this.cx.avps.add(receivedAvp, sourceUri(this.cx.source));
    return 1;
  }

  /**
   * Changes the session description: 1 adds `a=direction:active` to each media section · 2 puts the source address into `c=`
   * and `a=rtcp` lines · 4 adds the line of `nortpproxy_str` · 8 puts the source address into `o=` and `a=rtcp` lines.
   * `0.0.0.0` (hold) stays.
   *
   * @param flags sum of what to do
   * @returns `1` an address was replaced · `2` none was, though lines may have been added · `-1` no session description, or one
   *   with lines of two families or without an address; what was changed before stays
   */
  fix_nated_sdp(flags: number): 1 | 2 | -1 {
    return fixSdp(this.cx.message, this.settings, numberArgument(flags), this.cx.source.ip);
  }

  /**
   * As `fix_nated_sdp()`, with an address that the script knows.
   *
   * @param flags as in `fix_nated_sdp()`
   * @param ip written as given; empty: the source
   * @returns as `fix_nated_sdp()`
   */
  fix_nated_sdp_ip(flags: number, ip: string): 1 | 2 | -1 {
    const given = textArgument(ip);
    return fixSdp(this.cx.message, this.settings, numberArgument(flags), given === '' ? this.cx.source.ip : given);
  }
}

/** What there is in replies: they have no Request-URI. */
type NathelperReply = Omit<Nathelper, 'handle_ruri_alias' | 'handle_ruri_alias_mode'>;

/** What routes of each kind see. */
export type NathelperFacades = {
  request: Nathelper;
  reply: NathelperReply;
  tm_reply: NathelperReply;
  branch: Nathelper;
  failure: Nathelper;
  branch_failure: Nathelper;
  event: Nathelper;
};
