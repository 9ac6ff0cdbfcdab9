import { canonicalIP } from '../../sip/address.ts';
import { parseHostPort } from '../host-port.ts';
import { socketText } from '../listen.ts';
import { defaultPort, protoOf } from '../proto.ts';
import type { Proto } from '../types.ts';

/** Where something is in a MemoryNetwork. */
export interface MemoryAddress {
  readonly proto: Proto;
  /** Canonical, without brackets. */
  readonly ip: string;
  readonly port: number;
}

/**
 * Reads `udp:198.51.100.21:5070`, `tcp:[2001:db8::1]`; without a port it is the protocol's own.
 *
 * @throws RangeError when it is no address; only tests call this
 */
export function parseAddress(text: string): MemoryAddress {
  const at = text.indexOf(':');
  const proto = protoOf(text.slice(0, Math.max(at, 0)));
  const where = parseHostPort(text.slice(at + 1));
  if (proto === '' || where === null || canonicalIP(where.host) === '') throw new RangeError(`"${text}" is no address`);
  return { proto, ip: where.host, port: where.port === 0 ? defaultPort(proto) : where.port };
}

/** The text of an address, by which the network knows it. */
export function addressText({ proto, ip, port }: MemoryAddress): string {
  return socketText(proto, ip, port);
}
