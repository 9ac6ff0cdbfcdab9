import { SEARCH, numberArgument, textArgument, type RouteContext } from '../../runtime/module.ts';
import { looseRoute, type Routed } from './loose-route.ts';
import { directionOf, ownParams, type OwnRoute } from './own-route.ts';
import { addParam, recordAdvertised, recordPreset, recordRoute, removeRecordRoute } from './record-route.ts';
import type { RrSettings } from './settings.ts';

/**
 * `KSR.rr`: staying in the path of a dialog with Record-Route, and following Route (RFC 3261 16.4, 16.6, 16.12, RFC 5658).
 *
 * Record-Route is written when the request leaves, for each branch with the socket that this one leaves from.
 * @in request, branch, failure, branch_failure, event
 * @see Kamailio rr; RFC 3261 16.4, 16.6, 16.12
 */
export class Rr {
  private readonly cx: RouteContext;
  private readonly settings: RrSettings;

  constructor(cx: RouteContext, settings: RrSettings) {
    this.cx = cx;
    this.settings = settings;
  }

  /**
   * Stays in the path: puts our Record-Route on top. When the request leaves from another socket than it arrived on, there are two.
   * @returns `1` · `-1` it is there already, or was taken back with `remove_record_route()`
   */
  record_route(): 1 | -1 {
    return this.cx.message.isRequest ? recordRoute(this.cx, this.settings, '') : this.cx.misplaced('rr.record_route');
  }
  /**
   * As `record_route`, with URI parameters.
   * @param params `;a=b;c`
   * @returns `1` · `-1` there is a Record-Route of ours already, or it was taken back with `remove_record_route()`; or the
   * parameters would end the URI
   */
  record_route_params(params: string): 1 | -1 {
    return this.cx.message.isRequest
      ? recordRoute(this.cx, this.settings, textArgument(params))
      : this.cx.misplaced('rr.record_route_params');
  }
  /**
   * Puts Record-Route with these addresses on top.
   * @param outer `host:port;params` for the side the request goes to, without `sip:`
   * @param inner the same for the side it came from; empty for one entry
   * @returns `1` · `-1` there is a Record-Route of ours already, or it was taken back with `remove_record_route()`; or an address
   * can not be read
   */
  record_route_preset(outer: string, inner: string): 1 | -1 {
    return this.cx.message.isRequest
      ? recordPreset(this.cx, this.settings, textArgument(outer), textArgument(inner))
      : this.cx.misplaced('rr.record_route_preset');
  }
  /**
   * Puts one Record-Route with this address on top.
   * @param address `host:port;params`
   * @returns as `record_route_preset`
   */
  record_route_preset_one(address: string): 1 | -1 {
    return this.cx.message.isRequest
      ? recordPreset(this.cx, this.settings, textArgument(address), '')
      : this.cx.misplaced('rr.record_route_preset_one');
  }
  /**
   * Stays in the path under another address, the same for both sides.
   * @param address `host` or `host:port`
   * @returns as `record_route_preset`
   */
  record_route_advertised_address(address: string): 1 | -1 {
    return this.cx.message.isRequest
      ? recordAdvertised(this.cx, this.settings, textArgument(address))
      : this.cx.misplaced('rr.record_route_advertised_address');
  }

  /**
   * Adds URI parameters to our Record-Route, before or after it is written, more than once. `loose_route()` finds them again in
   * later requests of the dialog. Without effect in replies.
   * @param params `;name=value`
   * @returns `1` · `-1` after a preset function, or they would end the URI
   * @in any
   */
  add_rr_param(params: string): 1 | -1 {
    return addParam(this.cx, this.settings, textArgument(params));
  }
  /** Takes our Record-Route back, for good. @returns `1`, also when there was none */
  remove_record_route(): 1 {
    removeRecordRoute(this.cx, this.settings);
    return 1;
  }

  /**
   * Follows the route set: takes our own entries off (with `r2` both, whatever the second one is, and sends from the socket that it
   * names), and makes the next one the next hop; a strict router becomes the Request-URI. What a strict router before us did is
   * put right.
   *
   * @returns `1` relay now · `-1` no Route, or one that can not be read · `-3` a request outside a dialog had only entries of ours:
   * route it as if it had none
   */
  loose_route(): Routed {
    return this.cx.message.isRequest
      ? looseRoute(this.cx, this.settings, this.settings.looseRouteMode)
      : this.cx.misplaced('rr.loose_route');
  }
  /**
   * As `loose_route`, with a mode of its own in place of the parameter `loose_route_mode`.
   * @param mode sum of `1` never put right what a strict router did, `2` do not look at flow tokens
   * @returns as `loose_route`
   */
  loose_route_mode(mode: number): Routed {
    return this.cx.message.isRequest
      ? looseRoute(this.cx, this.settings, numberArgument(mode))
      : this.cx.misplaced('rr.loose_route_mode');
  }
  /** As `loose_route`, for a request outside a dialog. @returns `1` it had only entries of ours · `-1` anything else */
  loose_route_preloaded(): 1 | -1 {
    if (!this.cx.message.isRequest) return this.cx.misplaced('rr.loose_route_preloaded');
    return looseRoute(this.cx, this.settings, this.settings.looseRouteMode) === -3 ? 1 : -1;
  }

  /**
   * Searches the parameters of our Route entry that `loose_route()` took off.
   * @param pattern POSIX extended expression, case does not matter; it runs on what the peer sent, so keep it free of nested
   * repetitions
   * @returns `1` found · `-1` not, no entry of ours, or the expression is wrong
   * @in any
   */
  check_route_param(pattern: string): 1 | -1 {
    const own = this.cx.slot<OwnRoute>(this.settings.ownRoute);
    const expression = own === undefined ? null : this.settings.patterns.get(textArgument(pattern), SEARCH);
    if (expression === null) return -1;
    return expression.fits(ownParams(this.cx, this.settings)) ? 1 : -1;
  }
  /**
   * Tells which way the request goes, after `loose_route()`; needs `append_fromtag`. Unknown counts as downstream.
   * @param direction `downstream` or `upstream`
   * @returns `1` that way · `-1` the other · `-6` neither word
   * @in any
   */
  is_direction(direction: 'downstream' | 'upstream'): 1 | -1 | -6 {
    // without ftag in our entries nobody can tell
    if (!this.settings.appendFromTag || (direction !== 'downstream' && direction !== 'upstream')) return -6;
    return directionOf(this.cx, this.settings) === direction ? 1 : -1;
  }
  /**
   * Tells whether a Route entry follows the one of ours that `loose_route()` took off.
   * @returns `1` there is one · `-1` there is none, or none of ours was taken off
   * @in any
   */
  next_hop_route(): 1 | -1 {
    return this.cx.slot<OwnRoute>(this.settings.ownRoute)?.more === true ? 1 : -1;
  }
}

type Reading = Pick<Rr, 'add_rr_param' | 'check_route_param' | 'is_direction' | 'next_hop_route'>;

/** What routes of each kind see. */
export type RrFacades = {
  request: Rr;
  reply: Reading;
  tm_reply: Reading;
  branch: Rr;
  failure: Rr;
  branch_failure: Rr;
  event: Rr;
};
