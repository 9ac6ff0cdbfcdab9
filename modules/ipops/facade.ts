import { numberArgument, textArgument, wireText, type PvAccess, type RouteContext } from '../../runtime/module.ts';
import { sameAddress, typeOf, type AddressType } from './addresses.ts';
import type { AnswerSlot } from './answers.ts';
import { detailedType, isRfc1918 } from './detailed.ts';
import {
  matchInternal,
  matchSystem,
  queryAddresses,
  queryNames,
  queryRules,
  queryServices,
  type Found,
  type Match,
} from './queries.ts';
import { isInSubnets } from './subnet.ts';

/** What the functions need beside the message. */
export interface IpopsServices {
  readonly pv: PvAccess;
  readonly slot: AnswerSlot;
}

/**
 * `KSR.ipops`: questions about addresses, and to the name service. All functions are for every kind of route.
 *
 * What asks the name service returns a promise: `await` it. Meanwhile this message waits, and no other.
 *
 * @in any
 * @see Kamailio ipops
 */
export class Ipops {
  private readonly cx: RouteContext;
  private readonly services: IpopsServices;

  constructor(cx: RouteContext, services: IpopsServices) {
    this.cx = cx;
    this.services = services;
  }

  /**
   * Tells whether a text is an IP address.
   * @param text any text
   * @returns `1` an IPv4 address, an IPv6 address, or one of IPv6 in brackets · `-1`
   * @see Kamailio ipops 4.1
   */
  is_ip(text: string): 1 | -1 {
    return typeOf(textArgument(text)) > 0 ? 1 : -1;
  }
  /**
   * Tells whether a text is an IPv4 address.
   * @param text any text
   * @returns `1` an IPv4 address: four numbers to 255 without zeros in front · `-1`
   * @see Kamailio ipops 4.3
   */
  is_ip4(text: string): 1 | -1 {
    return typeOf(textArgument(text)) === 1 ? 1 : -1;
  }
  /**
   * Tells whether a text is an IPv6 address.
   * @param text any text
   * @returns `1` an IPv6 address without brackets · `-1`
   * @see Kamailio ipops 4.4
   */
  is_ip6(text: string): 1 | -1 {
    return typeOf(textArgument(text)) === 2 ? 1 : -1;
  }
  /**
   * Tells whether a text is an IP address without brackets.
   * @param text any text
   * @returns `1` an IPv4 address, or one of IPv6 without brackets · `-1`
   * @see Kamailio ipops 4.2
   */
  is_pure_ip(text: string): 1 | -1 {
    const type = typeOf(textArgument(text));
    return type === 1 || type === 2 ? 1 : -1;
  }
  /**
   * Tells whether a text is a reference to an IPv6 address, as URIs have it.
   * @param text any text
   * @returns `1` an IPv6 address in brackets · `-1`
   * @see Kamailio ipops 4.5
   */
  is_ip6_reference(text: string): 1 | -1 {
    return typeOf(textArgument(text)) === 3 ? 1 : -1;
  }
  /**
   * Tells which kind of address a text is.
   * @param text any text
   * @returns `1` IPv4 · `2` IPv6 · `3` IPv6 in brackets · `-1` no address
   * @see Kamailio ipops 4.6
   */
  ip_type(text: string): AddressType {
    return typeOf(textArgument(text));
  }

