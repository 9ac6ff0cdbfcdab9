// Which service is asked for, and in which order its servers are taken (RFC 3263 4.1, RFC 2782).

import type { Proto } from '../types.ts';
import type { DnsRecord } from './records.ts';
import type { NaptrRecord, SrvRecord } from './source.ts';

/** @returns the SRV name of a protocol at a domain, '' when there is none: `_sip._udp.`, `_sip._tcp.`, `_sips._tcp.` */
export function srvName(proto: Proto, domain: string): string {
  switch (proto) {
    case 'udp':
      return `_sip._udp.${domain}`;
    case 'tcp':
      return `_sip._tcp.${domain}`;
    case 'tls':
      return `_sips._tcp.${domain}`;
    case 'sctp':
      return `_sip._sctp.${domain}`;
    default:
      return ''; // RFC 7118 defines none
  }
}

/** @returns the protocol of a NAPTR service (RFC 3263 4.1, RFC 7118 appendix B.3), '' for any other */
export function naptrProto(service: string): Proto | '' {
  switch (service) {
    case 'SIP+D2U':
      return 'udp';
    case 'SIP+D2T':
      return 'tcp';
    case 'SIPS+D2T':
      return 'tls';
    case 'SIP+D2S':
      return 'sctp';
    default:
      return '';
  }
}

/** @returns the NAPTR records that lead to an SRV record, in the order in which they are to be tried */
export function orderNaptr(records: readonly DnsRecord[]): NaptrRecord[] {
  const found: NaptrRecord[] = [];
  for (const { naptr } of records) if (naptr !== null && naptr.flags === 's') found.push(naptr);
  return found.sort((a, b) => a.order - b.order || a.preference - b.preference);
}

/**
 * The order in which servers are tried: lower priority first; among equals the higher weight first, or with a random number each time
 * by lot according to weight (RFC 2782).
 *
 * @param random from 0 up to 1; null: by weight only
 */
export function orderSrv(records: readonly DnsRecord[], random: (() => number) | null): SrvRecord[] {
  const servers: SrvRecord[] = [];
  for (const { srv } of records) if (srv !== null && srv.name !== '') servers.push(srv);
  servers.sort((a, b) => a.priority - b.priority || b.weight - a.weight);
  if (random === null) return servers;
  let from = 0;
  while (from < servers.length) {
    let to = from + 1;
    while (to < servers.length && servers[to]?.priority === servers[from]?.priority) to++;
    draw(servers, from, to, random);
    from = to;
  }
  return servers;
}

/** Draws lots in [from, to). Those of weight 0 stand last already and are drawn when nothing else is left, nearly always. */
function draw(servers: SrvRecord[], from: number, to: number, random: () => number): void {
  for (let place = from; place < to - 1; place++) {
    let sum = 0;
    for (let i = place; i < to; i++) sum += servers[i]?.weight ?? 0;
    let lot = random() * sum;
    let drawn = place;
    while (drawn < to - 1 && lot >= (servers[drawn]?.weight ?? 0)) lot -= servers[drawn++]?.weight ?? 0;
    const [server] = servers.splice(drawn, 1);
    if (server !== undefined) servers.splice(place, 0, server);
  }
}
