import { decimal, trimEnd, skipSpace } from '../../runtime/module.ts';
import { addressOf, isInPrefix } from './addresses.ts';

/**
 * @param ip IPv4, or IPv6 without brackets
 * @param subnets `address/bits`, or `address` for that one alone; several with commas between them. Bits of the address beyond its
 * prefix do not matter
 * @returns whether the address is in one of them; what can not be read holds no address
 */
export function isInSubnets(ip: string, subnets: string): boolean {
  const address = addressOf(ip);
  if (address === null || address.type === 3) return false;
  for (let from = 0; from <= subnets.length;) {
    const comma = subnets.indexOf(',', from);
    const to = comma < 0 ? subnets.length : comma;
    const start = skipSpace(subnets, from, to);
    if (holds(subnets.slice(start, trimEnd(subnets, start, to)), address.groups)) return true;
    from = to + 1;
  }
  return false;
}

function holds(subnet: string, groups: readonly number[]): boolean {
  const slash = subnet.indexOf('/');
  const net = addressOf(slash < 0 ? subnet : subnet.slice(0, slash));
  if (net === null || net.type === 3 || net.groups.length !== groups.length) return false;
  const most = groups.length * 16;
  const bits = slash < 0 ? most : decimal(subnet, skipSpace(subnet, slash + 1, subnet.length), subnet.length, most);
  return bits >= 0 && isInPrefix(groups, net.groups, bits);
}