  /**
   * Tells what kind of address a text is. IPv4: `PUBLIC`, `PRIVATE`, `SHARED`, `LOOPBACK`, `LINK-LOCAL`, `RESERVED`, `TEST-NET`,
   * `6TO4-RELAY`, `MULTICAST`, `BROADCAST`. IPv6, with brackets or without: `UNSPECIFIED`, `LOOPBACK`, `IPV4MAP`, `RESERVED`, `DISCARD`,
   * `GLOBAL-UNICAST`, `TEREDO`, `BMWG`, `DOCUMENTATION`, `ORCHID`, `6TO4`, `UNIQUE-LOCAL-UNICAST`, `LINK-LOCAL-UNICAST`, `MULTICAST`.
   *
   * @param text address
   * @param variable pseudo-variable that gets the word: `$var(type)`
   * @returns `1` · `-1` no address, or nothing that can be written; the variable stays as it was
   * @see Kamailio ipops 4.7; RFC 6890, RFC 4291 2.4
   */
  detailed_ip_type(text: string, variable: string): 1 | -1 {
    return this.detailed(text, variable, 0);
  }
  /**
   * As `detailed_ip_type`, for IPv4 addresses only.
   * @param text address
   * @param variable pseudo-variable that gets the word
   * @returns `1` done · `-1` no IPv4 address, or nothing that can be written; the variable stays as it was
   * @see Kamailio ipops 4.8
   */
  detailed_ipv4_type(text: string, variable: string): 1 | -1 {
    return this.detailed(text, variable, 4);
  }
  /**
   * As `detailed_ip_type`, for IPv6 addresses only.
   * @param text address, with brackets or without
   * @param variable pseudo-variable that gets the word
   * @returns `1` done · `-1` no IPv6 address, or nothing that can be written; the variable stays as it was
   * @see Kamailio ipops 4.9
   */
  detailed_ipv6_type(text: string, variable: string): 1 | -1 {
    return this.detailed(text, variable, 6);
  }
  /**
   * Tells whether an address is a private one of IPv4.
   * @param text any text
   * @returns `1` an IPv4 address of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16 · `-1`
   * @see Kamailio ipops 4.12; RFC 1918 3
   */
  is_ip_rfc1918(text: string): 1 | -1 {
    return isRfc1918(textArgument(text)) ? 1 : -1;
  }

  /**
   * Compares addresses, in whatever form they are written.
   * @param left address, IPv6 with brackets or without
   * @param right the other
   * @returns `1` the same address · `-1` different, or one is no address
   * @see Kamailio ipops 4.10
   */
  compare_ips(left: string, right: string): 1 | -1 {
    return sameAddress(textArgument(left), textArgument(right), true) ? 1 : -1;
  }
  /**
   * As `compare_ips`; IPv6 in brackets is no address.
   * @param left address
   * @param right the other
   * @returns as `compare_ips`
   * @see Kamailio ipops 4.11
   */
  compare_pure_ips(left: string, right: string): 1 | -1 {
    return sameAddress(textArgument(left), textArgument(right), false) ? 1 : -1;
  }
  /**
   * Tells whether an address is in one of the subnets.
   * @param ip address, IPv6 without brackets
   * @param subnets `192.0.2.0/24`, `2001:db8::/32`, an address alone, or several with commas between them
   * @returns `1` it is in one of them · `-1`
   * @see Kamailio ipops 4.13
   */
  is_in_subnet(ip: string, subnets: string): 1 | -1 {
    return isInSubnets(textArgument(ip), textArgument(subnets)) ? 1 : -1;
  }
  /**
   * Another name of `is_in_subnet()`.
   * @param ip address, IPv6 without brackets
   * @param subnets as for `is_in_subnet()`
   * @returns `1` it is in one of them · `-1`
   * @see Kamailio ipops 4.13
   */
  ip_is_in_subnet(ip: string, subnets: string): 1 | -1 {
    return this.is_in_subnet(ip, subnets);
  }

