import { canonicalIP, type RouteContext } from '../../runtime/module.ts';
import { answersOf, type AnswerSlot } from './answers.ts';

// One function per kind of query. Each answers later, so that nobody else waits; what an earlier query of the same name found is
// gone from the moment that this one fails.

/** 1 found · -4 not */
export type Found = 1 | -4;

/** Addresses of a name, into `$dns`. */
export async function queryAddresses(cx: RouteContext, slot: AnswerSlot, name: string, into: string): Promise<Found> {
  const found = await cx.core.resolver.questions.addresses(name);
  const { dns } = answersOf(cx, slot);
  if (found === null) {
    dns.delete(into);
    return -4;
  }
  dns.set(into, found);
  return 1;
}

/** SRV records, into `$srvquery`. @returns 1, also when there are none · -2 no name · -3 no name for the result */
export async function queryServices(cx: RouteContext, slot: AnswerSlot, name: string, into: string): Promise<1 | -2 | -3> {
  if (name === '') return -2;
  if (into === '') return -3;
  const found = await cx.core.resolver.questions.services(name);
  answersOf(cx, slot).srv.set(into, found ?? []);
  return 1;
}

/** NAPTR records, into `$naptrquery`. @returns as `queryServices` */
export async function queryRules(cx: RouteContext, slot: AnswerSlot, name: string, into: string): Promise<1 | -2 | -3> {
  if (name === '') return -2;
  if (into === '') return -3;
  const found = await cx.core.resolver.questions.rules(name);
  answersOf(cx, slot).naptr.set(into, found ?? []);
  return 1;
}

/** Names of an address, into `$ptrquery`. @returns 1 · -3 no address · -4 it has no name */
export async function queryNames(cx: RouteContext, slot: AnswerSlot, address: string, into: string): Promise<1 | -3 | -4> {
  const ip = canonicalIP(address);
  const names = ip === '' ? null : await cx.core.resolver.questions.names(ip);
  const { ptr } = answersOf(cx, slot);
  if (names === null) {
    ptr.delete(into);
    return ip === '' ? -3 : -4;
  }
  ptr.set(into, { address: ip, names });
  return 1;
}

/** 1 the name has the address · -1 it has others · -3 no address · -4 the name can not be resolved */
export type Match = 1 | -1 | -3 | -4;

/** Asks as other programs of the machine do: all addresses of both families, hosts file included. */
export async function matchSystem(cx: RouteContext, name: string, address: string): Promise<Match> {
  const ip = canonicalIP(address);
  if (ip === '') return -3;
  const found = await cx.core.resolver.questions.addresses(name);
  if (found === null) return -4;
  return found.includes(ip) ? 1 : -1;
}

/** Asks as this server does to find a next hop: what it knows already, and IPv6 addresses where there is none of IPv4. */
export async function matchInternal(cx: RouteContext, name: string, address: string): Promise<Match> {
  const ip = canonicalIP(address);
  if (ip === '') return -3;
  // a port is written, so there is no looking for a service
  const found = await cx.core.resolver.resolve(name, 5060, 'udp');
  if (found.length === 0) return -4;
  return found.some((endpoint) => endpoint.ip === ip) ? 1 : -1;
}
