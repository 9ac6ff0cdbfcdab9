import { addressOf, isInPrefix } from './addresses.ts';

// What Kamailio calls the blocks of addresses: [first groups of 16 bits, bits that count, word]. The first that fits counts; the lists
// were compared with all /16 of IPv4 and all first groups of IPv6 in Kamailio 5.6.3.

type Block = readonly [groups: readonly number[], bits: number, word: string];

// RFC 6890 2.2.2, RFC 6598
const IPV4: readonly Block[] = [
  [[0x0000], 8, 'PRIVATE'], // 0.0.0.0/8
  [[0x0a00], 8, 'PRIVATE'], // 10.0.0.0/8
  [[0x6440], 10, 'SHARED'], // 100.64.0.0/10
  [[0x7f00], 8, 'LOOPBACK'], // 127.0.0.0/8
  [[0xa9fe], 16, 'LINK-LOCAL'], // 169.254.0.0/16
  [[0xac10], 12, 'PRIVATE'], // 172.16.0.0/12
  [[0xc000, 0x0000], 24, 'RESERVED'], // 192.0.0.0/24
  [[0xc000, 0x0200], 24, 'TEST-NET'], // 192.0.2.0/24
  [[0xc058, 0x6300], 24, '6TO4-RELAY'], // 192.88.99.0/24
  [[0xc0a8], 16, 'PRIVATE'], // 192.168.0.0/16
  [[0xc612], 15, 'RESERVED'], // 198.18.0.0/15
  [[0xc633, 0x6400], 24, 'TEST-NET'], // 198.51.100.0/24
  [[0xcb00, 0x7100], 24, 'TEST-NET'], // 203.0.113.0/24
  [[0xffff, 0xffff], 32, 'BROADCAST'], // 255.255.255.255
  [[0xe000], 4, 'MULTICAST'], // 224.0.0.0/4
  [[0xf000], 4, 'RESERVED'], // 240.0.0.0/4
];

// RFC 6890 2.2.3, RFC 4291 2.4
const IPV6: readonly Block[] = [
  [[0, 0, 0, 0, 0, 0, 0, 0], 128, 'UNSPECIFIED'], // ::
  [[0, 0, 0, 0, 0, 0, 0, 1], 128, 'LOOPBACK'], // ::1
  [[0, 0, 0, 0, 0, 0xffff], 96, 'IPV4MAP'], // ::ffff:0:0/96
  [[0x0100, 0, 0, 0], 64, 'DISCARD'], // 100::/64
  [[0x2001, 0x0000], 32, 'TEREDO'], // 2001::/32
  [[0x2001, 0x0002, 0], 48, 'BMWG'], // 2001:2::/48
  [[0x2001, 0x0010], 28, 'ORCHID'], // 2001:10::/28
  [[0x2001, 0x0db8], 32, 'DOCUMENTATION'], // 2001:db8::/32
  [[0x2002], 16, '6TO4'], // 2002::/16
  [[0x2000], 3, 'GLOBAL-UNICAST'], // 2000::/3
  [[0xfc00], 7, 'UNIQUE-LOCAL-UNICAST'], // fc00::/7
  [[0xfe80], 10, 'LINK-LOCAL-UNICAST'], // fe80::/10
  [[0xff00], 8, 'MULTICAST'], // ff00::/8
];

/** @returns what kind of address a text is; '' when it is none of that family */
export function detailedType(text: string, family: 4 | 6 | 0): string {
  const address = addressOf(text);
  if (address === null || (family === 4 && address.type !== 1) || (family === 6 && address.type === 1)) return '';
  return address.type === 1 ? wordOf(IPV4, address.groups, 'PUBLIC') : wordOf(IPV6, address.groups, 'RESERVED');
}

function wordOf(blocks: readonly Block[], groups: readonly number[], other: string): string {
  for (const [net, bits, word] of blocks) if (isInPrefix(groups, net, bits)) return word;
  return other;
}

/** @returns whether a text is an address of 10/8, 172.16/12 or 192.168/16 (RFC 1918 3) */
export function isRfc1918(text: string): boolean {
  const address = addressOf(text);
  if (address?.type !== 1) return false;
  const [high] = address.groups as [number];
  return high >>> 8 === 10 || (high & 0xfff0) === 0xac10 || high === 0xc0a8;
}