  /**
   * Looks a name up as other programs of the machine do (hosts file, then DNS). The addresses are in `$dns(into=>addr[0])` and on, 32
   * at most, with `count`, `type[0]` (4 or 6), `ipv4` and `ipv6` (1 when there is one of that family).
   *
   * @param name host; an address stands for itself
   * @param into name of the result, of this message only
   * @returns `1` found · `-4` it can not be resolved; the result is gone then
   * @see Kamailio ipops 4.16
   */
  dns_query(name: string, into: string): Promise<Found> {
    return queryAddresses(this.cx, this.services.slot, textArgument(name), textArgument(into));
  }
  /**
   * Asks for SRV records: `$srvquery(into=>target[0])`, `port[0]`, `priority[0]`, `weight[0]` and on, 32 at most, and `count`; the lowest
   * priority first, of equals the highest weight.
   *
   * @param name `_sip._udp.example.com`
   * @param into name of the result, of this message only
   * @returns `1` asked; without records `count` is 0 · `-2` no name · `-3` no name of the result
   * @see Kamailio ipops 4.18; RFC 2782
   */
  srv_query(name: string, into: string): Promise<1 | -2 | -3> {
    return queryServices(this.cx, this.services.slot, textArgument(name), textArgument(into));
  }
  /**
   * Asks for NAPTR records: `$naptrquery(into=>order[0])`, `pref[0]`, `flags[0]`, `services[0]`, `regex[0]`, `replace[0]` and on, 32 at
   * most, and `count`; by order and preference.
   *
   * @param name domain
   * @param into name of the result, of this message only
   * @returns `1` asked; without records `count` is 0 · `-2` no name · `-3` no name of the result
   * @see Kamailio ipops 4.19; RFC 3403
   */
  naptr_query(name: string, into: string): Promise<1 | -2 | -3> {
    return queryRules(this.cx, this.services.slot, textArgument(name), textArgument(into));
  }
  /**
   * Asks for the names of an address: `$ptrquery(into=>hostname)`, more of them as `hostname[1]` and on, with `count`, `addr`, `type`, `ipv4`,
   * `ipv6`.
   *
   * @param ip address, IPv6 with brackets or without
   * @param into name of the result, of this message only
   * @returns `1` found · `-3` no address · `-4` it has no name
   * @see Kamailio ipops 4.17 (after 5.6)
   */
  ptr_query(ip: string, into: string): Promise<1 | -3 | -4> {
    return queryNames(this.cx, this.services.slot, textArgument(ip), textArgument(into));
  }
  /**
   * Tells whether a name has an address, as this server finds next hops: with its cache, and IPv6 addresses only where there is none of
   * IPv4.
   *
   * @param name host
   * @param ip address, IPv6 with brackets or without
   * @returns `1` the name has it · `-1` it has others · `-3` no address · `-4` the name can not be resolved
   * @see Kamailio ipops 4.15
   */
  dns_int_match_ip(name: string, ip: string): Promise<Match> {
    return matchInternal(this.cx, textArgument(name), textArgument(ip));
  }
  /**
   * Tells whether a name has an address, as other programs of the machine see it: all addresses of both families.
   *
   * @param name host
   * @param ip address, IPv6 with brackets or without
   * @returns `1` the name has it · `-1` it has others · `-3` no address · `-4` the name can not be resolved
   * @see Kamailio ipops 4.14
   */
  dns_sys_match_ip(name: string, ip: string): Promise<Match> {
    return matchSystem(this.cx, textArgument(name), textArgument(ip));
  }
  /**
   * Sets how long the server keeps what it looks up for next hops and `dns_int_match_ip()` from now on, whatever the answer says. It
   * counts for all messages, until it is set anew; names that do not exist are remembered as long as before.
   *
   * @param ttl seconds; 0: as the answers say
   * @returns `1`
   * @see Kamailio ipops 4.20
   */
  dns_set_local_ttl(ttl: number): 1 {
    this.cx.core.resolver.localTtl = Math.max(0, numberArgument(ttl));
    return 1;
  }

  private detailed(text: string, variable: string, family: 4 | 6 | 0): 1 | -1 {
    const word = detailedType(textArgument(text), family);
    if (word === '') return -1;
    const { pv } = this.services;
    const name = wireText(textArgument(variable));
    return pv.writable(name) && pv.set(this.cx, name, word) ? 1 : -1;
  }
}

/** What routes of each kind see. */
export type IpopsFacades = {
  request: Ipops;
  reply: Ipops;
  tm_reply: Ipops;
  branch: Ipops;
  failure: Ipops;
  branch_failure: Ipops;
  event: Ipops;
};
